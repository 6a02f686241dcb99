"""Two measures of the same organisation in the same year: single points, or counts in cells where they are many.

A point stands for a ratio, so both figures are of one year or it is not drawn (ARCHITECTURE §3b line 10), and both are
what sums take (line 12): legal units, individual or unknown statement, finite intervals by their middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

import numpy as np

from karta.explore.charts.figures import year_figures
from karta.explore.filters import Filter, FilterError, one_of
from karta.explore.frame import Floats, Rows
from karta.explore.matches import Matches, match
from karta.explore.rows import rows_at
from karta.explore.sums import has_figure
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

MOST_POINTS = 500
NAMED = 12  # of the largest
SMALLEST = {"headcount": 1.0}  # where the steps begin; money: a thousand euro
SMALLEST_MONEY = 1000.0


@dataclass(frozen=True, slots=True)
class Point:
    """One organisation: `x` of `against`, `y` of `measure`, both of `year`."""

    org_id: str
    name_bg: str | None
    name_en: str | None
    x: float
    y: float
    year: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Points with x_min ≤ x < x_max and y_min ≤ y < y_max: limits are 1, 2 or 5 times a power of ten, or zero."""

    x_min: float
    x_max: float
    y_min: float
    y_max: float
    organisations: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """Every match is counted once: drawn + two_years + left_out + older + without = the counter.

    drawn         both figures of one year
    two_years     both figures, but of different years
    left_out      both figures, but one of a group, with an open end, or in a currency without a rate
    older         both figures, but one older than the window
    without       one of the two, or both, are unknown
    points        all that are drawn, up to MOST_POINTS; else empty, and `cells` holds them
    largest       those to be named, by `measure`, then by `against`
    median_ratio  of measure ÷ against where the latter is above zero; None without one
    """

    measure: str
    against: str
    drawn: int
    two_years: int
    left_out: int
    older: int
    without: int
    median_x: float | None
    median_y: float | None
    median_ratio: float | None
    points: list[Point]
    cells: list[Cell]
    largest: list[Point]


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Columns of the points: position of the organisation, both numbers, their year."""

    rows: Rows
    x: Floats
    y: Floats
    years: Floats


def scatter(snapshot: Snapshot, asked: Filter, measure: str, against: str) -> Scatter:
    """The matches by two measures. Errors: FilterError for another measure, or for one against itself."""
    for name, given in (("measure", measure), ("against", against)):
        one_of(name, given, MEASURES)
    if measure == against:
        raise FilterError("against", against, f"choose another than {measure}", f"изберете друго освен {measure}")
    found = match(snapshot, asked)
    x, y = (found.frame.middles(one)[found.rows] for one in (against, measure))
    years = [found.frame.printed(one, "year")[found.rows] for one in (against, measure)]
    told = ~np.isnan(x) & ~np.isnan(y)
    drawn = np.flatnonzero(told & (years[0] == years[1]))
    pairs = _Pairs(found.rows[drawn], x[drawn], y[drawn], years[0][drawn])
    both, older = _told_of_both(found, measure, against)
    x, y = pairs.x, pairs.y
    is_few = len(drawn) <= MOST_POINTS
    return Scatter(
        measure=measure,
        against=against,
        drawn=len(drawn),
        two_years=int(np.count_nonzero(told)) - len(drawn),
        left_out=both - int(np.count_nonzero(told)),
        older=older,
        without=found.count - both - older,
        median_x=_median(x),
        median_y=_median(y),
        median_ratio=_median(y[x > 0] / x[x > 0]),
        points=_points(snapshot, found, pairs, _by_size(x, y)) if is_few else [],
        cells=[] if is_few else _cells(x, y, against, measure),
        largest=_points(snapshot, found, pairs, _largest(x, y)),
    )


def pairs_by_year(snapshot: Snapshot, asked: Filter, measure: str, against: str) -> dict[int, int]:
    """Year → how many of the matches could be drawn with the figures of that year; newest first, none with zero."""
    found = match(snapshot, asked)
    one, other = (_drawable(snapshot, found, name) for name in (measure, against))
    shared = {year: len(np.intersect1d(one[year], other[year])) for year in one.keys() & other.keys()}
    return {year: shared[year] for year in sorted(shared, reverse=True) if shared[year]}


def _drawable(snapshot: Snapshot, found: Matches, measure: str) -> dict[int, Rows]:
    figures = year_figures(snapshot, measure)
    kept = found.is_match[figures.rows] & ~np.isnan(figures.middles)
    return {year: figures.rows[kept & (figures.year_index == i)] for i, year in enumerate(figures.years)}


def _told_of_both(found: Matches, measure: str, against: str) -> tuple[int, int]:
    """Matches with a current figure of both, in whatever currency; with both, one of them outdated."""
    current = [has_figure(found.frame, one)[found.rows] for one in (measure, against)]
    ever = [
        now | found.frame.is_outdated(one)[found.rows] for now, one in zip(current, (measure, against), strict=True)
    ]
    both = int(np.count_nonzero(current[0] & current[1]))
    return both, int(np.count_nonzero(ever[0] & ever[1])) - both


def _median(values: Floats) -> float | None:
    return float(np.median(values)) if len(values) else None


def _by_size(x: Floats, y: Floats) -> Rows:
    return np.lexsort((-x, -y))


def _largest(x: Floats, y: Floats) -> Rows:
    """Positions of the largest by y, then of those largest by x that are not among them."""
    most_y = _top(y, NAMED * 2 // 3)
    most_x = [at for at in _top(x, NAMED).tolist() if at not in set(most_y.tolist())]
    return np.array([*most_y.tolist(), *most_x[: NAMED - len(most_y)]], dtype=np.int64)


def _top(values: Floats, count: int) -> Rows:
    if len(values) > count:
        kept = np.flatnonzero(values >= np.partition(values, -count)[-count])
    else:
        kept = np.arange(len(values))
    return kept[np.argsort(-values[kept], kind="stable")][:count]


def _points(snapshot: Snapshot, found: Matches, pairs: _Pairs, chosen: Rows) -> list[Point]:
    rows = rows_at(snapshot, found.frame, pairs.rows[chosen])
    numbers = (pairs.x[chosen].tolist(), pairs.y[chosen].tolist(), pairs.years[chosen].astype(int).tolist())
    return [
        Point(row.org_id, row.attributes["name_bg"], row.attributes["name_en"], x, y, year)
        for row, x, y, year in zip(rows, *numbers, strict=True)
    ]


def steps(measure: str, low: float, high: float) -> list[float]:
    """Round limits that hold low … high: 0, then 1–2–5 from SMALLEST on; mirrored below zero."""
    first = SMALLEST.get(measure, SMALLEST_MONEY)
    above = _rounds(first, high)
    below = [-step for step in reversed(_rounds(first, -low))] if low < 0 else [0.0]
    return [*below, *above]


def _rounds(first: float, last: float) -> list[float]:
    """First, … the first round number above `last`."""
    made = [first]
    while made[-1] <= last:
        power = 10.0 ** floor(log10(made[-1]) + 1e-9)
        made.append(power * {1: 2, 2: 5, 5: 10}[round(made[-1] / power)])
    return made


def _cells(x: Floats, y: Floats, against: str, measure: str) -> list[Cell]:
    across, up = (
        np.array(steps(name, float(values.min()), float(values.max()))) for name, values in ((against, x), (measure, y))
    )
    column, row = (np.searchsorted(limits, values, side="right") - 1 for limits, values in ((across, x), (up, y)))
    counted = np.bincount(row * len(across) + column, minlength=len(across) * len(up)).reshape(len(up), len(across))
    return [
        Cell(float(across[i]), float(across[i + 1]), float(up[j]), float(up[j + 1]), int(counted[j, i]))
        for j, i in np.argwhere(counted).tolist()
    ]
