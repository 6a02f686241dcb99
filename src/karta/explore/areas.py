"""The map: one value an area, and the circles of settlements. Areas are counted by code, never by geometry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.filters import Filter, FilterError
from karta.explore.frame import DERIVED, Floats, Frame
from karta.explore.labels import label_of
from karta.explore.matches import match
from karta.explore.sums import sum_of
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
        if given not in choices:
            raise FilterError(name, given, f"one of {', '.join(choices)}", f"едно от {', '.join(choices)}")
    found = match(snapshot, asked)
    rows = found.frame
    codes = rows.codes(level)
    organisations = codes.counts(found.is_match)
    middles = rows.middles(measure)
    figures = found.is_match & ~np.isnan(middles)
    known = codes.counts(figures)
    total = sum_of(rows, measure, found.is_match).sum
    labelled = label_of(snapshot, rows, level)
    made = []
    for i, code in enumerate(codes.values):
        value = _value(statistic, middles[figures & (codes.index == i)], int(organisations[i]), total)
        made.append(
            Area(code, *labelled(code), value, int(organisations[i]), int(known[i]), int(organisations[i] - known[i]))
        )
    population = codes.counts(found.population())
    return [area for area, size in zip(made, population, strict=True) if size]


def circles(snapshot: Snapshot, asked: Filter) -> list[Circle]:
    """The matches by the smallest place that is known of them, largest first. With the rows that have no place at all
    (`facets().unplaced`) they add up to the counter."""
    found = match(snapshot, asked)
    rows = found.frame
    places = rows.codes("place")
    points = rows.cached("points", "", lambda: _points(rows))
    counted = places.counts(found.is_match & ~np.isnan(rows.numbers("lon"))).tolist()
    labelled = label_of(snapshot, rows, "ekatte")
    made = []
    for code, count in zip(places.values, counted, strict=True):
        if count:
            lon, lat, precision = points[code]
            made.append(Circle(code, *labelled(code), lon, lat, precision, count))
    return sorted(made, key=lambda circle: (-circle.organisations, circle.code))


def _points(rows: Frame) -> dict[str, tuple[float, float, str | None]]:
    """Code of a place → longitude, latitude and precision of the organisations that stand there."""
    sql = f"""SELECT coalesce({DERIVED["place"]}, 'unknown') AS code, first(lon ORDER BY org_id),
        first(lat ORDER BY org_id), first(place_precision ORDER BY org_id)
        FROM organisations WHERE lon IS NOT NULL GROUP BY code"""
    return {code: (lon, lat, precision) for code, lon, lat, precision in rows.query(sql).fetchall()}


def _value(statistic: str, figures: Floats, organisations: int, total: float | None) -> float | None:
    if statistic == "count":
        return organisations
    if not len(figures):
        return None
    if statistic == "median":
        return float(np.median(figures))
    made = round(float(figures.sum()), 2)
    if statistic == "sum":
        return made
    return made / total if total else None
