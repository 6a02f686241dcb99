"""Counts and answers of people leave only from a number of people on, and never so that one could be worked out from
two publications, or from a part and its whole. Pure.

Source: Hundepool et al., Statistical Disclosure Control, 2012: frequency rule (4.2.1), complementary suppression (4.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MINIMUM = 5  # people that a published figure stands for, at least


def is_step(waiting: int, minimum: int = MINIMUM) -> bool:
    """Whether answers that were not published yet may be: then two publications differ by `minimum` people or more."""
    return waiting >= minimum


@dataclass(frozen=True, slots=True)
class Groups:
    """What of a division of people may be shown: the groups, largest first, and how many people are in all others.

    `others` is 0, or as many as any group; None where even that would tell of few: then no group is shown.
    """

    shown: list[tuple[str, int]]
    others: int | None


def groups(counts: Mapping[str, int], minimum: int = MINIMUM) -> Groups:
    """The groups of at least `minimum` people; the rest is one sum, to which the smallest shown groups are added until
    it stands for `minimum` people too: the whole is known, so that a single withheld group would be what is left.
    """
    held = {name: count for name, count in counts.items() if count > 0}
    shown = sorted(
        ((name, count) for name, count in held.items() if count >= minimum), key=lambda one: (-one[1], one[0])
    )
    others = sum(held.values()) - sum(count for _name, count in shown)
    while 0 < others < minimum and shown:
        others += shown.pop()[1]
    return Groups(shown, others if others == 0 or others >= minimum else None)


def may_replace(published: Mapping[str, int | None], now: Mapping[str, int | None], minimum: int = MINIMUM) -> bool:
    """Whether newer figures may stand in the place of published ones: each is the same, or `minimum` or more away.

    None: withheld, less than `minimum`. A figure that comes out of being withheld, or goes into it, tells less than
    `minimum` people only where it is that far from zero: it counts as 0.
    """
    moved = (abs((now.get(name) or 0) - (published.get(name) or 0)) for name in {*published, *now})
    return all(change == 0 or change >= minimum for change in moved)
