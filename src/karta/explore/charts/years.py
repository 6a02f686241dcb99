"""Figures by year: how many organisations have one, their sum and median; whole, and part by part on the same years.

The organisations are the matches of the filter, the same in every year; their figures are each year's own winners.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from karta.explore.charts.figures import YearFigures, year_figures
from karta.explore.filters import Filter, one_of
from karta.explore.frame import UNKNOWN, Floats, Mask
from karta.explore.labels import label_of
from karta.explore.matches import Matches, match
from karta.snapshot.reader import Snapshot

PARTS_BY = ("region", "district", "segment", "section")
MOST_PARTS = 12
OTHER = "other"
OTHER_LABEL = ("останалите", "all others")
ALL_LABEL = ("всички", "all")


@dataclass(frozen=True, slots=True)
class YearValue:
    """One year of one part. EUR, or persons for headcount; None where no figure can be added.

    organisations  have a figure of that year, in whatever currency
    added          are in the sum and the median (ARCHITECTURE §3b line 12)
    left_out       the rest: groups, open intervals, other currencies
    """

    year: int
    organisations: int
    added: int
    left_out: int
    sum: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """All years of one part of the matches; `code` is None for the whole, `other` for the smaller parts together."""

    code: str | None
    label_bg: str
    label_en: str
    matches: int
    values: list[YearValue]


@dataclass(frozen=True, slots=True)
class Change:
    """The organisations that can be added in this year and in the year before it, and their sums: like for like."""

    year: int
    organisations: int
    sum_before: float
    sum: float


@dataclass(frozen=True, slots=True)
class Years:
    """`parts` add up to `whole` in counts and sums, largest first, `other` and `unknown` last; empty without `by`."""

    measure: str
    by: str | None
    years: list[int]
    whole: Part
    parts: list[Part]
    changes: list[Change]


def years(snapshot: Snapshot, asked: Filter, measure: str, by: str | None = None) -> Years:
    """The figures of the matches by year, for the whole and for at most MOST_PARTS parts of one of PARTS_BY.

    Errors: FilterError for another measure or another way to part.
    """
    if by is not None:
        one_of("by", by, PARTS_BY)
    figures = year_figures(snapshot, measure)
    found = match(snapshot, asked)
    chosen = np.flatnonzero(found.is_match[figures.rows])
    mine = YearFigures(figures.years, figures.year_index[chosen], figures.rows[chosen], figures.middles[chosen])
    seen = np.flatnonzero(np.bincount(mine.year_index, minlength=len(mine.years)))
    everyone = np.zeros(len(chosen), dtype=np.int64)
    whole = Part(None, *ALL_LABEL, found.count, _values(mine, everyone, 1, seen)[0])
    return Years(
        measure=measure,
        by=by,
        years=[mine.years[i] for i in seen],
        whole=whole,
        parts=[] if by is None else _parts(snapshot, found, mine, by, seen),
        changes=_changes(mine, seen, found.frame.count),
    )


def _parts(snapshot: Snapshot, found: Matches, figures: YearFigures, by: str, seen: NDArray[np.int64]) -> list[Part]:
    codes = found.frame.codes(by)
    counts = codes.counts(found.is_match)
    known = [i for i, code in enumerate(codes.values) if counts[i] and code != UNKNOWN]
    known.sort(key=lambda i: (-counts[i], codes.values[i]))
    unknown = [i for i, code in enumerate(codes.values) if counts[i] and code == UNKNOWN]
    room = MOST_PARTS - len(unknown)
    alone, together = (known, []) if len(known) <= room else (known[: room - 1], known[room - 1 :])
    groups = [*([i] for i in alone), *([together] if together else []), *([i] for i in unknown)]
    group_of = np.zeros(len(codes.values), dtype=np.int64)
    for position, group in enumerate(groups):
        group_of[group] = position
    values = _values(figures, group_of[codes.index[figures.rows]], len(groups), seen)
    labelled = label_of(snapshot, found.frame, by)
    return [
        Part(
            OTHER if group is together else codes.values[group[0]],
            *(OTHER_LABEL if group is together else labelled(codes.values[group[0]])),
            int(counts[group].sum()),
            values[position],
        )
        for position, group in enumerate(groups)
    ]


def _values(
    figures: YearFigures, groups: NDArray[np.int64], count: int, seen: NDArray[np.int64]
) -> list[list[YearValue]]:
    """For each of `count` groups the values of the years `seen`."""
    size = len(figures.years)
    cells = groups * size + figures.year_index
    known = np.flatnonzero(~np.isnan(figures.middles))
    organisations, added = (np.bincount(some, minlength=count * size).tolist() for some in (cells, cells[known]))
    # Cells are few, so that sixteen bits hold them: numpy then sorts by counting, five times faster than by comparing.
    order = np.argsort(cells[known].astype(np.uint16), kind="stable")
    ends = np.cumsum(added)
    slices = np.split(figures.middles[known][order], ends[:-1]) if len(ends) else []
    return [
        [_value(figures.years[i], organisations[at], slices[at]) for i in seen.tolist() for at in (group * size + i,)]
        for group in range(count)
    ]


def _value(year: int, organisations: int, middles: Floats) -> YearValue:
    added = len(middles)
    return YearValue(
        year=year,
        organisations=organisations,
        added=added,
        left_out=organisations - added,
        sum=round(float(middles.sum()), 2) if added else None,
        median=float(np.median(middles)) if added else None,
    )


def _changes(figures: YearFigures, seen: NDArray[np.int64], count: int) -> list[Change]:
    made = []
    for at in seen.tolist():
        if at == 0 or figures.years[at] - figures.years[at - 1] != 1:
            continue
        before = np.full(count, np.nan)
        earlier, later = (_of_year(figures, i) for i in (at - 1, at))
        before[figures.rows[earlier]] = figures.middles[earlier]
        old, new = before[figures.rows[later]], figures.middles[later]
        both: Mask = ~np.isnan(old) & ~np.isnan(new)
        if both.any():
            sums = (round(float(side[both].sum()), 2) for side in (old, new))
            made.append(Change(figures.years[at], int(np.count_nonzero(both)), *sums))
    return made


def _of_year(figures: YearFigures, index: int) -> slice:
    """Figures lie by year."""
    return slice(*np.searchsorted(figures.year_index, [index, index + 1]).tolist())
