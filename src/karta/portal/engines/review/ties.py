"""Tie rules: pure. Entries of equal score are told apart by rules in an order that was fixed before the round opened.

What no rule tells apart stays tied: both have the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

DIGITS = 6  # after the point: scores that are the same so far are equal, whatever arithmetic left behind them


@dataclass(frozen=True, slots=True)
class Standing:
    """What tie rules ask of an entry. Scores are of 100.

    criteria   criterion's code → mean score; in the order of their weight, the heaviest first.
    lowest     the lowest score that a juror gave it.
    spread     the range of its scores: highest less lowest.
    accepts    share of its reviews whose verdict is "accept", 0 to 1.
    votes      votes for it less votes against it, in the deliberation.
    presiding  1 for, -1 against, 0 without a vote of the juror who presides.
    """

    key: int
    score: float
    criteria: Mapping[str, float] = field(default_factory=dict)
    lowest: float = 0.0
    spread: float = 0.0
    accepts: float = 0.0
    votes: int = 0
    presiding: int = 0


def _heaviest(one: Standing) -> tuple[float, ...]:
    return tuple(one.criteria.values())


RULES: dict[str, Callable[[Standing], tuple[float, ...]]] = {  # a greater value comes first
    "criteria": _heaviest,
    "lowest": lambda one: (one.lowest,),
    "agreement": lambda one: (-one.spread,),
    "accepts": lambda one: (one.accepts,),
    "votes": lambda one: (float(one.votes),),
    "presiding": lambda one: (float(one.presiding),),
}


def check(codes: Iterable[str]) -> None:
    """Errors: ValueError for a code that is no rule, or one that stands twice."""
    told = list(codes)
    unknown = [one for one in told if one not in RULES]
    if unknown or len(set(told)) != len(told):
        raise ValueError(f"tie rules {told}: each of {', '.join(RULES)} once at most")


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry in the order of its category. `place` is shared by those that no rule told apart.

    `rule`: the one that put it apart from an entry of the same score; "" where its score alone did.
    """

    standing: Standing
    place: int
    rule: str = ""


def ranked(standings: Iterable[Standing], codes: Sequence[str]) -> list[Placed]:
    """Entries from the first to the last: by score, then by each rule in turn. The order of input does not matter.

    Errors: ValueError as `check`.
    """
    check(codes)
    groups = [(group, "") for group in _groups(standings, lambda one: (one.score,))]
    for code in codes:
        parted: list[tuple[list[Standing], str]] = []
        for group, rule in groups:
            parts = _groups(group, RULES[code])
            parted += [(part, rule or (code if len(parts) > 1 else "")) for part in parts]
        groups = parted
    placed: list[Placed] = []
    for group, rule in groups:
        place = len(placed) + 1
        placed += [Placed(one, place, rule) for one in sorted(group, key=lambda one: one.key)]
    return placed


def _groups(standings: Iterable[Standing], value: Callable[[Standing], tuple[float, ...]]) -> list[list[Standing]]:
    """Standings in groups of equal value, the greatest first."""
    groups: dict[tuple[float, ...], list[Standing]] = {}
    for one in standings:
        groups.setdefault(tuple(round(part, DIGITS) for part in value(one)), []).append(one)
    return [groups[told] for told in sorted(groups, reverse=True)]
