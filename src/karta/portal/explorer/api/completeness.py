"""How much of the country the map covers, as numbers: those of the method note."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from karta.explore.completeness import ABSTENTIONS, ASSUMPTIONS, METHODS, Coverage, beside_published, coverage
from karta.explore.completeness_note import ASIDE, INTRODUCTION, Pair
from karta.portal.explorer.api.asked import ERRORS
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot

router = Router(tags=["explorer"])


class TextOut(Schema):
    bg: str
    en: str


class CoverageOut(Schema):
    """One segment, or the country where `segment` is null. Without an estimate `abstains` and `reason` say why.

    `lists`: source → organisations that it names; `recaptures`: organisations on two lists or more; `share`: seen /
    estimate, 0–1, of which `share_low` goes with `high`.
    """

    segment: str | None
    label_bg: str
    label_en: str
    seen: int
    lists: dict[str, int]
    recaptures: int
    method: str | None
    estimate: float | None
    low: float | None
    high: float | None
    share: float | None
    share_low: float | None
    share_high: float | None
    abstains: str | None
    reason: TextOut | None


class PublishedOut(Schema):
    """A published total beside what the map counts; `share` only where both count organisations."""

    section: str
    label_bg: str
    label_en: str
    region: str | None
    mapped: int
    value: int
    unit: str
    year: int
    source_bg: str
    source_en: str
    share: float | None


class CompletenessOut(Schema):
    """Estimates by how far lists overlap, what they stand on, and published totals. No filter applies to them."""

    snapshot: str
    country: str
    introduction: TextOut
    coverage: list[CoverageOut]
    methods: dict[str, TextOut]
    assumptions: list[TextOut]
    published: list[PublishedOut]
    published_note: TextOut


@router.get("/completeness", response={200: CompletenessOut, **ERRORS})
@answers_conditionally()
def completeness(request: HttpRequest) -> dict[str, Any]:
    """What the map covers of the country, whole and by segment: the numbers of the method note."""
    snapshot = asked_snapshot(request)
    return {
        "snapshot": snapshot.name,
        "country": "BG",
        "introduction": _texts(INTRODUCTION),
        "coverage": [_coverage(row) for row in coverage(snapshot)],
        "methods": {name: _texts(pair) for name, pair in METHODS.items()},
        "assumptions": [_texts(pair) for pair in ASSUMPTIONS],
        "published": [{**asdict(row), "share": row.share} for row in beside_published(snapshot)],
        "published_note": _texts(ASIDE),
    }


def _coverage(row: Coverage) -> dict[str, Any]:
    shares = {name: getattr(row, name) for name in ("share", "share_low", "share_high")}
    return {**asdict(row), **shares, "reason": _texts(ABSTENTIONS[row.abstains]) if row.abstains else None}


def _texts(pair: Pair) -> dict[str, str]:
    return {"bg": pair[0], "en": pair[1]}
