"""What changed between two publications, for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from karta.explore.published import REASONS, changes
from karta.portal.explorer.api.asked import ERRORS, asked_filter, whole_number
from karta.portal.explorer.api.parameters import FILTERED, MOST_ROWS
from karta.portal.explorer.queries import NotPublished, published_pair
from karta.portal.platform.snapshots import store

router = Router(tags=["explorer"])
PAIRED: list[dict[str, Any]] = [
    {"name": name, "in": "query", "schema": {"type": "string"}, "description": f"name of a snapshot; else {default}"}
    for name, default in (("older", "the one published before `newer`"), ("newer", "the current one"))
] + [
    {"name": "reason", "in": "query", "schema": {"type": "string", "enum": list(REASONS)},
     "description": "only figures that changed for this reason"},
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 100},
     "description": "figures and organisations of a page"},
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10**6, "default": 1},
     "description": "which page of them"},
]  # fmt: skip


class PublicationOut(Schema):
    name: str
    published_at: str
    is_rollback: bool
    is_kept: bool


class PublicationsOut(Schema):
    """What was published when, newest first."""

    publications: list[PublicationOut]


class ChangesOut(Schema):
    """Figures, organisations and sums that differ, each figure with its reason; `figures` and `organisations` are a
    page of `figure_count` and `organisation_count`."""

    older: str
    newer: str
    same: bool
    code_version: dict[str, str]
    reference_year: dict[str, int]
    sources: list[dict[str, Any]]
    reasons: dict[str, int]
    organisation_reasons: list[dict[str, Any]]
    figure_count: int
    organisation_count: int
    aggregates: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    organisations: list[dict[str, Any]]


@router.get("/publications", response={200: PublicationsOut, **ERRORS})
def publications(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - ninja's shape
    """All publications, newest first."""
    return {
        "publications": [
            {"name": one.name, "published_at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}", "is_rollback": one.is_rollback,
             "is_kept": one.is_kept}
            for one in reversed(store().publications())
        ]
    }  # fmt: skip


@router.get("/changes", response={200: ChangesOut, **ERRORS}, openapi_extra={"parameters": FILTERED + PAIRED})
def changed(request: HttpRequest) -> dict[str, Any]:
    """Which published numbers changed between two snapshots, and why; with a filter, of what matches in either."""
    asked = asked_filter(request, "older", "newer", "reason", "page")
    limit = whole_number(request, "limit", default=100, most=MOST_ROWS)
    page = whole_number(request, "page", default=1, most=10**6)
    try:
        older, newer = published_pair(request.GET.get("older"), request.GET.get("newer"))
    except NotPublished as error:
        raise Http404(str(error)) from error
    found = changes(
        older, newer, asked if asked.to_params() else None, limit=limit, offset=(page - 1) * limit,
        reason=request.GET.get("reason") or None,
    )  # fmt: skip
    told = found.as_dict()
    return {"older": told.pop("old"), "newer": told.pop("new"), **told}
