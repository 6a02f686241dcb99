"""The profile of a place, a sector or a segment: the same cells as a comparison has, one group of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from karta.explore.filters import Filter
from karta.explore.groups import Group, narrowed
from karta.explore.places import GroupProfile, Part
from karta.explore.rows import Page
from karta.explore.scale import EMPTY
from karta.portal.explorer.compare_page import cells
from karta.portal.explorer.compare_page.cells import Cell, Item, Subject
from karta.portal.explorer.compare_page.lines import Line, Lines, Value, lines
from karta.portal.explorer.compare_page.page import group_name, profile_address
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.areas import box_around, map_values
from karta.portal.explorer.map_page.drawing import drawn_map
from karta.portal.explorer.map_page.listing import list_rows
from karta.portal.explorer.map_page.state import State
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab import formats

LISTED, PARTS_SHOWN = 8, 12
PEERS_COMPARED = 5
CODE_NAMES = {"settlement": "EKATTE", "region": "NUTS 2"}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One measure of the group: its sum, and what the sum is made of."""

    name: str
    cell: Cell
    median: Cell


@dataclass(frozen=True, slots=True)
class YearTable:
    """Sums by year: one column a measure, its line above it, newest year first."""

    names: list[str]
    drawings: list[tuple[Lines, Line] | None]
    rows: list[tuple[int, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Linked:
    """A part or a peer: its name, its page and its number of organisations; `share` draws its bar."""

    name: str
    address: str
    cell: Cell


def context(snapshot: Snapshot, found: GroupProfile, measure: str, language: str) -> dict[str, Any]:
    """Everything that explorer/group.html reads."""
    group, subject = found.group, Subject(found.group, found.asked, language)
    there = _map_filter(found)
    parts = [_linked(part, found.summary.organisations, language) for part in found.parts]
    shown = list_rows(Page(found.largest, 0, 0), _columns(measure), found.asked, language)
    return {
        "group": group,
        "found": found,
        "name": group_name(group, language),
        "name_pair": {"bg": group.label_bg, "en": group.label_en},
        "level_name": level_name(group.level, language),
        "code_name": CODE_NAMES.get(group.level, "NACE Rev. 2" if group.kind == "sector" else ""),
        "path": [(group_name(one, language), profile_address(one)) for one in found.path],
        "count": cells.organisations(subject, found.summary),
        "key_figures": _key_figures(subject, found, language),
        "results": _closed("result", subject, found.summary.results, language),
        "sizes": _closed("size_class", subject, found.summary.sizes, language),
        "lists": [(_list_name(part, language), *cells.items(subject, part, found.summary.lists[part], LISTED))
                  for part in found.lists],
        "years": _years(subject, found),
        "measure_name": words.measure_name(measure, language),
        "largest": shown,
        "largest_measures": [words.capitalised(words.measure_name(name, language)) for name in _columns(measure)],
        "parts": parts[:PARTS_SHOWN],
        "more_parts": parts[PARTS_SHOWN:],
        "peers": [_linked(part, found.summary.organisations, language) for part in found.peers],
        "compare_address": _compare_address(group, found.peers),
        "map_address": f"{reverse('explorer:map')}?{urlencode(there.to_params())}",
        "export_address": f"{reverse('explorer:export', args=['csv'])}?{urlencode(there.to_params())}",
        **_drawn(snapshot, there, group, language),
    }  # fmt: skip


def level_name(level: str, language: str) -> str:
    """What a level is called: District, Division of NACE."""
    names = {"settlement": _("Settlement"), "section": _("Section of NACE"), "division": _("Division of NACE"),
             "group": _("Group of NACE"), "class": _("Class of NACE")}  # fmt: skip
    return names.get(level) or words.filter_name(level, language)


def _map_filter(found: GroupProfile) -> Filter:
    """The filter of the map's link: a settlement is the box around its point, as its circle on the map."""
    if found.group.level != "settlement" or found.point is None:
        return found.asked
    return Filter(bbox=box_around(*found.point))


def _columns(measure: str) -> list[str]:
    return list(dict.fromkeys((measure, "headcount")))


def _key_figures(subject: Subject, found: GroupProfile, language: str) -> list[KeyFigure]:
    said = found.summary
    return [
        KeyFigure(
            words.capitalised(words.measure_name(name, language)),
            cells.measure_sum(subject, name, told, said.organisations),
            cells.measure_median(subject, name, told),
        )
        for name in MEASURES
        if (told := said.measures[name]).sum.organisations or told.sum.left_out or name in ("headcount", "revenue")
    ]


def _closed(part: str, subject: Subject, choices: list[Any], language: str) -> list[Item]:
    return [Item(words.capitalised(words.named(one, language)), cells.choice(subject, part, one)) for one in choices]


def _list_name(part: str, language: str) -> str:
    names = {
        "segment": _("Segments"),
        "kind": _("Kinds"),
        "division": _("Sectors (NACE)"),
        "group": _("Groups of NACE"),
        "class": _("Classes of NACE"),
    }
    return names.get(part) or words.filter_name(part, language)


def _years(subject: Subject, found: GroupProfile) -> YearTable | None:
    span = sorted({one.year for column in found.years.values() for one in column}, reverse=True)
    if not span:
        return None
    by_year = {name: {one.year: one for one in column} for name, column in found.years.items()}
    drawings: list[tuple[Lines, Line] | None] = []
    for column in found.years.values():
        made = lines([[Value(one.year, one.sum) for one in column if one.sum is not None]])
        drawings.append((made, made.lines[0]) if made else None)
    return YearTable(
        names=[words.capitalised(words.measure_name(name, subject.language)) for name in by_year],
        drawings=drawings,
        rows=[(year, [cells.year(subject, name, told.get(year)) for name, told in by_year.items()]) for year in span],
    )


def _linked(part: Part, whole: int, language: str) -> Linked:
    text = formats.count(part.organisations, language)
    share = f"{min(100 * part.organisations / whole, 100):.1f}" if whole else ""
    subject = Subject(part.group, narrowed(Filter(), part.group), language)
    href = subject.proof() if part.organisations else ""
    cell = Cell("known" if part.organisations else "zero", text, href, share=share)
    return Linked(group_name(part.group, language), profile_address(part.group), cell)


def _compare_address(group: Group, peers: list[Part]) -> str:
    kind = "nace" if group.kind == "sector" else group.level
    codes = [group.code, *(peer.group.code for peer in peers[:PEERS_COMPARED])]
    return f"{reverse('explorer:compare')}?{urlencode([('of', f'{kind}:{code}') for code in codes])}"


def _drawn(snapshot: Snapshot, there: Filter, group: Group, language: str) -> dict[str, Any]:
    """The map of the group's organisations: circles of places over districts, or over regions for a region."""
    if not snapshot.manifest["has_places"]:
        return {"drawn": None}
    state = State(asked=there, statistic="count", level="region" if group.level == "region" else "district")
    values = map_values(snapshot, state, "headcount", language)
    # Elsewhere there is nothing of this group: a class of its own would colour the whole country.
    areas = [area if area.organisations else replace(area, class_code=EMPTY) for area in values.areas]
    values = replace(values, areas=areas)
    drawn = drawn_map(settings.FRONTEND, values, level=state.level, is_indicative=False, language=language)
    return {"drawn": drawn, "map_label": _("Map: number of organisations")}
