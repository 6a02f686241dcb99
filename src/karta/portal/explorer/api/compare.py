"""Places, sectors, segments or organisations side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from karta.explore.compare import KINDS, MOST, Column, compare, read_of
from karta.explore.filters import FilterError
from karta.explore.groups import Group
from karta.explore.summary import Summary
from karta.portal.explorer.api.asked import ERRORS, asked_filter
from karta.portal.explorer.api.organisations import series_out
from karta.portal.explorer.api.parameters import FILTERED
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot
from karta.snapshot.schema import MEASURES

router = Router(tags=["explorer"])
COMPARED: list[dict[str, Any]] = [
    {
        "name": "of", "in": "query", "required": True, "example": ["district:SOF", "district:PDV"],
        "description": f"kind:code, repeated, all of one kind; kind one of {', '.join(KINDS)}",
        "schema": {"type": "array", "minItems": 1, "maxItems": MOST, "items": {"type": "string"}},
    },
    {
        "name": "measure", "in": "query", "required": False, "schema": {"type": "string", "enum": list(MEASURES)},
        "description": "whose sums by year and largest organisations are told; the best covered one if left out",
    },
]  # fmt: skip


class ColumnOut(Schema):
    """One group with what is said of it. `filter`: the parameters that give its organisations."""

    group: Group
    filter: list[list[str]]
    summary: Summary
    largest: list[dict[str, Any]]


class ComparedOut(Schema):
    """One organisation with its figures by year; `break_before`: the statement or basis switched."""

    organisation: dict[str, Any]
    series: list[dict[str, Any]]


class ComparisonOut(Schema):
    snapshot: str
    kind: str
    measure: str
    sector_level: str
    columns: list[ColumnOut]
    organisations: list[ComparedOut]


@router.get("/compare", response={200: ComparisonOut, **ERRORS}, openapi_extra={"parameters": COMPARED + FILTERED})
@answers_conditionally()
def comparison(request: HttpRequest) -> dict[str, Any]:
    """One to six groups of one kind under one filter; the compared kind replaces that part of the filter."""
    snapshot, asked = asked_snapshot(request), asked_filter(request, "of")
    kind, codes = read_of(request.GET.getlist("of"))
    if not codes:
        raise FilterError("of", "", "name what to compare: of=district:SOF", "посочете какво: of=district:SOF")
    measure = request.GET.get("measure") or snapshot.manifest["default_measure"] or "headcount"
    found = compare(snapshot, asked, kind, codes, measure)
    return {
        "snapshot": snapshot.name,
        "kind": kind, "measure": measure, "sector_level": found.sector_level,
        "columns": [_column(one) for one in found.columns],
        "organisations": [
            {"organisation": one.organisation.as_dict(), "series": [series_out(made) for made in one.series]}
            for one in found.organisations
        ],
    }  # fmt: skip


def _column(one: Column) -> dict[str, Any]:
    return {
        "group": one.group,
        "filter": [list(pair) for pair in one.asked.to_params()],
        "summary": one.summary,
        "largest": [row.as_dict() for row in one.largest],
    }
