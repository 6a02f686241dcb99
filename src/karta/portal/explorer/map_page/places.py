"""Places that a search may mean: the map goes there, beside the organisations that the text finds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from karta.explore.search import PlaceSuggestion, suggest_places
from karta.portal.explorer.map_page.state import State
from karta.snapshot.reader import Snapshot

MOST = 4
REACH = {"district": 0.6, "municipality": 0.22, "settlement": 0.06}  # degrees north and south of its point
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """`address`: the list of what stands there; `box`: west,south,east,north, where the live map goes."""

    name: str
    about: str
    address: str
    box: str


def places_called(snapshot: Snapshot, state: State, language: str) -> list[FoundPlace]:
    """At most MOST places that the search may mean and that have a point (karta.explore.search.suggest_places)."""
    shown = []
    for place in suggest_places(snapshot, state.asked.q or "", MOST):
        if (box := box_of(place)) is not None:
            address = state.address(replace(state.asked.without("q"), bbox=box), tab="list")
            shown.append(FoundPlace(name_of(place, language), about(place, language), address, ",".join(map(str, box))))
    return shown


def name_of(place: PlaceSuggestion, language: str) -> str:
    return place.name_bg if language == "bg" else place.name_en


def about(place: PlaceSuggestion, language: str) -> str:
    """What sort of place it is, and which of that name: `settlement, district Plovdiv`."""
    levels = {
        "region": _("region"), "district": _("district"), "municipality": _("municipality"),
        "settlement": _("settlement"),
    }  # fmt: skip
    district = place.within_bg if language == "bg" else place.within_en
    if place.level not in ("settlement", "municipality") or not district:
        return levels[place.level]
    return f"{levels[place.level]}, {_('district %(name)s') % {'name': district}}"


def box_of(place: PlaceSuggestion) -> Box | None:
    """Where the live map goes for a place; None for one without a point."""
    if place.lon is None or place.lat is None:
        return None
    north = REACH[place.level]
    east = north * 1.35  # a degree of longitude is shorter here
    west, south, east, north = (
        round(end, 4) for end in (place.lon - east, place.lat - north, place.lon + east, place.lat + north)
    )
    return west, south, east, north
