"""The part of a report that says where: maps, regions, districts and municipalities."""

from __future__ import annotations

from collections.abc import Sequence

from karta.explore.areas import Area
from karta.explore.frame import UNKNOWN
from karta.explore.report import maps
from karta.explore.report.content import Content
from karta.explore.report.document import Block, Cell, Column, Paragraph, Picture, Row, Section, Table
from karta.explore.report.words import Unit, Words
from karta.explore.scale import Scale, scale_of

LEVELS = (("region", "regions_table"), ("district", "districts_table"), ("municipality", "municipalities_table"))
NAMED = 24  # settlements with a name on the map, and in its alternative text the first of them
SETTLEMENT_CODE = 5  # digits of an EKATTE code; other codes stand for a municipality or district


def placed(areas: Sequence[Area]) -> list[Area]:
    """The areas that have a place and a match, largest sum first, unknown last."""
    inside = [area for area in areas if area.code != UNKNOWN and area.organisations]
    return sorted(inside, key=lambda area: (area.value is None, -(area.value or 0), -area.organisations, area.code))


def scale(found: Content) -> Scale:
    """Classes of the districts, the same in map and tables."""
    values = [area.value for area in found.areas["district"] if area.code != UNKNOWN and area.value is not None]
    return scale_of(values, is_signed=found.measure == "profit")


def cover(found: Content, words: Words) -> Picture | None:
    """The map of the districts; None without places or shapes."""
    areas = [area for area in found.areas["district"] if area.code != UNKNOWN]
    if not areas or not maps.has_shapes():
        return None
    classes = scale(found)
    patches = [maps.Patch(area.code, _tone(classes, area)) for area in areas]
    spots = [
        maps.Spot(*found.seats[area.code], area.organisations, tone=_tone(classes, area) or "empty")
        for area in areas
        if area.organisations and area.code in found.seats
    ]
    values = [area.value for area in areas if area.value is not None]
    unit = Unit(words, found.measure, classes.limits or values)
    measure = words.measure(found.measure)
    title = words("measure_unit", measure=words("map_title", measure=measure), unit=unit.name)
    limits = ["", *(unit.text(limit) for limit in classes.limits)]
    key = maps.Key(
        title=title,
        classes=list(zip(classes.codes, limits, strict=True)) if values else [],
        unknown=words("map_unknown", n=sum(area.value is None and area.organisations > 0 for area in areas)),
        circles=words("map_circles"),
        numbers=_steps(max((area.organisations for area in areas), default=1), words),
    )
    alt = words("map_alt", measure=measure)
    return Picture(title, maps.draw(patches, spots, key, alt=alt, language=words.language), alt, words("shapes_note"))


def _tone(classes: Scale, area: Area) -> str:
    code = classes.code(area.value, area.organisations)
    return "" if code == UNKNOWN else code


def _steps(most: int, words: Words) -> list[tuple[int, str]]:
    """Three round numbers for the key of circles, the largest first."""
    top = next(step for power in range(12) for step in (10**power, 2 * 10**power, 5 * 10**power) if 2.5 * step > most)
    return [(number, words.count(number)) for number in dict.fromkeys((top, max(top // 5, 1), 1))][:3]


def section(found: Content, words: Words) -> Section | None:
    """Maps and tables; None where no match has a place."""
    if not any(placed(areas) for areas in found.areas.values()):
        return None
    blocks: list[Block] = []
    if found.facets.unplaced:
        blocks.append(Paragraph(words("unplaced", organisations=words.organisations(found.facets.unplaced))))
    blocks += [_table(found, level, title, words) for level, title in LEVELS[:2]]
    if maps.has_shapes() and found.circles:
        blocks.append(_settlements(found, words))
    level, title = LEVELS[2]
    blocks.append(_table(found, level, title, words))
    return Section("places", words("places"), blocks)


def _settlements(found: Content, words: Words) -> Picture:
    spots = [
        maps.Spot(
            one.lon, one.lat, one.organisations, words.label(one) if i < NAMED else "",
            is_faint=len(one.code) != SETTLEMENT_CODE or not one.code.isdigit(),
        )
        for i, one in enumerate(found.circles)
    ]  # fmt: skip
    patches = [maps.Patch(code, "seq-1") for code in found.seats]
    most = max(one.organisations for one in found.circles)
    key = maps.Key(
        title=words("spots_title"),
        classes=[],
        unknown="",
        circles=words("map_circles"),
        numbers=_steps(most, words),
        faint=words("spots_faint"),
    )
    names = "; ".join(f"{words.label(one)} {words.count(one.organisations)}" for one in found.circles[:5])
    alt = words("spots_alt", names=names)
    return Picture(
        words("spots_title"),
        maps.draw(patches, spots, key, alt=alt, language=words.language),
        alt,
        words("shapes_note"),
    )


def _table(found: Content, level: str, title: str, words: Words) -> Table:
    areas = placed(found.areas[level])
    unknown = [area for area in found.areas[level] if area.code == UNKNOWN and area.organisations]
    unit = Unit(words, found.measure, [area.value for area in areas])
    largest = max((abs(area.value) for area in areas if area.value is not None), default=0.0) or 1.0
    classes = scale(found)
    rows = [_row(area, unit, largest, classes.code(area.value, 1) if level == "district" else "bar", words)
            for area in [*areas, *unknown]]  # fmt: skip
    total = found.facets.sums[found.measure]
    rows.append(Row([
        Cell(words("total")), Cell(words.count(found.facets.totals["count"])), Cell(words.count(total.organisations)),
        Cell(unit.text(total.sum), is_unknown=total.sum is None), Cell(),
    ], is_strong=True))  # fmt: skip
    columns = [
        Column(words(level), "text"), Column(words("count")), Column(words("with_measure")),
        Column(words("measure_unit", measure=words.measure(found.measure), unit=unit.name)),
        Column(words("bar_of_sum"), "bar"),
    ]  # fmt: skip
    return Table(words(title), columns, rows, words("areas_note") if level == "municipality" else "")


def _row(area: Area, unit: Unit, largest: float, tone: str, words: Words) -> Row:
    is_unknown = area.value is None
    name = words("no_place") if area.code == UNKNOWN else words.label(area)
    share = None if area.value is None else abs(area.value) / largest
    return Row([
        Cell(name), Cell(words.count(area.organisations)), Cell(words.count(area.known)),
        Cell(unit.text(area.value), is_unknown=is_unknown),
        Cell(share=share, tone="" if is_unknown else tone, is_unknown=is_unknown),
    ])  # fmt: skip
