"""Draws pairs for the gold set: `python -m gold.draw <file>` writes candidates, without a score and without a label.

Four ways, all fixed by the files and nothing else:
1. Records under one heading: one identifier (ЕИК, NHIF number, ROR, ISIN), or one line of headings.csv, which a reader
   wrote who meant that they may be one body. Names in two scripts or languages meet no other way.
2. Records under two headings whose names share rare parts: words or four-letter pieces, in Latin letters by the law of
   2009, that few names of all the lists hold. No likeness of two names is computed or shown.
3. Near names of two ЕИК, as bg_compiled_procurement_names lists them (near_different.csv; its scores are not read).
4. A record and the body that it may be a part of, as parts.csv proposes: branches, institutes, faculties.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from gold.records import GOLD, Record, plain, records, source_ids
from karta.matching.names import search_key

RARE = 40  # names that hold a piece; more, and it tells nothing
SHARED = 9  # rare pieces that two names must share
SHARED_WORDS = 2  # or rare words; names of districts and legal forms do not count
PER_BODY = {"heading": 5, "blocked": 5, "near": 5, "part": 2}  # pairs that a body may stand in, per way
PER_KIND = 55  # pairs of one field of one source with one of another
OF_ONE_ROW = 110
NEAR = "bg_compiled_procurement_names"


@dataclass(frozen=True, slots=True)
class Side:
    """One name of one record, under the heading that it was read under."""

    source_id: str
    record_id: str
    name_field: str
    text: str
    heading: str

    @property
    def reference(self) -> tuple[str, str, str]:
        return self.source_id, self.record_id, self.name_field


def draw() -> list[tuple[str, Side, Side]]:
    """Candidate pairs with the way they were drawn, in an order that tells nothing: by hash of their references."""
    sides = list(_sides())
    drawn = [("heading", *pair) for pair in _under_one_heading(sides)]
    drawn += [("blocked", *pair) for pair in _blocked(sides)]
    drawn += [("near", *pair) for pair in _near(sides)]
    drawn += [("part", *pair) for pair in _parts(sides)]
    once = {_order(one, other): (way, one, other) for way, one, other in reversed(drawn)}
    return [once[order] for order in sorted(once)]


def _sides() -> Iterator[Side]:
    """Names of all records; of one record no two that differ in nothing but case and punctuation."""
    heading_of = headings()
    for source_id in source_ids():
        for record in records(source_id).values():
            seen: set[str] = set()
            for name_field, text in record.names.items():
                if plain(text) not in seen and len(plain(text)) > 1:
                    seen.add(plain(text))
                    yield Side(source_id, record.record_id, name_field, text, heading_of[source_id, record.record_id])


def headings() -> dict[tuple[str, str], str]:
    """One heading a record: identifiers and lines of headings.csv that meet in a record are one heading."""
    keys: dict[tuple[str, str], set[str]] = {}
    for source_id in source_ids():
        for record in records(source_id).values():
            keys[source_id, record.record_id] = set(_identifier_keys(record))
    with (GOLD / "headings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            keys[row["source_id"], row["record_id"]].add(row["heading"])
    first = _joined(keys.values())
    return {record: first[min(names)] if names else "-".join(record) for record, names in keys.items()}


def _identifier_keys(record: Record) -> Iterator[str]:
    for scheme, value in record.identifiers.items():
        yield value.replace(" ", "-") if scheme == "other" else f"{scheme}-{value}"


def _joined(groups: Iterable[set[str]]) -> dict[str, str]:
    """The least of all keys that a key is joined to, through any number of groups."""
    first: dict[str, str] = {}

    def least(key: str) -> str:
        while first.setdefault(key, key) != key:
            key = first[key]
        return key

    for group in groups:
        for key in group:
            one, other = sorted((least(key), least(min(group))))
            first[other] = one
    return {key: least(key) for key in list(first)}


def _under_one_heading(sides: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Of each heading, some pairs of names that differ; two names of one row last, and few of them."""
    groups: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        groups[side.heading].append(side)
    pairs = [pair for group in groups.values() for pair in itertools.combinations(group, 2) if _differ(*pair)]
    per_body: Counter[str] = Counter()
    per_kind: Counter[tuple[str, ...]] = Counter()
    seen: set[frozenset[str]] = set()
    of_one_row = 0
    for one, other in sorted(pairs, key=lambda pair: (_of_one_row(*pair), _order(*pair))):
        texts, kind = frozenset((plain(one.text), plain(other.text))), _kind(one, other)
        is_one_row = _of_one_row(one, other)
        full = per_body[one.heading] >= PER_BODY["heading"] or per_kind[kind] >= PER_KIND
        if texts in seen or full or (is_one_row and of_one_row >= OF_ONE_ROW):
            continue
        seen.add(texts)
        per_body[one.heading] += 1
        per_kind[kind] += 1
        of_one_row += is_one_row
        yield one, other


def _blocked(sides: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Names under two headings that share rare pieces, few of each body."""
    pieces = _shared([_pieces(side.text) for side in sides])
    words = _shared([_words(side.text) for side in sides])
    close = {pair for pair, count in pieces.items() if count >= SHARED}
    close |= {pair for pair, count in words.items() if count >= SHARED_WORDS}
    pairs = [(sides[one], sides[other]) for one, other in sorted(close)]
    apart = [pair for pair in pairs if pair[0].heading != pair[1].heading and _differ(*pair)]
    yield from _few_of_each(apart, PER_BODY["blocked"])


def _shared(parts: list[set[str]]) -> Counter[tuple[int, int]]:
    """How many rare parts two names share, by their places in the list."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(parts):
        for part in own:
            holders[part].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= RARE:
            shared.update(itertools.combinations(numbers, 2))
    return shared


def _near(sides: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Near names of two ЕИК of one list; here alone the two names may be the same."""
    printed = [side for side in sides if side.source_id == NEAR]
    of = {(records(NEAR)[side.record_id].identifiers["eik"], side.text): side for side in printed}
    with (Path(os.environ["KARTA_MIRROR"]) / NEAR / "near_different.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [(of[row["eik_a"], row["name_a"]], of[row["eik_b"], row["name_b"]]) for row in rows]
    yield from _few_of_each(pairs, PER_BODY["near"])


def _parts(sides: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Each record of parts.csv with names of its whole from other records."""
    wholes: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        wholes[side.heading].append(side)
    first = headings()
    with (GOLD / "parts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            part = [side for side in sides if side.reference[:2] == (row["source_id"], row["record_id"])]
            whole = wholes[first[row["whole_source_id"], row["whole_record_id"]]]
            pairs = sorted(itertools.product(part, whole), key=lambda pair: _order(*pair))
            yield from pairs[: PER_BODY["part"]]


def _few_of_each(pairs: list[tuple[Side, Side]], limit: int) -> Iterator[tuple[Side, Side]]:
    """One pair of two bodies, and no more than `limit` pairs of one body."""
    per_body: Counter[str] = Counter()
    bodies: set[frozenset[str]] = set()
    for one, other in sorted(pairs, key=lambda pair: _order(*pair)):
        both = frozenset((one.heading, other.heading))
        if both not in bodies and max(per_body[heading] for heading in both) < limit:
            bodies.add(both)
            per_body.update(both)
            yield one, other


def _words(text: str) -> set[str]:
    """Words of four letters and more that name no district."""
    return {word for word in search_key(text).split() if len(word) > 3} - _district_words()


def _pieces(text: str) -> set[str]:
    """Words of three letters and more, and pieces of four letters inside words."""
    words = [word for word in search_key(text).split() if len(word) > 2]
    return {*words, *(word[at : at + 4] for word in words for at in range(len(word) - 3))}


@cache
def _district_words() -> set[str]:
    districts = yaml.safe_load(files("karta.vocab").joinpath("districts.yml").read_text("utf-8"))
    return {word for text in _texts(districts) for word in search_key(text).split()}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _differ(one: Side, other: Side) -> bool:
    return plain(one.text) != plain(other.text)


def _kind(one: Side, other: Side) -> tuple[str, ...]:
    return tuple(sorted((f"{one.source_id}.{one.name_field}", f"{other.source_id}.{other.name_field}")))


def _of_one_row(one: Side, other: Side) -> bool:
    return one.reference[:2] == other.reference[:2]


def _order(one: Side, other: Side) -> str:
    return hashlib.sha256(repr(sorted((one.reference, other.reference))).encode()).hexdigest()


def main() -> None:
    """Write the candidates: their way and the references of both sides."""
    with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["drawn", *(f"{part}_{side}" for side in "ab" for part in ("source", "record", "field"))])
        for way, one, other in draw():
            writer.writerow([way, *one.reference, *other.reference])


if __name__ == "__main__":
    main()
