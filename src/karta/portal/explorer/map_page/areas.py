"""Values of the map's areas and circles in words, classes and addresses: one set for the drawn and the live map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi, sqrt
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.explore.areas import Area, Circle, areas, circles
from karta.explore.changes import Change, changes, default_years
from karta.explore.filters import Filter, FilterError
from karta.explore.scale import UNKNOWN, Scale
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.classes import classes_of
from karta.portal.explorer.map_page.legend import Legend, Reading, legend, measure_and_statistic
from karta.portal.explorer.map_page.state import State
from karta.snapshot.reader import Snapshot
from karta.vocab import formats

__all__ = [
    "MapArea", "MapCircle", "MapValues", "box_around", "live_map", "map_values", "measure_and_statistic",
    "organisations", "value_text",
]  # fmt: skip

RADIUS, LARGEST_RADIUS = 2.6, 40.0  # pixels: of a circle of one organisation, and of the largest there may be
MOST_CIRCLES = 80  # of places that the page draws and names: more are dots, and it would grow with the data
ALL_CIRCLES = 14_000.0  # square pixels of all circles together: a seventh of the country as it is first drawn
POINT = 1e-5  # degrees around a settlement's point: about a metre, wide enough for what a float loses as text


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area. `lon`, `lat`: the seat of a municipality, else None. `before` and `after`: of a change, in words."""

    code: str
    name: str
    class_code: str
    is_selected: bool
    organisations: int
    known: int
    value: float | None
    value_text: str
    text: str
    address: str
    lon: float | None = None
    lat: float | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class MapCircle:
    """`address` filters to the circle."""

    code: str
    name: str
    lon: float
    lat: float
    is_municipality: bool
    organisations: int
    class_code: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class MapValues:
    """`circles`: the MOST_CIRCLES largest of all `places`, or the seats of all municipalities; largest first. `radius`:
    pixels of a circle of one organisation, smaller where circles would cover the map. `years`: of a change, from and
    to."""

    areas: list[MapArea]
    circles: list[MapCircle]
    places: int
    has_municipality: bool
    legend: Legend
    unplaced: int
    radius: float
    years: tuple[int, int] | None


def map_values(snapshot: Snapshot, state: State, measure: str, language: str) -> MapValues:
    """What the map shows in this state. A figure that nobody published is unknown, never zero.

    Errors: FilterError for a change where the snapshot has no two years of the measure.
    """
    years = change_years(snapshot, state, measure) if state.is_change else None
    found = _found(snapshot, state, measure, years)
    placed = [(area, value) for area, value in found if area.code != "unknown"]
    scale = classes_of(
        [value for _, value in placed if value is not None],
        method=state.classes, is_signed=measure == "profit" and state.statistic != "count", is_change=state.is_change,
    )  # fmt: skip
    seats = _seats(snapshot) if state.level == "municipality" else {}
    reading = Reading(state, measure, language, years)
    made = [_area(area, value, reading, scale, seats.get(area.code)) for area, value in placed]
    seated = [_seat(area) for area in made if area.organisations and area.lon is not None]
    seated.sort(key=lambda seat: (-seat.organisations, seat.code))
    found_places = [] if seats else circles(snapshot, state.on_map)
    radius = _radius([one.organisations for one in (*seated, *found_places)])
    return MapValues(
        areas=made,
        circles=seated if seats else _circles(snapshot, state, found_places[:MOST_CIRCLES], made, language),
        places=len(seated) + len(found_places),
        has_municipality=any(_is_municipality(one.code) for one in found_places),
        legend=legend(snapshot, reading, [area for area, _ in found], made=made, scale=scale, radius=radius),
        unplaced=sum(area.organisations for area, _ in found if area.code == "unknown"),
        radius=round(radius, 4),
        years=years,
    )


def _radius(numbers: list[int]) -> float:
    """Pixels of a circle of one organisation: areas are proportional, no circle and not all of them hide the map."""
    largest, together = max(numbers, default=1), max(sum(numbers), 1)
    return min(RADIUS, LARGEST_RADIUS / sqrt(largest), sqrt(ALL_CIRCLES / (pi * together)))


def change_years(snapshot: Snapshot, state: State, measure: str) -> tuple[int, int]:
    """From which year to which the change is shown. Errors: FilterError where there are no two."""
    years = default_years(snapshot, measure, state.asked.year, state.year_from)
    if years is None or years[0] >= years[1]:
        raise FilterError(
            "statistic", state.statistic, "this measure has no two years with figures; choose another statistic",
            "този показател няма две години с данни; изберете друга статистика",
        )  # fmt: skip
    return years


def _found(
    snapshot: Snapshot, state: State, measure: str, years: tuple[int, int] | None
) -> list[tuple[Area | Change, float | None]]:
    asked = state.on_map
    if years is None:
        return [(area, area.value) for area in areas(snapshot, asked, state.level, measure, state.statistic)]
    found = changes(snapshot, replace(asked, year=years[1]), state.level, measure, years[0])
    return [(one, one.share if state.statistic == "change_share" else one.difference) for one in found]


def _seats(snapshot: Snapshot) -> dict[str, tuple[float, float]]:
    sql = "SELECT place_code, lon, lat FROM places WHERE level = 'municipality' AND lon IS NOT NULL"
    return {str(code): (lon, lat) for code, lon, lat in snapshot.connection().execute(sql).fetchall()}


def _area(
    area: Area | Change, value: float | None, reading: Reading, scale: Scale, seat: tuple[float, float] | None
) -> MapArea:
    state, language = reading.state, reading.language
    name = area.name_bg if language == "bg" else area.name_en
    shown = value_text(value, state.statistic, reading.measure, language)
    text = _("%(name)s: %(organisations)s") % {
        "name": name,
        "organisations": organisations(area.organisations, language),
    }
    if state.statistic != "count":
        text += f", {reading.title}: {shown or _('unknown')}"
    if state.is_change and area.known:
        text += f", {_('known in both years')}: {formats.count(area.known, language)}"
    chosen: tuple[str, ...] = getattr(state.asked, state.level)
    ends = (area.before, area.after) if isinstance(area, Change) else (None, None)
    before, after = ("" if end is None else words.amount(reading.measure, end, language) for end in ends)
    return MapArea(
        code=area.code,
        name=name,
        class_code=scale.code(value, area.organisations),
        is_selected=area.code in chosen,
        organisations=area.organisations,
        known=area.known,
        value=value,
        value_text=shown,
        text=text,
        address=state.address(_toggled(state.asked, state.level, area.code)),
        lon=seat[0] if seat else None,
        lat=seat[1] if seat else None,
        before=before,
        after=after,
    )


def value_text(value: float | None, statistic: str, measure: str, language: str) -> str:
    """A value of the map with its unit, a change with its sign; "" where there is none."""
    if value is None:
        return ""
    if statistic == "count":
        return formats.count(value, language)
    sign = "+" if statistic in ("change", "change_share") and value > 0 else ""
    if statistic in ("share", "change_share"):
        return sign + formats.percent(value, language)
    return sign + words.amount(measure, value, language)


def organisations(number: int, language: str) -> str:
    text = ngettext("%(number)s organisation", "%(number)s organisations", number)
    return text % {"number": formats.count(number, language)}


def _toggled(asked: Filter, level: str, code: str) -> Filter:
    chosen: tuple[str, ...] = getattr(asked, level)
    rest = tuple(one for one in chosen if one != code)
    return replace(asked, **{level: rest if code in chosen else (*chosen, code)})


def _circles(
    snapshot: Snapshot, state: State, found: list[Circle], made: list[MapArea], language: str
) -> list[MapCircle]:
    """Places with their area's class."""
    classes = {area.code: area.class_code for area in made}
    home = _areas_of_places(snapshot, state.level)
    return [_circle(circle, state, classes.get(home.get(circle.code, ""), UNKNOWN), language) for circle in found]


def _seat(area: MapArea) -> MapCircle:
    return MapCircle(
        code=area.code, name=area.name, lon=area.lon or 0.0, lat=area.lat or 0.0, is_municipality=False,
        organisations=area.organisations, class_code=area.class_code, text=area.text, address=area.address,
    )  # fmt: skip


def _is_municipality(code: str) -> bool:
    """Whether a place is no settlement: those have five digits."""
    return len(code) != len("68134") or not code.isdigit()


def _circle(circle: Circle, state: State, class_code: str, language: str) -> MapCircle:
    name = circle.name_bg if language == "bg" else circle.name_en
    is_municipality = _is_municipality(circle.code)
    text = f"{name}: {organisations(circle.organisations, language)}"
    if is_municipality:
        text += f" ({_('known only to the municipality')})"
    return MapCircle(
        code=circle.code,
        name=name,
        lon=circle.lon,
        lat=circle.lat,
        is_municipality=is_municipality,
        organisations=circle.organisations,
        class_code=class_code,
        text=text,
        address=state.address(replace(state.asked, bbox=box_around(circle.lon, circle.lat)), tab="list"),
    )


def box_around(lon: float, lat: float) -> tuple[float, float, float, float]:
    """The box that holds a circle's point and no other."""
    lon, lat = round(lon, 6), round(lat, 6)
    return (round(lon - POINT, 6), round(lat - POINT, 6), round(lon + POINT, 6), round(lat + POINT, 6))


def _areas_of_places(snapshot: Snapshot, level: str) -> dict[str, str]:
    rows = snapshot.connection().execute(f"SELECT place_code, {level} FROM places WHERE {level} IS NOT NULL").fetchall()
    return {str(code): str(area) for code, area in rows}


def live_map(
    values: MapValues, state: State, language: str, *, shapes: dict[str, str], snapshot: str
) -> dict[str, Any]:
    """The data block that the live map reads (frontend/src/map/data.ts). Places come as tiles: a block of them would
    grow with the data."""
    seats = values.circles if state.level == "municipality" and state.shapes is None else []
    pinned = urlencode([*state.on_map.to_params(), ("snapshot", snapshot)])
    return {
        "level": state.level,
        "language": language,
        "areas": [
            {"code": a.code, "name": a.name, "classCode": a.class_code, "isSelected": a.is_selected, "text": a.text,
             "href": a.address} | ({} if a.lon is None else {"lon": a.lon, "lat": a.lat})
            for a in values.areas
        ],
        "seats": [
            {"code": c.code, "name": c.name, "lon": c.lon, "lat": c.lat, "organisations": c.organisations,
             "classCode": c.class_code}
            for c in seats
        ],
        "radius": values.radius,
        "tiles": f"/api/v1/tiles/{{z}}/{{x}}/{{y}}.mvt?{pinned}",
        "place": f"{reverse('explorer:place')}?{urlencode([*state.on_map.to_params()])}",
        "follow": state.follow,
        "box": list(state.asked.bbox) if state.asked.bbox else None,
        "shapes": shapes,
        "words": {
            "map": _("Map"),
            "keys": _("Arrows go to the neighbouring area, Enter filters, plus and minus zoom, Escape leaves the map"),
            "organisations": _("organisations"),
            "municipality": _("known only to the municipality"),
        },
    }  # fmt: skip
