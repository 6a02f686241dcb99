"""The public API over a snapshot: one filter (karta.explore), both languages always, every error in one shape."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Router, Schema

from karta.explore.areas import Area, Circle, areas, circles
from karta.explore.facets import Choice, facets
from karta.explore.filters import Filter, FilterError
from karta.explore.histograms import Histogram
from karta.explore.matches import match
from karta.explore.profile import NoSuchOrganisation, Profile, Related, Series, profile
from karta.explore.rows import organisations
from karta.explore.statistics import Heading, table
from karta.explore.sums import Sum, sums
from karta.portal.explorer.parameters import FILTERED, GROUPED, MAPPED, MOST_ROWS, PAGED
from karta.portal.platform.api import ErrorOut, answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot

router = Router(tags=["explorer"])


class Envelope(Schema):
    """What every filtered answer says first: which snapshot, how many match, and how many cannot be told."""

    snapshot: str
    count: int
    undecided: int
    unknown: int
    outdated: int
    other_currency: int


class OrganisationsOut(Envelope):
    sums: dict[str, Sum]
    organisations: list[dict[str, Any]]
    next: str | None  # cursor of the next page


class FacetsOut(Envelope):
    missing: dict[str, dict[str, int]]
    unplaced: int
    sums: dict[str, Sum]
    facets: dict[str, list[Choice]]
    histograms: dict[str, Histogram]
    coverage: dict[str, float]
    nace_path: list[Choice]
    all: int


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


ERRORS = {400: ErrorOut, 404: ErrorOut, 503: ErrorOut}


def _asked(request: HttpRequest, *also: str) -> Filter:
    return Filter.from_params({name: request.GET.getlist(name) for name in request.GET}, also=also)


def _envelope(request: HttpRequest, asked: Filter) -> dict[str, Any]:
    snapshot = asked_snapshot(request)
    return {"snapshot": snapshot.name, **match(snapshot, asked).totals}


def _whole(request: HttpRequest, name: str, *, default: int, most: int) -> int:
    text = request.GET.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise FilterError(name, text, f"write a number from 1 to {most}", f"пишете число от 1 до {most}")
    return int(text)


def _offset(request: HttpRequest, snapshot_hash: str) -> int:
    """Where the asked page starts. A cursor belongs to its snapshot: rows move when the data does."""
    cursor = request.GET.get("cursor", "")
    if not cursor:
        return 0
    mark, _, offset = cursor.partition("-")
    if not offset.isdecimal() or len(offset) > 9:
        raise FilterError("cursor", cursor, "write `next` of the page before", "пишете `next` от предишната страница")
    if mark != snapshot_hash[:12]:
        raise FilterError(
            "cursor", cursor, "the data has changed since; start from the first page",
            "данните са се променили; започнете от първата страница",
        )  # fmt: skip
    return int(offset)


@router.get(
    "/organisations", response={200: OrganisationsOut, **ERRORS}, openapi_extra={"parameters": FILTERED + PAGED}
)
@answers_conditionally()
def organisation_list(request: HttpRequest) -> dict[str, Any]:
    """Organisations that match the filter, best covered money measure first, with the sums over all of them."""
    snapshot, asked = asked_snapshot(request), _asked(request)
    limit = _whole(request, "limit", default=50, most=MOST_ROWS)
    start = _offset(request, snapshot.manifest["hash"])
    page = organisations(snapshot, asked, sort=request.GET.get("sort") or "default", limit=limit, offset=start)
    end = start + len(page.items)
    found = match(snapshot, asked)
    return {
        **_envelope(request, asked),
        "sums": sums(found.frame, found.is_match),
        "organisations": [row.as_dict() for row in page.items],
        "next": f"{snapshot.manifest['hash'][:12]}-{end}" if end < page.count else None,
    }


@router.get("/facets", response={200: FacetsOut, **ERRORS}, openapi_extra={"parameters": FILTERED})
@answers_conditionally()
def facet_counts(request: HttpRequest) -> dict[str, Any]:
    """Counts beside each choice of each filter and all histograms, each lifted from its own filter."""
    asked = _asked(request)
    found = facets(asked_snapshot(request), asked)
    known = {field.name: getattr(found, field.name) for field in fields(found) if field.name != "totals"}
    return {"snapshot": asked_snapshot(request).name, **found.totals, **known}


@router.get("/statistics", response={200: StatisticsOut, **ERRORS}, openapi_extra={"parameters": FILTERED + GROUPED})
@answers_conditionally()
def statistics_table(request: HttpRequest) -> dict[str, Any]:
    """The matches by two dimensions, with sums, the share known, and totals (null)."""
    asked = _asked(request, "rows", "columns")
    rows, columns = request.GET.get("rows") or "region", request.GET.get("columns") or "segment"
    made = table(asked_snapshot(request), asked, rows, columns)
    cells = [{"row": row, "column": column, **_flat(cell)} for (row, column), cell in made.cells.items()]
    return {
        **_envelope(request, asked),
        "row_dimension": rows, "column_dimension": columns, "rows": made.rows, "columns": made.columns, "cells": cells,
    }  # fmt: skip


def _flat(cell: Any) -> dict[str, Any]:
    return {"organisations": cell.organisations, "sums": cell.sums}


@router.get("/areas", response={200: AreasOut, **ERRORS}, openapi_extra={"parameters": FILTERED + MAPPED})
@answers_conditionally()
def area_values(request: HttpRequest) -> dict[str, Any]:
    """One value an area, and the circles of settlements: what the map draws."""
    asked = _asked(request, "level", "statistic")
    level = request.GET.get("level") or "district"
    measure, statistic = request.GET.get("measure") or "headcount", request.GET.get("statistic") or "count"
    snapshot = asked_snapshot(request)
    return {
        **_envelope(request, asked),
        "level": level, "measure": measure, "statistic": statistic,
        "areas": areas(snapshot, asked, level, measure, statistic), "circles": circles(snapshot, asked),
    }  # fmt: skip


class OrganisationOut(Schema):
    """One organisation with everything that its page prints; claims stand at …/claims."""

    snapshot: str
    organisation: dict[str, Any]
    names: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    series: list[dict[str, Any]]
    relations: list[Related]
    links: list[dict[str, Any]]
    publications: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    register_links: dict[str, str]
    missing: list[str]


class ClaimsOut(Schema):
    """Every public claim about one organisation; winners name the rules that decided (ARCHITECTURE §3b)."""

    snapshot: str
    id: str
    claims: list[dict[str, Any]]


@router.get("/organisations/{org_id}", response={200: OrganisationOut, **ERRORS})
@answers_conditionally()
def organisation(request: HttpRequest, org_id: str) -> Any:
    """One organisation: names, sites, figures by year, relations, sources. A former id redirects to the present one."""
    snapshot, found = asked_snapshot(request), _profile(request, org_id)
    if found.organisation.org_id != org_id:
        return _moved(request, org_id, found.organisation.org_id)
    return {
        "snapshot": snapshot.name,
        "organisation": found.organisation.as_dict(),
        "series": [_series(one) for one in found.series],
        "register_links": dict(found.register_links),
        **{
            name: getattr(found, name)
            for name in ("names", "sites", "relations", "links", "publications", "sources", "missing")
        },
    }


@router.get("/organisations/{org_id}/claims", response={200: ClaimsOut, **ERRORS})
@answers_conditionally()
def organisation_claims(request: HttpRequest, org_id: str) -> Any:
    """All claims about one organisation, winners and losers, with the rule that decided and disagreements."""
    found = _profile(request, org_id)
    if found.organisation.org_id != org_id:
        return _moved(request, org_id, found.organisation.org_id)
    return {
        "snapshot": asked_snapshot(request).name,
        "id": org_id,
        "claims": [claim.as_dict() for claim in found.claims],
    }


def _profile(request: HttpRequest, org_id: str) -> Profile:
    try:
        return profile(asked_snapshot(request), org_id)
    except NoSuchOrganisation as error:
        raise Http404(str(error)) from error


def _series(one: Series) -> dict[str, Any]:
    points = [
        {
            "year": point.year, "value": point.winner.value, "min": point.winner.min, "max": point.winner.max,
            "claim_id": point.winner.claim_id, "losers": [claim.claim_id for claim in point.losers],
            "break_before": point.break_before,
        }
        for point in one.points
    ]  # fmt: skip
    return {"measure": one.measure, "points": points}


def _moved(request: HttpRequest, old: str, new: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(request.get_full_path().replace(old, new, 1))
