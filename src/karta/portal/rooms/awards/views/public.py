"""The awards' public pages: every edition, and one with its categories, deadline and winners as sources name them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from karta.portal.directory.aliases.queries import of_bodies
from karta.portal.directory.links import organisation_ids
from karta.portal.directory.queries import claims_on
from karta.portal.directory.winner_lists import winner_lists
from karta.portal.rooms.awards import queries, rules
from karta.portal.rooms.awards.categories import categories


@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """Every edition of an award: whether it takes entries, and how many winners sources name."""
    at = timezone.now()
    found = queries.editions()
    told = claims_on("edition", [one.code for one in found])
    rows = [
        {
            "edition": one,
            "award": getattr(one, "award", None),
            "phase": _phase(one, at),
            "lists": winner_lists(told[one.code]),
        }
        for one in found
    ]
    context = {"rows": rows, "categories": categories().values(), "section": "events"}
    return render(request, "awards/list.html", context)


def _phase(edition: Any, at: Any) -> str:
    award = getattr(edition, "award", None)
    return rules.phase(award, at) if award else ""


@require_safe
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One edition: its categories and rules, until when entries are taken, and the lists of winners side by side."""
    found = queries.edition_of(code)
    if found is None:
        raise Http404(f"award {code}: there is none of this name")
    told = claims_on("edition", [code])[code]
    lists = winner_lists(told)
    bodies = [row.body for one in lists for row in one.rows]
    opened = getattr(found, "award", None)
    by_property = {one.name: one for one in lists}
    context = {
        "edition": found,
        "after": queries.edition_after(found),
        "award": opened,
        "phase": _phase(found, timezone.now()),
        "categories": [(one, by_property.get(one.property)) for one in categories().values()],
        "org_ids": organisation_ids(request, bodies),
        "merges": of_bodies(bodies),
        "sources": sorted({claim.source for one in told.values() for claim in one.claims}, key=lambda one: one.code),
        "section": "events",
    }
    return render(request, "awards/award.html", context)
