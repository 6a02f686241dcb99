"""All organisations by name: the simple list, for those who look for one."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from karta.explore.filters import STATUSES, UNIT_KINDS, Filter
from karta.explore.matches import match
from karta.explore.rows import organisations
from karta.portal.platform.snapshots import asked_snapshot

PER_PAGE = 60


def organisation_list(request: HttpRequest) -> HttpResponse:
    """Organisations whose name or register number holds `q`, by name in the reader's language; the map's population."""
    snapshot = asked_snapshot(request)
    text = request.GET.get("q", "").strip()[:200]
    asked = Filter(q=text or None)
    number = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdecimal() else 1
    number = max(1, min(number, 10_000))
    page = organisations(snapshot, asked, sort=f"name_{get_language()}", limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    everyone = match(snapshot, replace(asked, unit_kind=UNIT_KINDS, status=STATUSES)).count
    said = {
        "q": text,
        "rows": page.items,
        "count": page.count,
        "all": match(snapshot, Filter()).count,
        "beyond": everyone - page.count,
        "number": number,
        "pages": max(1, -(-page.count // PER_PAGE)),
        "unit_kinds": UNIT_KINDS,
        "statuses": STATUSES,
        "section": "organisations",
    }
    return render(request, "explorer/organisations.html", said)
