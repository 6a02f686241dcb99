"""Sums by year of many organisations: what the growth of a place, sector or segment is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.charts.figures import year_figures
from karta.explore.frame import Mask
from karta.snapshot.reader import Snapshot


@dataclass(frozen=True, slots=True)
class YearSum:
    """One year of a group. `sum`: EUR or persons; `organisations`: how many were added; `left_out`: those with a figure
    that cannot be added: groups, parts, open intervals, other currencies."""

    year: int
    sum: float | None
    organisations: int
    left_out: int


def sums_by_year(snapshot: Snapshot, measure: str, mask: Mask) -> list[YearSum]:
    """The sums of `measure` over the rows of `mask`, one a year that has a figure, oldest first.

    The organisations of two years are not the same: a sum grows when more of them are known, so that their number
    belongs beside it.
    """
    figures = year_figures(snapshot, measure)
    chosen = np.flatnonzero(mask[figures.rows])
    index, middles = figures.year_index[chosen], figures.middles[chosen]
    is_added = ~np.isnan(middles)
    size = len(figures.years)
    told = np.bincount(index, minlength=size).tolist()
    added = np.bincount(index[is_added], minlength=size).tolist()
    sums = np.bincount(index[is_added], weights=middles[is_added], minlength=size).tolist()
    return [
        YearSum(year, round(sums[i], 2) if added[i] else None, added[i], told[i] - added[i])
        for i, year in enumerate(figures.years)
        if told[i]
    ]
