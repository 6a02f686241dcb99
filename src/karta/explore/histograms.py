"""Histograms of the ranges. A bar counts the rows that a click on it would match: intervals inside it, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from karta.explore.frame import Frame
from karta.explore.matches import Matches
from karta.snapshot.index.bars import ABOVE_ZERO


@dataclass(frozen=True, slots=True)
class Count:
    """`count` under the filter with its own part lifted, `all` of the population."""

    count: int
    all: int


@dataclass(frozen=True, slots=True)
class Bin:
    """`min` ≤ figure < `max` (≤ in the classes of headcount, and for zero); None is an open end."""

    min: float | None
    max: float | None
    count: int
    all: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars, and beside them the rows that stand in none: across two bars, in other currencies, without a figure."""

    bins: list[Bin]
    undecided: Count
    other_currency: Count
    unknown: Count


def histogram(found: Matches, name: str) -> Histogram:
    """The histogram of a measure or of `founded` under a filter, lifted from its own part."""
    bars = f"{name}_bars"
    counts = found.frame.sets(bars).counts(found.lifted_set(name))
    return histogram_of(found.frame, name, counts, found.population_counts(bars))


def histogram_of(rows: Frame, name: str, counts: list[int], totals: list[int]) -> Histogram:
    """The histogram with these counts in place of a filter's: one for each bar and each set of rows in none."""
    pairs = [Count(*pair) for pair in zip(counts, totals, strict=True)]
    ends = [_ends(name, *pair) for pair in pairwise(rows.sets(f"{name}_bars").about["edges"])]
    bins = [Bin(*pair, count.count, count.all) for pair, count in zip(ends, pairs, strict=False)]
    return Histogram(bins, *pairs[len(bins) :])


def _ends(name: str, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    if name == "headcount" and high is not None:
        high -= 1
    return (0.0 if low == ABOVE_ZERO else low), (0.0 if high == ABOVE_ZERO else high)
