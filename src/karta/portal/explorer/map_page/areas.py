"""Values of the map's areas and circles in words, classes and addresses: one set for the drawn and the live map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.explore.areas import Area, Circle, areas, circles
from karta.explore.filters import Filter
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.scale import EMPTY, UNKNOWN, Scale, scale_of
from karta.portal.explorer.map_page.state import State
from karta.portal.platform import formats
from karta.snapshot.reader import Snapshot

POINT = 1e-5  # degrees around a settlement's point: about a metre, wide enough for what a float loses as text


@dataclass(frozen=True, slots=True)
class MapArea:
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


@dataclass(frozen=True, slots=True)
class MapCircle:
    """`address` filters to the circle, `list_address` gives the list of its organisations alone."""

    code: str
    name: str
    lon: float
    lat: float
    is_municipality: bool
    organisations: int
    class_code: str
    text: str
    address: str
    list_address: str


@dataclass(frozen=True, slots=True)
class LegendClass:
    code: str
    limit: str  # its lower limit, "" for the first


@dataclass(frozen=True, slots=True)
class Legend:
    title: str
    classes: list[LegendClass]
    unknown: int
    confidential: int
    empty: int


@dataclass(frozen=True, slots=True)
class MapValues:
    areas: list[MapArea]
    circles: list[MapCircle]
    legend: Legend
    unplaced: int

    @property
    def has_municipality(self) -> bool:
        return any(circle.is_municipality for circle in self.circles)


def map_values(snapshot: Snapshot, state: State, measure: str, language: str) -> MapValues:
    """What the map shows in this state. A figure that nobody published is unknown, never zero."""
    found = areas(snapshot, state.asked, state.level, measure, state.statistic)
    placed = [area for area in found if area.code != "unknown"]
    values = [area.value for area in placed if area.value is not None]
    scale = scale_of(values, is_signed=measure == "profit" and state.statistic != "count")
    made = [_area(area, state, scale, measure, language) for area in placed]
    classes = {area.code: area.class_code for area in made}
    home = _areas_of_places(snapshot, state.level)
    return MapValues(
        areas=made,
        circles=[_circle(circle, state, classes.get(home.get(circle.code, ""), UNKNOWN), language)
                 for circle in circles(snapshot, state.asked)],
        legend=_legend(made, scale, state, measure, language),
        unplaced=sum(area.organisations for area in found if area.code == "unknown"),
    )  # fmt: skip


def _area(area: Area, state: State, scale: Scale, measure: str, language: str) -> MapArea:
    name = area.name_bg if language == "bg" else area.name_en
    value = value_text(area.value, state.statistic, measure, language)
    text = _("%(name)s: %(organisations)s") % {
        "name": name,
        "organisations": organisations(area.organisations, language),
    }
    if state.statistic != "count":
        text += f", {measure_and_statistic(measure, state.statistic, language)}: {value or _('unknown')}"
    chosen: tuple[str, ...] = getattr(state.asked, state.level)
    return MapArea(
        code=area.code,
        name=name,
        class_code=scale.code(area.value, area.organisations),
        is_selected=area.code in chosen,
        organisations=area.organisations,
        known=area.known,
        value=area.value,
        value_text=value,
        text=text,
        address=state.address(_toggled(state.asked, state.level, area.code)),
    )


def value_text(value: float | None, statistic: str, measure: str, language: str) -> str:
    """A value of the map with its unit; "" where there is none."""
    if value is None:
        return ""
    if statistic == "count":
        return formats.count(value, language)
    return formats.percent(value, language) if statistic == "share" else words.amount(measure, value, language)


def measure_and_statistic(measure: str, statistic: str, language: str) -> str:
    if statistic == "count":
        return str(words.STATISTIC_NAMES["count"])
    return f"{words.measure_name(measure, language)}, {words.STATISTIC_NAMES[statistic]}"


def organisations(number: int, language: str) -> str:
    text = ngettext("%(number)s organisation", "%(number)s organisations", number)
    return text % {"number": formats.count(number, language)}


def _toggled(asked: Filter, level: str, code: str) -> Filter:
    chosen: tuple[str, ...] = getattr(asked, level)
    rest = tuple(one for one in chosen if one != code)
    return replace(asked, **{level: rest if code in chosen else (*chosen, code)})


def _circle(circle: Circle, state: State, class_code: str, language: str) -> MapCircle:
    name = circle.name_bg if language == "bg" else circle.name_en
    is_municipality = len(circle.code) != len("68134") or not circle.code.isdigit()
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
        address=state.address(replace(state.asked, bbox=box_around(circle)), tab="list"),
        list_address=reverse("explorer:place") + f"?{urlencode([*state.asked.to_params(), ('place', circle.code)])}",
    )


def box_around(circle: Circle) -> tuple[float, float, float, float]:
    """The box that holds a circle's point and no other."""
    lon, lat = round(circle.lon, 6), round(circle.lat, 6)
    return (round(lon - POINT, 6), round(lat - POINT, 6), round(lon + POINT, 6), round(lat + POINT, 6))


def _areas_of_places(snapshot: Snapshot, level: str) -> dict[str, str]:
    rows = snapshot.connection().execute(f"SELECT place_code, {level} FROM places WHERE {level} IS NOT NULL").fetchall()
    return {str(code): str(area) for code, area in rows}


def _legend(made: list[MapArea], scale: Scale, state: State, measure: str, language: str) -> Legend:
    by_level = {"district": _("by district"), "region": _("by planning region")}[state.level]
    values = [area.value for area in made if area.value is not None]
    divisor, unit = _legend_unit(scale.limits or values, state.statistic, measure, language)

    def limit(value: float) -> str:
        if state.statistic == "share":
            return formats.percent(value, language, 1)
        return formats.number(value / divisor, language, 3)

    title = words.capitalised(measure_and_statistic(measure, state.statistic, language))
    return Legend(
        title=", ".join(part for part in (f"{title} {by_level}", unit) if part),
        classes=_classes(scale, made, limit),
        unknown=sum(area.class_code == UNKNOWN for area in made),
        confidential=0,  # a snapshot holds public claims only
        empty=sum(area.class_code == EMPTY for area in made),
    )


def _classes(scale: Scale, made: list[MapArea], limit: Callable[[float], str]) -> list[LegendClass]:
    """Each class with its lower limit. Where there is one class only, its lowest value."""
    values = [area.value for area in made if area.value is not None]
    if not values:
        return []
    first = "" if scale.limits else limit(min(values))
    return [LegendClass(code, limit(scale.limits[i - 1]) if i else first) for i, code in enumerate(scale.codes)]


def _legend_unit(limits: Sequence[float], statistic: str, measure: str, language: str) -> tuple[float, str]:
    if statistic in ("count", "share"):
        return 1.0, ""
    if not words.is_money(measure):
        return 1.0, words.unit(measure)
    largest = max((abs(limit) for limit in limits), default=0)
    for size, bulgarian, english in ((1e6, "млн. €", "€ m"), (1e3, "хил. €", "€ k")):
        if largest >= size:
            return size, bulgarian if language == "bg" else english
    return 1.0, "€"


def live_map(values: MapValues, state: State, language: str, shapes: dict[str, str]) -> dict[str, Any]:
    """The data block that the live map reads (frontend/src/map/data.ts)."""
    return {
        "level": state.level,
        "language": language,
        "areas": [
            {"code": a.code, "name": a.name, "classCode": a.class_code, "isSelected": a.is_selected, "text": a.text,
             "href": a.address}
            for a in values.areas
        ],
        "circles": [
            {"code": c.code, "name": c.name, "lon": c.lon, "lat": c.lat, "isMunicipality": c.is_municipality,
             "organisations": c.organisations, "classCode": c.class_code, "text": c.text, "href": c.list_address}
            for c in values.circles
        ],
        "shapes": shapes,
        "words": {
            "map": _("Map"),
            "keys": _("Arrows go to the neighbouring area, Enter filters, plus and minus zoom, Escape leaves the map"),
        },
    }  # fmt: skip
