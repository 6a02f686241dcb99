"""Organisations of one filter, and one organisation with its claims."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Router, Schema

from karta.explore.filters import FilterError
from karta.explore.history import Spell
from karta.explore.matches import match
from karta.explore.profile import NoSuchOrganisation, Profile, Related, Series, profile
from karta.explore.rows import organisations
from karta.explore.sums import Sum, sums
from karta.portal.explorer.api.asked import ERRORS, Envelope, asked_filter, envelope, whole_number
from karta.portal.explorer.api.parameters import FILTERED, MOST_ROWS, PAGED
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot

router = Router(tags=["explorer"])


class OrganisationsOut(Envelope):
    sums: dict[str, Sum]
    organisations: list[dict[str, Any]]
    next: str | None  # cursor of the next page


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
    snapshot, asked = asked_snapshot(request), asked_filter(request)
    limit = whole_number(request, "limit", default=50, most=MOST_ROWS)
    start = _offset(request, snapshot.manifest["hash"])
    page = organisations(snapshot, asked, sort=request.GET.get("sort") or "default", limit=limit, offset=start)
    end = start + len(page.items)
    found = match(snapshot, asked)
    return {
        **envelope(request, asked),
        "sums": sums(found.frame, found.is_match),
        "organisations": [row.as_dict() for row in page.items],
        "next": f"{snapshot.manifest['hash'][:12]}-{end}" if end < page.count else None,
    }


class OrganisationOut(Schema):
    """One organisation with everything that its page prints; claims stand at …/claims."""

    snapshot: str
    organisation: dict[str, Any]
    names: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    series: list[dict[str, Any]]
    relations: list[Related]
    history: list[Spell]  # what it was before
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
        "series": [series_out(one) for one in found.series],
        "register_links": dict(found.register_links),
        **{
            name: getattr(found, name)
            for name in ("names", "sites", "relations", "history", "links", "publications", "sources", "missing")
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


def series_out(one: Series) -> dict[str, Any]:
    """A series as JSON."""
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
