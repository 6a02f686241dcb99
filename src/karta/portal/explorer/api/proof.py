"""The proof of an aggregate, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from karta.explore.aggregate_proof import LISTS, PAGE, Contribution, SourceShare, aggregate_proof, rows_behind
from karta.explore.citation import citation
from karta.explore.frame import frame
from karta.explore.number import CELL_DIMENSIONS, Number, read_number
from karta.explore.rows import rows_at
from karta.explore.sentence import filter_sentence
from karta.portal.explorer.api.asked import ERRORS, whole_number
from karta.portal.explorer.api.parameters import FILTERED
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot
from karta.snapshot.schema import MEASURES

router = Router(tags=["explorer"])
LAST_PAGE = 10**6
NUMBERED: list[dict[str, Any]] = [
    {"name": "cell", "in": "query", "schema": {"type": "array", "items": {"type": "string"}, "maxItems": 4},
     "description": f"dimension:code of a cell, an area or a bar; dimension one of {', '.join(CELL_DIMENSIONS)}"},
    {"name": "measure", "in": "query", "schema": {"type": "string", "enum": list(MEASURES)},
     "description": "the measure of the number"},
    {"name": "statistic", "in": "query", "schema": {"type": "string", "enum": ["count", "sum", "median", "share"]},
     "description": "which number of it"},
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
     "description": "page of the organisations behind the number"},
]  # fmt: skip
LISTED: list[dict[str, Any]] = [
    {"name": "part", "in": "query", "schema": {"type": "string", "enum": list(LISTS), "default": "organisations"},
     "description": "which of the rows: counted ones, or those left out for a reason"},
]  # fmt: skip


class ProofOut(Schema):
    """What a number is made of; `parts` are the matches by what they give to it, `doubtful` rows that may match."""

    snapshot: str
    citation: dict[str, str]
    filter: list[list[str]]
    filter_words: dict[str, str]
    measure: str | None
    statistic: str
    value: float | None
    whole: float | None
    organisations: int
    counted: int
    parts: dict[str, int]
    doubtful: dict[str, int]
    groups_and_subsidiaries_may_overlap: bool
    years: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    rules: list[dict[str, str]]
    contributions: list[dict[str, Any]]
    next: int | None  # the next page of contributions


class RowsOut(Schema):
    """The organisations of one part of a proof."""

    snapshot: str
    part: str
    count: int
    organisations: list[dict[str, Any]]
    next: int | None


@router.get("/proof", response={200: ProofOut, **ERRORS}, openapi_extra={"parameters": FILTERED + NUMBERED})
@answers_conditionally()
def proof(request: HttpRequest) -> dict[str, Any]:
    """Where an aggregate comes from: organisations with their claims, sources with licences, what is left out."""
    number, snapshot = _number(request), asked_snapshot(request)
    page = whole_number(request, "page", default=1, most=LAST_PAGE)
    found = aggregate_proof(snapshot, number, offset=(page - 1) * PAGE)
    return {
        "snapshot": snapshot.name,
        "citation": {language: citation(snapshot, language) for language in ("bg", "en")},
        "filter": [list(pair) for pair in number.to_params()],
        "filter_words": {language: filter_sentence(snapshot, number.asked, language) for language in ("bg", "en")},
        "measure": number.measure,
        "statistic": number.statistic,
        **{name: getattr(found, name) for name in ("value", "whole", "organisations", "counted", "parts", "doubtful")},
        "groups_and_subsidiaries_may_overlap": number.statistic in ("sum", "share"),
        "years": [asdict(one) for one in found.years],
        "sources": [_source(one) for one in found.sources],
        "rules": [asdict(rule) for rule in found.rules],
        "contributions": [_contribution(one, number) for one in found.contributions],
        "next": page + 1 if found.offset + len(found.contributions) < found.counted else None,
    }


@router.get(
    "/proof/organisations",
    response={200: RowsOut, **ERRORS},
    openapi_extra={"parameters": FILTERED + NUMBERED + LISTED},
)
@answers_conditionally()
def proof_organisations(request: HttpRequest) -> dict[str, Any]:
    """The organisations of one part of a proof: in the number, left out of it, unknown, or in doubt."""
    number, snapshot = _number(request), asked_snapshot(request)
    page, part = whole_number(request, "page", default=1, most=LAST_PAGE), request.GET.get("part") or "organisations"
    positions = rows_behind(snapshot, number, part)
    shown = positions[(page - 1) * PAGE : page * PAGE]
    return {
        "snapshot": snapshot.name,
        "part": part,
        "count": len(positions),
        "organisations": [row.as_dict() for row in rows_at(snapshot, frame(snapshot, number.asked.year), shown)],
        "next": page + 1 if page * PAGE < len(positions) else None,
    }


def _number(request: HttpRequest) -> Number:
    return read_number({name: request.GET.getlist(name) for name in request.GET})


def _source(one: SourceShare) -> dict[str, Any]:
    entry = one.entry or {}
    licence = entry.get("licence") or {}
    return {
        "source_id": one.source_id,
        "title": entry.get("title"),
        "licence": {"name": licence.get("name"), "url": licence.get("url")},
        "attribution": entry.get("attribution"),
        "organisations": one.organisations,
        "amount": one.amount,
        "share": one.share,
    }


def _contribution(one: Contribution, number: Number) -> dict[str, Any]:
    row = one.organisation
    about = {"id": row.org_id, **{name: row.attributes[name] for name in ("name_bg", "name_en", "eik")}}
    if number.measure is None:
        return {**about, "source_ids": list(row.source_ids)}
    figure = row.measures[number.measure]
    return {**about, "amount": one.amount, "share": one.share, "figure": asdict(figure), "claim": one.claim}
