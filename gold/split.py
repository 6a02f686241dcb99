"""Which half of the gold set a pair stands in: fixed by the pairs alone, and no body stands in both.

Bodies that meet in a pair stay together, so whole groups of bodies go to a half. The largest groups choose first, each
the half that then lies closer to one half of every stratum (label, kind, hard); a tie goes by the hash of a pair's id.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Pair = Mapping[str, str]
Stratum = tuple[str, ...]


def halves(pairs: Iterable[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The open half and the half held back, each in order of pair id."""
    groups = sorted(_groups(list(pairs)), key=lambda group: (-len(group), _hash(group)))
    taken: tuple[Counter[Stratum], Counter[Stratum]] = (Counter(), Counter())
    chosen: tuple[list[Pair], list[Pair]] = ([], [])
    for group in groups:
        own = Counter(stratum for pair in group for stratum in _strata(pair))
        lead = sum((taken[0][stratum] - taken[1][stratum]) * count for stratum, count in own.items())
        half = int(_hash(group), 16) % 2 if lead == 0 else int(lead > 0)
        taken[half].update(own)
        chosen[half].extend(group)
    return _in_order(chosen[0]), _in_order(chosen[1])


def _groups(pairs: list[Pair]) -> list[list[Pair]]:
    """Pairs whose bodies are joined, through any number of pairs."""
    first: dict[str, str] = {}

    def least(body: str) -> str:
        while first.setdefault(body, body) != body:
            body = first[body]
        return body

    for pair in pairs:
        one, other = sorted((least(pair["body_a"]), least(pair["body_b"])))
        first[other] = one
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[least(pair["body_a"])].append(pair)
    return list(groups.values())


def _strata(pair: Pair) -> list[Stratum]:
    return [(pair["label"], pair["hard"]), (pair["label"], pair["hard"], pair["kind"])]


def _hash(group: list[Pair]) -> str:
    return hashlib.sha256(min(pair["pair_id"] for pair in group).encode()).hexdigest()


def _in_order(pairs: list[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: pair["pair_id"])
