"""The numbers of a report, each from the question that also answers it on the map, in the API and in exports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from karta.explore.areas import Area, Circle, areas, circles
from karta.explore.charts.network import Network, network
from karta.explore.charts.sectors import Sectors, sectors
from karta.explore.charts.years import Years, years
from karta.explore.claims import Claim, claims
from karta.explore.claims import years as claims_by_year
from karta.explore.facets import Facets, facets
from karta.explore.filters import Filter
from karta.explore.matches import Matches, match
from karta.explore.method import Method, method
from karta.explore.rows import OrganisationRow, organisations
from karta.explore.statistics import Table, table
from karta.explore.summary import Summary, summary
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

MOST_ORGANISATIONS = 50
MOST_DISAGREEMENTS = 15


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A shown figure and the claims of its year that do not agree with it."""

    organisation: OrganisationRow
    measure: str
    shown: Claim
    others: list[Claim]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the report on one filter says.

    measure        the one that map, tables and years are of
    areas          `region`, `district`, `municipality`: sums of the measure; empty without places
    seats          code of a district → longitude and latitude of its seat
    years          of the measure, and of headcount where that is another
    largest        at most MOST_ORGANISATIONS by the measure, largest first
    disagreements  of the first MOST_DISAGREEMENTS organisations of `disagreeing`
    sources        entries of the manifest that speak of a match, with how many, most first; then places and sectors
    """

    snapshot: Snapshot
    asked: Filter
    measure: str
    found: Matches
    facets: Facets
    summary: Summary
    areas: dict[str, list[Area]]
    circles: list[Circle]
    seats: dict[str, tuple[float, float]]
    sectors: Sectors | None
    segments: Table
    years: list[Years]
    largest: list[OrganisationRow]
    relations: Network
    disagreeing: int
    disagreements: list[Disagreement]
    sources: list[tuple[dict[str, Any], int]]
    method: Method


def content(snapshot: Snapshot, asked: Filter, measure: str | None = None) -> Content:
    """The report's numbers. `measure` is the snapshot's best covered one unless told.

    Errors: FilterError for a measure that is not one.
    """
    said = snapshot.manifest
    measure = measure or said.get("default_measure") or "headcount"
    has_places = bool(said.get("has_places", True))
    found = match(snapshot, asked)
    disagreeing = replace(asked, disagreement=True)
    return Content(
        snapshot=snapshot,
        asked=asked,
        measure=measure,
        found=found,
        facets=facets(snapshot, asked),
        summary=summary(snapshot, found.frame, found.is_match, measure),
        areas={
            level: areas(snapshot, asked, level, measure, "sum") if has_places else []
            for level in ("region", "district", "municipality")
        },
        circles=circles(snapshot, asked) if has_places else [],
        seats=_seats(snapshot),
        sectors=sectors(snapshot, asked, measure) if said.get("has_sectors", True) else None,
        segments=table(snapshot, asked, rows="segment", columns="result"),
        years=[years(snapshot, asked, one) for one in dict.fromkeys((measure, "headcount"))],
        largest=organisations(snapshot, asked, sort=f"-{measure}", limit=MOST_ORGANISATIONS).items,
        relations=network(snapshot, asked),
        disagreeing=match(snapshot, disagreeing).count,
        disagreements=_disagreements(snapshot, disagreeing, found),
        sources=_sources(snapshot, found),
        method=method(snapshot),
    )


def _seats(snapshot: Snapshot) -> dict[str, tuple[float, float]]:
    sql = "SELECT place_code, lon, lat FROM places WHERE level = 'district' AND lon IS NOT NULL"
    return {code: (lon, lat) for code, lon, lat in snapshot.connection().execute(sql).fetchall()}


def _disagreements(snapshot: Snapshot, asked: Filter, found: Matches) -> list[Disagreement]:
    made = []
    for row in organisations(snapshot, asked, limit=MOST_DISAGREEMENTS).items:
        told = claims(snapshot, found.frame, row.org_id)
        for measure in MEASURES:
            figure = row.measures[measure]
            claimed = claims_by_year(told, measure).get(figure.year or 0, [])
            others = [claim for claim in claimed[1:] if claim.disagreement]
            if figure.disagreement and others:
                made.append(Disagreement(row, measure, claimed[0], others))
    return made


def _sources(snapshot: Snapshot, found: Matches) -> list[tuple[dict[str, Any], int]]:
    codes = found.frame.codes("source")
    counted = dict(zip(codes.values, np.asarray(codes.counts(found.is_match)).tolist(), strict=True))
    told = [(source, counted.get(source["source_id"], 0)) for source in snapshot.manifest["sources"]]
    return sorted(
        ((source, count) for source, count in told if count or source.get("reference")), key=lambda pair: -pair[1]
    )
