"""The comparison of groups as rows of cells under their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from karta.explore.compare import Column, Comparison
from karta.explore.groups import Group, slug_of
from karta.explore.rows import Page
from karta.portal.explorer.compare_page import cells
from karta.portal.explorer.compare_page.cells import Cell, Item, Subject
from karta.portal.explorer.compare_page.lines import Lines, Value, lines
from karta.portal.explorer.compare_page.state import State, column_id
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.listing import ListRow, list_rows
from karta.snapshot.schema import MEASURES

LISTED = 5


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column: its name and the ways from it. Addresses are "" where there is no way."""

    id: str
    name: str
    about: str
    profile: str
    map: str
    left: str
    right: str
    remove: str


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class ListCell:
    """A short list in a cell: sectors or segments (`items`), or organisations (`rows`); `more` are not shown."""

    items: list[Item] = field(default_factory=list)
    rows: list[ListRow] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one title; `drawing` stands above them, `lists` in the place of rows."""

    id: str
    title: str
    rows: list[Row] = field(default_factory=list)
    lists: list[ListCell] = field(default_factory=list)
    drawing: Lines | None = None
    note: str = ""
    is_tight: bool = False  # notes stand beside their numbers, not under them


def profile_address(group: Group) -> str:
    """The page of a place, sector or segment; "" for the unknown ones, which have none."""
    if group.code == "unknown":
        return ""
    if group.kind == "segment":
        slug = slug_of(group.code)
        return reverse("explorer:segment", args=[slug]) if slug else ""
    return reverse("explorer:sector" if group.kind == "sector" else "explorer:place_page", args=[group.code])


def group_name(group: Group, language: str) -> str:
    named = words.named(group, language)
    return f"{group.code} {named}" if group.kind == "sector" and group.code != "unknown" else named


def heads(state: State, found: Comparison, language: str) -> list[Head]:
    """One head a group, in the order of the columns."""
    return [_head(state, column, language) for column in found.columns]


def _head(state: State, column: Column, language: str) -> Head:
    code = column.group.code
    params = [*column.asked.to_params(), *([("measure", state.measure)] if state.measure else [])]
    return Head(
        id=column_id(state.kind, code),
        name=group_name(column.group, language),
        about=str(words.filter_name("nace" if column.group.kind == "sector" else column.group.level, language)),
        profile=profile_address(column.group),
        map="" if column.group.level == "settlement" else f"{reverse('explorer:map')}?{urlencode(params)}",
        left=state.moved(code, -1),
        right=state.moved(code, 1),
        remove=state.without(code),
    )


def sections(found: Comparison, language: str) -> list[Section]:
    """All that is compared, in the order of the page."""
    subjects = [Subject(column.group, column.asked, language) for column in found.columns]
    summaries = [column.summary for column in found.columns]
    pairs = list(zip(subjects, summaries, strict=True))
    made = [Section("count", _("Organisations"), [Row(_("Number"), [cells.organisations(*pair) for pair in pairs])])]
    for name in MEASURES:
        if not any(one.measures[name].sum.organisations or one.measures[name].sum.left_out for one in summaries):
            continue
        made.append(Section(name, words.capitalised(words.measure_name(name, language)), [
            Row(_("Sum"), [cells.measure_sum(s, name, one.measures[name], one.organisations) for s, one in pairs]),
            Row(_("Median"), [cells.measure_median(s, name, one.measures[name]) for s, one in pairs]),
        ]))  # fmt: skip
    made += [
        _closed("result", _("Financial result"), subjects, [one.results for one in summaries], language),
        _closed("size_class", _("Size class (headcount)"), subjects, [one.sizes for one in summaries], language),
    ]
    years = _years(found, subjects, language)
    made += [years] if years else []
    for part, title in ((found.sector_level, _("Sectors (NACE)")), ("segment", _("Segments"))):
        lists = [cells.items(s, part, one.lists[part], LISTED) for s, one in pairs]
        if any(items for items, _more in lists):
            made.append(Section(part, title, lists=[ListCell(items=items, more=more) for items, more in lists]))
    made.append(_largest(found, language))
    return made


def _closed(part: str, title: str, subjects: list[Subject], lists: list[Any], language: str) -> Section:
    names = {one.code: words.named(one, language) for choices in lists for one in choices}
    rows = [
        Row(words.capitalised(names[code]),
            cells.row(lists, code, lambda at, one: cells.choice(subjects[at], part, one)))
        for code in cells.aligned(lists)
    ]  # fmt: skip
    return Section(part, title, rows)


def _years(found: Comparison, subjects: list[Subject], language: str) -> Section | None:
    by_year = [{one.year: one for one in column.summary.years} for column in found.columns]
    span = sorted({year for column in by_year for year in column})
    if not span:
        return None
    measure = found.measure
    values = [[Value(one.year, one.sum) for one in column.values() if one.sum is not None] for column in by_year]
    rows = [
        Row(str(year), [cells.year(s, measure, column.get(year)) for s, column in zip(subjects, by_year, strict=True)])
        for year in reversed(span)
    ]
    title = _("%(measure)s by year") % {"measure": words.capitalised(words.measure_name(measure, language))}
    note = _("Sums of what is known for each year: a sum also grows when more organisations are known.")
    return Section("years", title, rows, drawing=lines(values), note=note, is_tight=True)


def _largest(found: Comparison, language: str) -> Section:
    name = words.measure_name(found.measure, language)
    title = _("Largest by %(measure)s") % {"measure": name}
    lists = [
        ListCell(rows=list_rows(Page(column.largest, 0, 0), [found.measure], column.asked, language))
        for column in found.columns
    ]
    return Section("largest", title, lists=lists)
