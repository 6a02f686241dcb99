"""The numbers behind the charts of one filter: what the charts page draws."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import HttpRequest
from ninja import Router

from karta.explore.charts.network import Edge, Node, network
from karta.explore.charts.scatter import Cell, Point, scatter
from karta.explore.charts.sectors import Sector, sectors
from karta.explore.charts.years import PARTS_BY, Change, Part, years
from karta.explore.filters import Filter
from karta.portal.explorer.api.asked import ERRORS, Envelope, asked_filter, envelope
from karta.portal.explorer.api.parameters import FILTERED
from karta.portal.explorer.charts_page.state import default_against, default_measure
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot
from karta.snapshot.schema import MEASURES

router = Router(tags=["explorer"])


def _choice(name: str, text: str, choices: tuple[str, ...], example: str) -> dict[str, Any]:
    schema = {"type": "string", "enum": list(choices)}
    return {
        "name": name, "in": "query", "required": False, "description": text, "schema": schema, "example": example,
    }  # fmt: skip


MEASURE = _choice("measure", "the best covered one if left out", MEASURES, "revenue")
BY = _choice("by", "also part by part: at most twelve, on the same years", PARTS_BY, "region")
AGAINST = _choice("against", "the other measure: headcount if left out", MEASURES, "headcount")


class YearsOut(Envelope):
    """`parts` add up to `whole`; `changes` compare the organisations that can be added in both of two years."""

    measure: str
    by: str | None
    years: list[int]
    whole: Part
    parts: list[Part]
    changes: list[Change]


class SectorsOut(Envelope):
    """Sections with their divisions and groups; children add up to their parent, sections to the counter."""

    measure: str
    organisations: int
    sum: float | None
    added: int
    left_out: int
    sections: list[Sector]


class ScatterOut(Envelope):
    """`drawn` + `two_years` + `left_out` + `older` + `without` = `count`. Over 500 points: `cells`, no `points`."""

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


class NetworkOut(Envelope):
    """At most 120 nodes; `left_out`: relations beyond them, which the charts page gives as a file."""

    organisations: int
    relations: int
    nodes: list[Node]
    edges: list[Edge]
    left_out: int


@router.get("/charts/years", response={200: YearsOut, **ERRORS}, openapi_extra={"parameters": [*FILTERED, MEASURE, BY]})
@answers_conditionally()
def figures_by_year(request: HttpRequest) -> dict[str, Any]:
    """The matches' figures by year: organisations with one, sum, median; whole and by region, district, segment …"""
    asked, measure = asked_filter(request, "by"), _measure(request)
    made = years(asked_snapshot(request), asked, measure, request.GET.get("by") or None)
    return _answer(request, asked, made)


@router.get("/charts/sectors", response={200: SectorsOut, **ERRORS}, openapi_extra={"parameters": [*FILTERED, MEASURE]})
@answers_conditionally()
def by_sector(request: HttpRequest) -> dict[str, Any]:
    """The matches by sector (NACE Rev. 2): section, division, group, each with its organisations and its sum."""
    asked = asked_filter(request)
    return _answer(request, asked, sectors(asked_snapshot(request), asked, _measure(request)))


@router.get(
    "/charts/scatter",
    response={200: ScatterOut, **ERRORS},
    openapi_extra={"parameters": [*FILTERED, MEASURE, AGAINST]},
)
@answers_conditionally()
def two_measures(request: HttpRequest) -> dict[str, Any]:
    """Two figures of the same organisation and year: points, or counts in cells where there are over 500."""
    asked, measure = asked_filter(request, "against"), _measure(request)
    against = request.GET.get("against") or default_against(asked_snapshot(request).manifest, measure)
    return _answer(request, asked, scatter(asked_snapshot(request), asked, measure, against))


@router.get("/charts/network", response={200: NetworkOut, **ERRORS}, openapi_extra={"parameters": FILTERED})
@answers_conditionally()
def relations(request: HttpRequest) -> dict[str, Any]:
    """The relations that have a match at one end: who is part of, spun off from, partner in … whom, and who says so."""
    asked = asked_filter(request)
    return _answer(request, asked, network(asked_snapshot(request), asked))


def _measure(request: HttpRequest) -> str:
    return request.GET.get("measure") or default_measure(asked_snapshot(request).manifest)


def _answer(request: HttpRequest, asked: Filter, made: Any) -> dict[str, Any]:
    return {**envelope(request, asked), **{field.name: getattr(made, field.name) for field in fields(made)}}
