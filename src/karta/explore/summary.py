"""What is said of many organisations at once: numbers, results, sizes, sectors, growth, and the largest of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.facets import Choice
from karta.explore.frame import UNKNOWN, Frame, Mask, Rows
from karta.explore.labels import closed_codes, label_of
from karta.explore.sums import Sum, sum_of
from karta.explore.years import YearSum, sums_by_year
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """One measure over the organisations: EUR, or persons for headcount.

    median   of the figures that the sum is made of; None where there are none
    unknown  organisations without a current figure: nobody published one, or only an older one
    """

    sum: Sum
    median: float | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that is said of a group. `all` of a choice is the group's organisations.

    results, sizes  every code of the closed list in its order, then undecided and unknown
    lists           `segment` and the level of sector that was asked for: the most frequent first, unknown last
    years           sums by year of the measure that was asked for
    """

    organisations: int
    measures: dict[str, MeasureSummary]
    results: list[Choice]
    sizes: list[Choice]
    lists: dict[str, list[Choice]]
    years: list[YearSum]


def summary(
    snapshot: Snapshot, rows: Frame, mask: Mask, measure: str, dimensions: tuple[str, ...] = ("segment", "division")
) -> Summary:
    """The rows of `mask` in numbers. `measure`: the one whose years are added up; `dimensions`: what to list by."""
    count = int(np.count_nonzero(mask))
    return Summary(
        organisations=count,
        measures={name: _measure(rows, name, mask) for name in MEASURES},
        results=_closed(snapshot, rows, "result", mask, count),
        sizes=_closed(snapshot, rows, "size_class", mask, count),
        lists={name: _frequent(snapshot, rows, name, mask, count) for name in dimensions},
        years=sums_by_year(snapshot, measure, mask),
    )


def largest(rows: Frame, mask: Mask, measure: str, limit: int) -> Rows:
    """Positions of the rows of `mask` with the largest current figure, largest first; as the list sorts `-measure`."""
    positions = np.flatnonzero(mask & rows.is_current(measure))
    values = rows.printed(measure, "value")[positions]
    known = ~np.isnan(values)
    positions, values = positions[known], values[known]
    if len(values) > limit:  # a full sort of 300,000 rows costs more than the rest of the page
        least = np.partition(values, len(values) - limit)[len(values) - limit]
        positions, values = positions[values >= least], values[values >= least]
    return positions[np.argsort(-values, kind="stable")][:limit]


def _measure(rows: Frame, name: str, mask: Mask) -> MeasureSummary:
    added = sum_of(rows, name, mask)
    middles = rows.middles(name)[mask]
    middles = middles[~np.isnan(middles)]
    median = float(np.median(middles)) if len(middles) else None
    return MeasureSummary(added, median, int(np.count_nonzero(mask)) - added.organisations - added.left_out)


def _closed(snapshot: Snapshot, rows: Frame, name: str, mask: Mask, count: int) -> list[Choice]:
    codes = rows.codes(name)
    counted = dict(zip(codes.values, codes.counts(mask).tolist(), strict=True))
    labelled = label_of(snapshot, rows, name)
    shown = dict.fromkeys((*(code for code in closed_codes(name) if code != UNKNOWN), "undecided", UNKNOWN))
    return [
        Choice(code, *labelled(code), counted.get(code, 0), count)
        for code in shown
        if counted.get(code) or code != "undecided"
    ]


def _frequent(snapshot: Snapshot, rows: Frame, name: str, mask: Mask, count: int) -> list[Choice]:
    codes = rows.codes(name)
    labelled = label_of(snapshot, rows, name)
    counted = zip(codes.values, codes.counts(mask).tolist(), strict=True)
    found = [Choice(code, *labelled(code), number, count) for code, number in counted if number]
    return sorted(found, key=lambda choice: (choice.code == UNKNOWN, -choice.count, choice.code))
