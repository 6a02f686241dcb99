"""Counts, tables and areas of one filter."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from karta.explore.areas import Area, Circle, areas, circles
from karta.explore.facets import Choice, facets
from karta.explore.histograms import Histogram
from karta.explore.rows import organisations
from karta.explore.statistics import Heading, table
from karta.explore.sums import Sum
from karta.portal.explorer.api.asked import ERRORS, Envelope, asked_filter, envelope, whole_number
from karta.portal.explorer.api.parameters import FILTERED, FIRST_ROWS, GROUPED, MAPPED, MOST_ROWS
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot

router = Router(tags=["explorer"])


class FacetsOut(Envelope):
    missing: dict[str, dict[str, int]]
    unplaced: int
    sums: dict[str, Sum]
    facets: dict[str, list[Choice]]
    histograms: dict[str, Histogram]
    coverage: dict[str, float]
    nace_path: list[Choice]
    all: int
    organisations: list[dict[str, Any]]


class CellOut(Schema):
    row: str | None  # null: the total
    column: str | None
    organisations: int
    sums: dict[str, Sum]


class StatisticsOut(Envelope):
    row_dimension: str
    column_dimension: str
    rows: list[Heading]
    columns: list[Heading]
    cells: list[CellOut]


class AreasOut(Envelope):
    level: str
    measure: str
    statistic: str
    areas: list[Area]
    circles: list[Circle]


@router.get("/facets", response={200: FacetsOut, **ERRORS}, openapi_extra={"parameters": [*FILTERED, FIRST_ROWS]})
@answers_conditionally()
def facet_counts(request: HttpRequest) -> dict[str, Any]:
    """Counts beside each choice of each filter and all histograms, each lifted from its own filter.

    With `limit`, the first rows too: all that a page of the explorer asks, in one answer.
    """
    snapshot, asked = asked_snapshot(request), asked_filter(request)
    found = facets(snapshot, asked)
    limit = whole_number(request, "limit", default=1, most=MOST_ROWS) if request.GET.get("limit") else 0
    rows = organisations(snapshot, asked, limit=limit).items if limit else []
    known = {field.name: getattr(found, field.name) for field in fields(found) if field.name != "totals"}
    return {"snapshot": snapshot.name, **found.totals, **known, "organisations": [row.as_dict() for row in rows]}


@router.get("/statistics", response={200: StatisticsOut, **ERRORS}, openapi_extra={"parameters": FILTERED + GROUPED})
@answers_conditionally()
def statistics_table(request: HttpRequest) -> dict[str, Any]:
    """The matches by two dimensions, with sums, the share known, and totals (null)."""
    asked = asked_filter(request, "rows", "columns")
    rows, columns = request.GET.get("rows") or "region", request.GET.get("columns") or "segment"
    made = table(asked_snapshot(request), asked, rows, columns)
    cells = [{"row": row, "column": column, **_flat(cell)} for (row, column), cell in made.cells.items()]
    return {
        **envelope(request, asked),
        "row_dimension": rows, "column_dimension": columns, "rows": made.rows, "columns": made.columns, "cells": cells,
    }  # fmt: skip


def _flat(cell: Any) -> dict[str, Any]:
    return {"organisations": cell.organisations, "sums": cell.sums}


@router.get("/areas", response={200: AreasOut, **ERRORS}, openapi_extra={"parameters": FILTERED + MAPPED})
@answers_conditionally()
def area_values(request: HttpRequest) -> dict[str, Any]:
    """One value an area, and the circles of settlements: what the map draws."""
    asked = asked_filter(request, "level", "statistic")
    level = request.GET.get("level") or "district"
    measure, statistic = request.GET.get("measure") or "headcount", request.GET.get("statistic") or "count"
    snapshot = asked_snapshot(request)
    return {
        **envelope(request, asked),
        "level": level, "measure": measure, "statistic": statistic,
        "areas": areas(snapshot, asked, level, measure, statistic), "circles": circles(snapshot, asked),
    }  # fmt: skip
