"""Pairs to fit the matcher on: the open half of the gold set, and pairs made of lists that ship.

Nothing here is of a body that is held back, and nothing of bench_name_pairs.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gold.records import records

from bench import gold
from bench.identity.company_pairs import FITTED, lei_names, varied
from karta.matching.forms import take_form
from karta.matching.reading import Named, readings

MADE_OF = ("bg_compiled_life_science", "int_investpy_stocks")  # companies, of which the gold set has few
SLIPPED_WEIGHT, NEAR_WEIGHT = 0.05, 0.15  # of made pairs, where one of the gold set has 1
MOST_OF_A_WORD, NEAREST, LEAST_SHARED = 200, 2, 8.0
UNTOLD, UNTOLD_WEIGHT = ("rename", "acronym", "other words"), 0.2
CROSSED, CROSSED_WEIGHT = 2000, 0.25
VARIED_WEIGHT, COMPANY_WEIGHT = 0.02, 0.1
LAST_NUMBER, NUMBERED_SHARE = 9, 0.05
SEED = 2026


@dataclass(frozen=True, slots=True)
class Example:
    """Two names and whether they are one body's; `groups` keep pairs of one body in one fold."""

    left: Named
    right: Named
    is_same: bool
    weight: float
    groups: frozenset[str]
    pair: gold.Pair | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """A company's name; `part` is the list or the country within which others like it are looked for."""

    key: str
    part: str
    name: str


def named(side: gold.Side) -> Named:
    """A side of the gold set as the matcher takes it."""
    return Named(side.text, side.legal_form, side.settlement, side.website)


def examples() -> list[Example]:
    """All pairs to fit on, in one order. Errors: gold.records.MirrorMissing."""
    pairs = gold.open_half()
    group_of = _groups([pair.bodies for pair in pairs])
    found = [
        Example(
            named(pair.one), named(pair.other), pair.label == "same", _weight(pair), _both(group_of, pair.bodies), pair
        )
        for pair in pairs
    ]
    return [*found, *_crossed(pairs, group_of), *_made()]


def _weight(pair: gold.Pair) -> float:
    """Little where the names do not tell: such pairs would teach that words left over mean nothing."""
    is_told_elsewhere = pair.one.website is not None and pair.one.website == pair.other.website
    return UNTOLD_WEIGHT if pair.kind in UNTOLD and not is_told_elsewhere else 1.0


def _both(group_of: dict[str, str], bodies: tuple[str, str]) -> frozenset[str]:
    return frozenset(group_of[body] for body in bodies)


def _crossed(pairs: list[gold.Pair], group_of: dict[str, str]) -> Iterator[Example]:
    """Names of two bodies that share a word, as a blocking rule brings them: most pairs that a matcher meets are such.

    The gold set holds those that are hard to tell, and so says too little of what is plain.
    """
    sides = {(side, body) for pair in pairs for side, body in zip((pair.one, pair.other), pair.bodies, strict=True)}
    ordered = sorted(sides, key=lambda found: (found[1], found[0].source_id, found[0].text))
    words = [
        {t.key for t in readings(named(side))[0].tokens if t.kind in ("name", "topic", "type")} for side, _ in ordered
    ]
    crossed = [
        (hashlib.sha256(f"{one.text}|{other.text}".encode()).hexdigest(), one, other, _both(group_of, (a, b)))
        for at, (one, a) in enumerate(ordered)
        for to, (other, b) in enumerate(ordered[:at])
        if a != b and words[at] & words[to]
    ]
    for _, one, other, groups in sorted(crossed, key=lambda found: found[0])[:CROSSED]:
        yield Example(named(one), named(other), False, CROSSED_WEIGHT, groups)


def _groups(bodies: list[tuple[str, str]]) -> dict[str, str]:
    """Bodies that meet in a pair, directly or through others, have one group."""
    parent: dict[str, str] = {}

    def root(body: str) -> str:
        while parent.setdefault(body, body) != body:
            body = parent[body]
        return body

    for one, other in bodies:
        first, last = sorted((root(one), root(other)))
        parent[last] = first
    return {body: root(body) for pair in bodies for body in pair}


def _made() -> Iterator[Example]:
    """Of every company that may be used: its name with one slip of the hand, and the companies most like it.

    Lists that ship, and a share of the LEI names: two LEI are two legal persons, however alike their names.
    """
    chance = random.Random(SEED)
    held_back = gold.held_back_records()
    listed = [
        Company(f"{source_id}/{record.record_id}", source_id, next(iter(record.names.values())))
        for source_id in MADE_OF
        for record in records(source_id).values()
        if (source_id, record.record_id) not in held_back
    ]
    found = lei_names(FITTED, {record_id for _, record_id in held_back})
    companies = [*listed, *(Company(lei, country, name) for lei, country, name in found)]
    for pair in varied([name for _, _, name in found]):
        yield Example(Named(pair.left), Named(pair.right), pair.is_same, COMPANY_WEIGHT, frozenset({pair.left}))
    for company in companies:
        slipped = _slipped(company.name, chance)
        if slipped is not None:
            yield Example(Named(company.name), Named(slipped), True, SLIPPED_WEIGHT, frozenset({company.key}))
        yield from _varied(company, chance)
    for company, other in _nearest(companies):
        groups = frozenset({company.key, other.key})
        yield Example(Named(company.name), Named(other.name), False, NEAR_WEIGHT, groups)


def _varied(company: Company, chance: random.Random) -> Iterator[Example]:
    """The name without its legal form, which is the same body; with another number, which is a sister of it."""
    groups = frozenset({company.key})
    bare, form = take_form(company.name)
    if form:
        yield Example(Named(company.name), Named(bare), True, VARIED_WEIGHT, groups)
    numbers = re.findall(r"(?<!\w)\d{1,2}(?!\w)", company.name)
    other = chance.randint(2, LAST_NUMBER)
    if numbers and int(numbers[-1]) != other:
        renumbered = company.name.replace(numbers[-1], str(other))
        yield Example(Named(company.name), Named(renumbered), False, NEAR_WEIGHT, groups)
    elif form and chance.random() < NUMBERED_SHARE:
        yield Example(Named(company.name), Named(f"{bare} {other}", form), False, NEAR_WEIGHT, groups)


def _slipped(name: str, chance: random.Random) -> str | None:
    """One letter inside the longest word, less the legal form, left out, doubled, swapped or struck beside."""
    word = max(take_form(name)[0].split(), key=len, default="")
    if len(word) < 6:
        return None
    at = chance.randrange(1, len(word) - 2)
    beside = chance.choice("аоеирнтс" if "а" <= word[at].lower() <= "я" else "aoeirnts")
    wrong = chance.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + beside + word[at + 1 :],
         word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    )  # fmt: skip
    return None if wrong == word else name.replace(word, wrong, 1)


def _nearest(companies: list[Company]) -> Iterator[tuple[Company, Company]]:
    """Each company with the one of its list, or country, whose name shares most bits of words, from LEAST_SHARED on."""
    bits = [
        {token.key: token.bits for token in readings(Named(company.name))[0].tokens if token.kind in ("name", "topic")}
        for company in companies
    ]
    having: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, company in enumerate(companies):
        for key in bits[at]:
            having[company.part, key].append(at)
    for at, company in enumerate(companies):
        shared: dict[int, float] = defaultdict(float)
        for key, told in bits[at].items():
            for other in having[company.part, key][:MOST_OF_A_WORD]:
                if other < at and companies[other].name.casefold() != company.name.casefold():
                    shared[other] += told
        near = sorted(shared, key=lambda other: (-shared[other], other))[:NEAREST]
        yield from ((company, companies[other]) for other in near if shared[other] >= LEAST_SHARED)
