"""All organisations by name: the simple list, for those who look for one, and what a search box suggests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from karta.explore.filters import STATUSES, UNIT_KINDS, Filter
from karta.explore.matches import match
from karta.explore.rows import organisations
from karta.explore.search import Suggestion, suggest, suggest_places
from karta.portal.explorer.map_page.places import about, box_of, name_of
from karta.portal.platform.snapshots import asked_snapshot
from karta.snapshot.reader import Snapshot

PER_PAGE = 60
SUGGESTIONS, PLACES = 6, 3


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place as a search box shows it. `box`: where a live map goes, west,south,east,north."""

    code: str
    name: str
    about: str
    organisations: int
    box: str | None


def organisation_list(request: HttpRequest) -> HttpResponse:
    """Organisations whose name or register number holds `q`, by name in the reader's language; the map's population.

    Where no name holds it, those that are near; and places of that name.
    """
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
        "near": suggest(snapshot, text, SUGGESTIONS) if text and not everyone else [],
        "places": _places(snapshot, text) if text and number == 1 else [],
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


def suggestions(request: HttpRequest) -> HttpResponse:
    """What a search box shows under itself while somebody types: organisations of any kind, and places, unless
    `only=organisations`."""
    snapshot, text = asked_snapshot(request), request.GET.get("q", "")[:200]
    found: list[Suggestion] = suggest(snapshot, text, SUGGESTIONS) if text.strip() else []
    places = [] if request.GET.get("only") == "organisations" else _places(snapshot, text)
    said = {"organisations": found, "places": places}
    return render(request, "explorer/suggestions.html", said)


def _places(snapshot: Snapshot, text: str) -> list[ShownPlace]:
    language = get_language() or "bg"
    shown = []
    for place in suggest_places(snapshot, text, PLACES):
        box = box_of(place)
        shown.append(
            ShownPlace(
                place.code, name_of(place, language), about(place, language), place.organisations,
                ",".join(map(str, box)) if box else None,
            )
        )  # fmt: skip
    return shown
