"""Places that a search may mean: the map goes there, beside the organisations that the text finds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from karta.explore.frame import frame
from karta.matching.names import search_key
from karta.portal.explorer.map_page.state import State
from karta.snapshot.reader import Snapshot

MOST = 4
REACH = {"district": 0.6, "municipality": 0.22, "settlement": 0.06}  # degrees north and south of its point


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """`address`: the list of what stands there; `box`: west,south,east,north, where the live map goes."""

    name: str
    about: str
    address: str
    box: str


@dataclass(frozen=True, slots=True)
class _Place:
    key: str
    level: str
    name_bg: str
    name_en: str
    district_bg: str
    district_en: str
    lon: float
    lat: float


def places_called(snapshot: Snapshot, state: State, language: str) -> list[FoundPlace]:
    """At most MOST places of which each word of the search begins a word of the name, in either alphabet; districts
    first, then municipalities, then settlements."""
    words = search_key(state.asked.q or "").split()
    if not words:
        return []
    known = frame(snapshot).cached("called_places", "", lambda: _places(snapshot))
    found = [place for place in known if all(f" {word}" in place.key for word in words)][:MOST]
    return [_shown(place, state, language) for place in found]


def _shown(place: _Place, state: State, language: str) -> FoundPlace:
    levels = {"district": _("district"), "municipality": _("municipality"), "settlement": _("settlement")}
    north = REACH[place.level]
    east = north * 1.35  # a degree of longitude is shorter here
    box = tuple(round(end, 4) for end in (place.lon - east, place.lat - north, place.lon + east, place.lat + north))
    district = place.district_bg if language == "bg" else place.district_en
    is_inside = place.level != "district" and district
    return FoundPlace(
        name=place.name_bg if language == "bg" else place.name_en,
        about=f"{levels[place.level]}, {_('district %(name)s') % {'name': district}}"
        if is_inside
        else levels[place.level],
        address=state.address(replace(state.asked.without("q"), bbox=box), tab="list"),
        box=",".join(map(str, box)),
    )


def _places(snapshot: Snapshot) -> list[_Place]:
    sql = """SELECT p.level, p.name_bg, p.name_en, d.name_bg, d.name_en, p.lon, p.lat FROM places p
             LEFT JOIN places d ON d.place_code = p.district AND d.level = 'district'
             WHERE p.level IN ('district', 'municipality', 'settlement') AND p.lon IS NOT NULL
             ORDER BY list_position(['district', 'municipality', 'settlement'], p.level), p.place_code"""
    rows = snapshot.connection().execute(sql).fetchall()
    return [
        _Place(f" {search_key(bg or '')} {search_key(en or '')}", level, bg or en, en or bg, inside_bg or "",
               inside_en or "", lon, lat)
        for level, bg, en, inside_bg, inside_en, lon, lat in rows
    ]  # fmt: skip
