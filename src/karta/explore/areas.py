"""The map: one value an area, and the circles of settlements. Areas are counted by code, never by geometry."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from karta.explore.filters import Filter, one_of
from karta.explore.frame import EVERY, UNKNOWN, Floats, Frame
from karta.explore.labels import Label, label_of
from karta.explore.matches import match
from karta.snapshot.index.bits import unpack
from karta.snapshot.index.layout import HALF_CENTS
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

LEVELS = ("region", "district", "municipality")
STATISTICS = ("count", "sum", "median", "share")


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `value`: None where no organisation has a figure; `organisations`: the matches there; `known`: those
    whose figure the value is made of; `unknown`: the rest."""

    code: str
    name_bg: str
    name_en: str
    value: float | None
    organisations: int
    known: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Circle:
    """The organisations of one settlement, or, where only that is known, of a municipality or district."""

    code: str
    name_bg: str
    name_en: str
    lon: float
    lat: float
    precision: str | None
    organisations: int


def areas(
    snapshot: Snapshot, asked: Filter, level: str, measure: str = "headcount", statistic: str = "count"
) -> list[Area]:
    """One value for each area of `level` that the population stands in, by code; `unknown` last.

    `count`: organisations. `sum` and `median` of `measure`: EUR or persons, figures of §3b line 12. `share`: of the
    sum of all areas, 0–1. The counts of all areas add up to the counter.
    Errors: FilterError for another level, measure or statistic.
    """
    for name, given, choices in (
        ("level", level, LEVELS),
        ("measure", measure, MEASURES),
        ("statistic", statistic, STATISTICS),
    ):
        one_of(name, given, choices)
    found = match(snapshot, asked)
    rows = found.frame
    codes = rows.codes(level)
    organisations, population = codes.counts(found.is_match), codes.counts(found.population())
    middles = rows.middles(measure)
    known_rows = np.flatnonzero(found.is_match & ~np.isnan(middles))
    area_of, figures = codes.index[known_rows], middles[known_rows]
    known = np.bincount(area_of, minlength=len(codes.values))
    values = organisations if statistic == "count" else _values(statistic, area_of, figures, len(codes.values))
    labelled = label_of(snapshot, rows, level)
    return [
        Area(
            code, *labelled(code),
            None if statistic != "count" and not known[i] else float(values[i]),
            int(organisations[i]), int(known[i]), int(organisations[i] - known[i]),
        )
        for i, code in enumerate(codes.values)
        if population[i]
    ]  # fmt: skip


def circles(snapshot: Snapshot, asked: Filter) -> list[Circle]:
    """The matches by the smallest place that is known of them, largest first. With the rows that have no place at all
    (`facets().unplaced`) they add up to the counter."""
    found = match(snapshot, asked)
    rows = found.frame
    places = rows.codes("place")
    points = rows.cached("points", "", lambda: _points(rows))
    located = unpack(found.chosen & rows.rows_with("has_point", "true"), rows.count)
    counted = np.bincount(places.index[located], minlength=len(places.values)).tolist()
    labelled = label_of(snapshot, rows, "ekatte")
    made = [
        _circle(code, labelled(code), points[code], count)
        for code, count in zip(places.values, counted, strict=True)
        if count
    ]
    return sorted(made, key=lambda circle: (-circle.organisations, circle.code))


def _circle(code: str, label: Label, point: tuple[float, float, str | None], count: int) -> Circle:
    lon, lat, precision = point
    return Circle(code, *label, lon, lat, precision, count)


def _points(rows: Frame) -> dict[str, tuple[float, float, str | None]]:
    """Code of a place → longitude, latitude and precision of the first organisation that stands there."""
    lon, lat = (rows.numbers(name).at(EVERY) for name in ("lon", "lat"))
    places, precision = rows.codes("place"), rows.codes("place_precision")
    located = np.flatnonzero(~np.isnan(lon))
    codes, firsts = np.unique(places.index[located], return_index=True)
    points = {}
    for code, row in zip(codes.tolist(), located[firsts].tolist(), strict=True):
        told = precision.values[precision.index[row]]
        points[places.values[code]] = (float(lon[row]), float(lat[row]), None if told == UNKNOWN else told)
    return points


def _values(statistic: str, area_of: NDArray[Any], figures: Floats, areas: int) -> Floats:
    """The statistic of each area; sums are added in whole half cents, so that they are exact and add up."""
    if statistic == "median":
        return _medians(area_of, figures, areas)
    sums = np.bincount(area_of, weights=np.rint(figures * HALF_CENTS), minlength=areas)
    if statistic == "share":
        return sums / sums.sum() if sums.sum() else np.zeros(areas)
    return np.round(sums / HALF_CENTS, 2)


def _medians(area_of: NDArray[Any], figures: Floats, areas: int) -> Floats:
    order = np.lexsort((figures, area_of))
    ends = np.searchsorted(area_of[order], np.arange(areas + 1))
    made = np.full(areas, np.nan)
    for area, (start, end) in enumerate(pairwise(ends.tolist())):
        if start < end:
            low, high = order[(start + end - 1) // 2], order[(start + end) // 2]
            made[area] = (figures[low] + figures[high]) / 2
    return made
