"""Histograms of the ranges. A bar counts the rows that a click on it would match: intervals inside it, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf, log10

import numpy as np
from numpy.typing import NDArray

from karta.explore.frame import Frame, Mask
from karta.explore.sums import has_figure
from karta.vocab.size import SIZE_CLASSES

FOUNDED_EDGES = (-inf, 1900.0, 1950.0, 1990.0, 2000.0, 2010.0, 2020.0, inf)
MOST_STEPS = 9  # edges: what stands readable under a histogram 200 pixels wide
MOST_STEPS_A_SIDE = 4  # of profit, which has two sides and a bar for zero
ABOVE_ZERO = float(np.nextafter(0.0, 1.0))


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


def histogram(rows: Frame, name: str, lifted: Mask, population: Mask) -> Histogram:
    """The histogram of a measure or of `founded` over two masks of rows."""
    edges = rows.cached("edges", name, lambda: _edges(rows, name))
    places = rows.cached("bins", name, lambda: _bins(rows, name, edges))
    size = len(edges) - 1 + 3
    counted, every = (np.bincount(places[mask], minlength=size).tolist() for mask in (lifted, population))
    pairs = [Count(*pair) for pair in zip(counted, every, strict=True)]
    bins = [Bin(*_ends(name, edges[i], edges[i + 1]), pairs[i].count, pairs[i].all) for i in range(len(edges) - 1)]
    return Histogram(bins, *pairs[-3:])


def _ends(name: str, low: float, high: float) -> tuple[float | None, float | None]:
    if name == "headcount":
        high -= 1
    low, high = (0.0 if end == ABOVE_ZERO else end for end in (low, high))
    return (None if low == -inf else low), (None if high == inf else high)


def _edges(rows: Frame, name: str) -> tuple[float, ...]:
    if name == "founded":
        return FOUNDED_EDGES
    if name == "headcount":
        return (*(float(low) for low, _ in SIZE_CLASSES.values()), inf)
    middles = np.abs(rows.middles(name))
    steps = _steps(middles[middles > 0], MOST_STEPS_A_SIDE if name == "profit" else MOST_STEPS)
    if name == "profit":
        return (-inf, *(-step for step in reversed(steps)), 0.0, ABOVE_ZERO, *steps, inf)
    return (0.0, *steps, inf)


def _steps(sizes: NDArray[np.float64], most: int) -> list[float]:
    """Round steps (1–2–5, 1–10, or powers further apart) from the 5th to the 95th hundredth of the sizes."""
    if not len(sizes):
        return [1e6]
    low, high = (float(q) for q in np.quantile(sizes, (0.05, 0.95)))
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    for digits, every in (((1, 2, 5), 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3)):
        steps = [digit * 10.0**power for power in decades[::every] for digit in digits]
        inside = [step for step in steps if low <= step <= high] or [10.0 ** round(log10(low))]
        if len(inside) <= most:
            break
    return inside


def _bins(rows: Frame, name: str, edges: tuple[float, ...]) -> NDArray[np.int64]:
    """The bin of each row; after the bins: undecided, other currency, unknown (or outdated)."""
    undecided, other_currency, unknown = (len(edges) - 1 + i for i in range(3))
    if name == "founded":
        years = rows.numbers("founded_year")
        return np.where(np.isnan(years), unknown, np.searchsorted(edges, years, side="right") - 1)
    low, high = (
        np.clip(np.searchsorted(edges, rows.numbers(f"{name}_{end}"), side="right") - 1, 0, undecided - 1)
        for end in ("min", "max")
    )
    placed = np.where(low == high, low, undecided)
    missing = np.where(has_figure(rows, name), other_currency, unknown)
    return np.where(rows.is_current(name), placed, missing)
