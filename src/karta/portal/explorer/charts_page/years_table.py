"""The numbers of the pictures by year as rows."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from karta.explore.charts.years import OTHER, Part, Years, YearValue
from karta.portal.explorer.charts_page.axis import Unit, unit_of
from karta.portal.explorer.charts_page.state import ChartState
from karta.portal.explorer.charts_page.tables import Cell, Column, Row, Table, told
from karta.portal.explorer.charts_page.years import change_text, statistic_name
from karta.portal.explorer.map_page import words
from karta.vocab import formats


def years_table(made: Years, state: ChartState, language: str) -> Table:
    """A row a year, newest first; with `by`, a row a part and a column a year."""
    return _by_part(made, state, language) if made.by else _whole(made, state, language)


def _whole(made: Years, state: ChartState, language: str) -> Table:
    changes = {one.year: one for one in made.changes}
    units = [_unit(made.measure, [getattr(v, name) for v in made.whole.values], language) for name in ("sum", "median")]
    rows = []
    for value in reversed(made.whole.values):
        change = changes.get(value.year)
        share = None if change is None or change.sum_before <= 0 else round(change.sum / change.sum_before - 1, 6)
        rows.append(
            Row(
                _year(value, state),
                [
                    *_numbers(value, units, language),
                    Cell(change_text(change, language) if change else "", share),
                    Cell(
                        formats.count(change.organisations, language) if change else "", change and change.organisations
                    ),
                ],
            )
        )
    return Table(
        caption=_("%(measure)s by year") % {"measure": words.capitalised(words.measure_name(made.measure, language))},
        columns=[
            Column("year", _("Year"), is_number=False),
            Column("organisations", _("With a figure")),
            Column(f"{made.measure}_sum", f"{_('Sum')}, {units[0].name}"),
            Column(f"{made.measure}_median", f"{_('Median')}, {units[1].name}"),
            Column("added", _("n")),
            Column("left_out", _("Left out")),
            Column("like_for_like", _("Like for like")),
            Column("like_for_like_organisations", ""),
        ],
        rows=rows,
    )


def _year(value: YearValue, state: ChartState) -> Cell:
    return Cell(str(value.year), value.year, state.address(replace(state.asked, year=value.year)))


def _numbers(value: YearValue, units: list[Unit], language: str) -> list[Cell]:
    return [
        Cell(formats.count(value.organisations, language), value.organisations),
        _amount(value.sum, units[0]),
        _amount(value.median, units[1]),
        Cell(formats.count(value.added, language), value.added),
        Cell(formats.count(value.left_out, language), value.left_out),
    ]


def _unit(measure: str, values: list[float | None], language: str) -> Unit:
    return unit_of(measure, [value for value in values if value is not None], language)


def _amount(value: float | None, unit: Unit) -> Cell:
    """With one decimal, so that small numbers beside large ones keep their digits."""
    return told("" if value is None else formats.number(value / unit.divisor, unit.language, 1), value)


def _by_part(made: Years, state: ChartState, language: str) -> Table:
    statistic = state.drawn
    names = {"count": "organisations", "sum": f"{made.measure}_sum", "median": f"{made.measure}_median"}
    name = words.filter_name({"section": "nace"}.get(str(made.by), str(made.by)), language)
    numbers = [getattr(v, statistic) for v in made.whole.values] if statistic != "count" else []
    unit = _unit(made.measure, numbers, language)
    parts = [words.capitalised(statistic_name(statistic, made.measure, language)), unit.name if numbers else "", name]
    return Table(
        caption=", ".join(part for part in parts if part),
        columns=[
            Column(str(made.by), name, is_number=False),
            Column("matches", _("Organisations")),
            *(Column(f"{names[statistic]}_{year}", str(year)) for year in made.years),
        ],
        rows=[_row(part, made, state, unit) for part in made.parts],
        total=_row(made.whole, made, state, unit),
    )


def _row(part: Part, made: Years, state: ChartState, unit: Unit) -> Row:
    language = unit.language
    by = {"section": "nace"}.get(str(made.by), str(made.by))
    name = _("Total") if part.code is None else words.capitalised(part.label_bg if language == "bg" else part.label_en)
    address = "" if part.code in (None, OTHER) else state.address(replace(state.asked, **{by: (part.code,)}))
    return Row(
        Cell(name, part.code or "total", address),
        [
            Cell(formats.count(part.matches, language), part.matches),
            *(_statistic(value, state.drawn, unit) for value in part.values),
        ],
    )


def _statistic(value: YearValue, statistic: str, unit: Unit) -> Cell:
    if statistic == "count":
        return Cell(formats.count(value.organisations, unit.language), value.organisations)
    return _amount(value.sum if statistic == "sum" else value.median, unit)
