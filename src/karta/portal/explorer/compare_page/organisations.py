"""Organisations side by side: who they are, and their figures by year; a switch of scope or basis breaks the line."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from karta.explore.compare import ComparedOrganisation, Comparison
from karta.explore.profile import Point, Series
from karta.portal.explorer.compare_page.cells import Cell
from karta.portal.explorer.compare_page.lines import Value, lines
from karta.portal.explorer.compare_page.page import Head, Row, Section
from karta.portal.explorer.compare_page.state import State, column_id
from karta.portal.explorer.map_page import words
from karta.portal.explorer.profile_page import figures
from karta.snapshot.schema import PROFILE_MEASURES

FACTS = ("place", "nace", "segment", "kind", "unit_kind", "status", "founded", "website")


def heads(state: State, found: Comparison, language: str) -> list[Head]:
    """One head an organisation, in the order of the columns."""
    return [_head(state, one, language) for one in found.organisations]


def _head(state: State, one: ComparedOrganisation, language: str) -> Head:
    known, code = one.organisation.attributes, one.organisation.org_id
    first, second = ("name_bg", "name_en") if language == "bg" else ("name_en", "name_bg")
    there = [("id", code), ("unit_kind", known["unit_kind"] or "unknown"), ("status", known["status"] or "unknown")]
    asked = next((asked for asked in state.codes if asked == code), None)
    return Head(
        id=column_id(state.kind, code),
        name=known[first] or known[second] or known["eik"] or code,
        about=f"{_('EIK')} {known['eik']}" if known["eik"] else "",
        profile=reverse("explorer:organisation", args=[code]),
        map=f"{reverse('explorer:map')}?{urlencode(there)}",
        left=state.moved(code, -1) if asked else "",
        right=state.moved(code, 1) if asked else "",
        remove=state.without(code),
    )


def sections(found: Comparison, language: str) -> list[Section]:
    """Facts, then each measure by year, newest first."""
    facts = [
        Row(_fact_name(name, language), [_fact(one, name, language) for one in found.organisations]) for name in FACTS
    ]
    made = [Section("facts", _("What they are"), facts)]
    order = dict.fromkeys((found.measure, *PROFILE_MEASURES))
    for measure in order:
        section = _by_year(found, measure, language)
        if section is not None:
            made.append(section)
    return made


def _fact_name(name: str, language: str) -> str:
    if name == "place":
        return _("Place")
    return _("Website") if name == "website" else words.filter_name(name, language)


def _fact(one: ComparedOrganisation, name: str, language: str) -> Cell:
    known, labels = one.organisation.attributes, one.organisation.labels
    if name == "place":
        found = [
            words.both(labels[level], language) for level in ("ekatte", "municipality", "district") if level in labels
        ]
        text = ", ".join(dict.fromkeys(found))
    elif name == "founded":
        text = str(known["founded_year"] or "")
    elif name == "website":
        text = known["website"] or ""
    elif name == "nace":
        text = f"{known['nace_code']} {words.both(labels['nace'], language)}" if "nace" in labels else ""
    else:
        text = words.capitalised(words.both(labels[name], language)) if name in labels else ""
    return Cell("known", text) if text else Cell("unknown")


def _by_year(found: Comparison, measure: str, language: str) -> Section | None:
    series = [next((made for made in one.series if made.measure == measure), None) for one in found.organisations]
    points = [{point.year: point for point in one.points} if one else {} for one in series]
    span = sorted({year for column in points for year in column}, reverse=True)
    if not span:
        return None
    rows = [
        Row(str(year), [
            _figure(one.organisation.org_id, measure, column.get(year), language)
            for one, column in zip(found.organisations, points, strict=True)
        ])
        for year in span
    ]  # fmt: skip
    title = words.capitalised(words.measure_name(measure, language))
    note = _("An upright dash parts a line where scope or basis switch.") if _has_break(series) else ""
    return Section(measure, title, rows, drawing=lines([_values(one) for one in series]), note=note)


def _values(series: Series | None) -> list[Value]:
    points = series.points if series else []
    return [
        Value(point.year, point.winner.value, point.break_before is not None)
        for point in points
        if point.winner.value is not None
    ]


def _has_break(series: list[Series | None]) -> bool:
    return any(point.break_before for one in series if one for point in one.points)


def _figure(org_id: str, measure: str, point: Point | None, language: str) -> Cell:
    if point is None:
        return Cell("unknown")
    shown = figures.figure_text(point.winner, language, short=True)
    told: dict[str, Any] = figures.words(point.winner, language)
    said = [told["statement"] if point.winner.published["statement"] == "consolidated" else None, told["basis"],
            told["population"], _("sources disagree") if point.winner.disagreement else None]  # fmt: skip
    if point.break_before:
        said.append(_("another series from here"))
    href = reverse("explorer:proof", args=[org_id, measure, str(point.year)])
    return Cell(shown.kind, shown.text, href, ", ".join(dict.fromkeys(part for part in said if part)))
