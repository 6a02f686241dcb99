"""Figures by year as numbers for SVG: three bands on one axis of years, and small panels on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.explore.charts.years import OTHER, Change, Part, Years, YearValue
from karta.portal.explorer.charts_page.axis import Scale, Unit, linear, unit_of
from karta.portal.explorer.charts_page.marks import FEW, Axis, Bar, Dot, Plot
from karta.portal.explorer.charts_page.state import ChartState
from karta.portal.explorer.map_page import words
from karta.vocab import formats

LEFT, RIGHT = 84.0, 6.0
SLOT_LEAST, SLOT_MOST, WIDTH = 27.0, 76.0, 660.0
TITLE, BAND, GAP, LINE = 26.0, 92.0, 20.0, 17.0
SMALL_WIDTH, SMALL_HEIGHT, SMALL_TOP, SMALL_LEFT, SMALL_FOOT = 250.0, 112.0, 14.0, 40.0, 18.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of numbers under a band, one a year."""

    title: str
    y: float
    texts: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Band:
    title: str
    title_y: float
    zero: float
    levels: list[tuple[float, str]]
    bars: list[Bar]
    dots: list[Dot]
    path: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class YearLink:
    """One column of the picture: everything of that year, and the address that chooses it."""

    year: int
    x: float
    width: float
    middle: float
    text: str
    address: str
    is_on: bool
    is_named: bool


@dataclass(frozen=True, slots=True)
class WholePicture:
    width: float
    height: float
    left: float
    years_y: float
    bands: list[Band]
    years: list[YearLink]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part; `address` narrows the filter to it, empty where nothing does (all others together)."""

    code: str
    title: str
    note: str
    address: str
    levels: list[tuple[float, str]]
    zero: float
    bars: list[Bar]
    dots: list[Dot]
    path: str
    years: list[YearLink]
    is_unknown: bool
    empty: str  # words for a part without a number to draw
    top: float = SMALL_TOP
    plot_width: float = SMALL_WIDTH - SMALL_LEFT
    plot_height: float = SMALL_HEIGHT
    width: float = SMALL_WIDTH
    height: float = SMALL_TOP + SMALL_HEIGHT + SMALL_FOOT
    left: float = SMALL_LEFT
    years_y: float = SMALL_TOP + SMALL_HEIGHT + 14


def whole_picture(made: Years, state: ChartState, language: str) -> WholePicture | None:
    """Organisations with a figure, sum and median of all matches by year; None without a figure."""
    if not made.years:
        return None
    count = made.years[-1] - made.years[0] + 1
    slot = min(max((WIDTH - LEFT - RIGHT) / count, SLOT_LEAST), SLOT_MOST)
    axis = Axis(made.years, LEFT, slot * count)
    bands, top = [], 0.0
    for statistic in ("count", "sum", "median"):
        band = _band(made, statistic, axis, top, language)
        bands.append(band)
        top += TITLE + BAND + LINE * len(band.lines) + GAP
    return WholePicture(
        width=round(LEFT + slot * count + RIGHT, 1),
        height=round(top + 8, 1),
        left=LEFT,
        years_y=round(top - 2, 1),
        bands=bands,
        years=list(_links(made.whole, made, state, axis, language)),
    )


def _band(made: Years, statistic: str, axis: Axis, top: float, language: str) -> Band:
    plot = _plot(made.whole.values, statistic, axis)
    unit = _unit(made.measure, statistic, list(plot.values.values()), language)
    scale = linear(list(plot.values.values()), top + TITLE + 12, BAND - 12, 3)
    under = top + TITLE + BAND + 14
    return Band(
        title=f"{words.capitalised(statistic_name(statistic, made.measure, language))}{unit.name and f', {unit.name}'}",
        title_y=round(top + 14, 1),
        zero=scale.y(0),
        levels=_levels(scale, unit),
        lines=list(_lines(made, axis, under, language)) if statistic == "sum" else [],
        **_marks(plot, statistic, made.measure, scale, unit),
    )


def _plot(values: list[YearValue], statistic: str, axis: Axis) -> Plot:
    numbers = {value.year: number for value in values if (number := _number(value, statistic)) is not None}
    few = {value.year for value in values if statistic != "count" and value.added < FEW}
    return Plot(axis, numbers, few)


def _marks(plot: Plot, statistic: str, measure: str, scale: Scale, unit: Unit) -> dict[str, Any]:
    """Counts and sums are bars, medians dots with a line."""
    if statistic == "median":
        return {"bars": [], "dots": list(plot.dots(scale, unit)), "path": plot.path(scale)}
    is_signed = statistic == "sum" and measure == "profit"
    return {"bars": list(plot.bars(scale, unit, is_signed=is_signed)), "dots": [], "path": ""}


def _lines(made: Years, axis: Axis, y: float, language: str) -> Iterator[Line]:
    """How many are in the sum, and how those grew that are in two years: the sum alone grows with what is known."""
    counts = [(axis.middle(v.year), formats.count(v.added, language)) for v in made.whole.values if v.organisations]
    yield Line(_("n in the sum"), y, counts)
    changes = [(axis.middle(one.year), change_text(one, language)) for one in made.changes]
    if any(text for _x, text in changes):
        yield Line(_("like for like"), y + LINE, changes)


def change_text(one: Change, language: str) -> str:
    """+4 %; "" where the sum before was not above zero, of which no share can be told."""
    if one.sum_before <= 0:
        return ""
    share = one.sum / one.sum_before - 1
    text = formats.percent(share, language)
    return f"+{text}" if share > 0 and not text.startswith("0") else text


def statistic_name(statistic: str, measure: str, language: str) -> str:
    """What a band or a panel draws."""
    name = words.measure_name(measure, language)
    texts = {
        "count": _("organisations with a figure"),
        "sum": _("sum of %(measure)s") % {"measure": name},
        "median": _("median of %(measure)s") % {"measure": name},
    }
    return texts[statistic]


def _unit(measure: str, statistic: str, values: list[float], language: str) -> Unit:
    return Unit(1.0, "", language) if statistic == "count" else unit_of(measure, values, language)


def _number(value: YearValue, statistic: str) -> float | None:
    numbers: dict[str, float | None] = {
        "count": value.organisations or None,
        "sum": value.sum,
        "median": value.median,
    }
    return numbers[statistic]


def _levels(scale: Scale, unit: Unit) -> list[tuple[float, str]]:
    return [(scale.y(level), unit.text(level)) for level in scale.levels]


def _links(
    part: Part, made: Years, state: ChartState, axis: Axis, language: str, **narrowed: Any
) -> Iterator[YearLink]:
    by_year = {value.year: value for value in part.values}
    every = _every(axis)
    for year in axis.span:
        value = by_year.get(year)
        asked = replace(state.asked, year=year, **narrowed)
        yield YearLink(
            year=year,
            x=axis.start(year),
            width=round(axis.slot, 1),
            middle=axis.middle(year),
            text=_said(value, made.measure, language) if value and value.organisations else "",
            address=state.address(asked) if value and value.organisations else "",
            is_on=state.asked.year == year,
            is_named=(axis.span[-1] - year) % every == 0,
        )


def _every(axis: Axis) -> int:
    """Every how many years one is named: "2024" needs 28 pixels."""
    return next(step for step in (1, 2, 5, 10, 50, 1000) if axis.slot * step >= 27)


def _said(value: YearValue, measure: str, language: str) -> str:
    """A year in words, as a screen reader tells it."""
    number = formats.count(value.organisations, language)
    text = ngettext(
        "%(year)s: %(number)s organisation with a figure",
        "%(year)s: %(number)s organisations with a figure",
        value.organisations,
    ) % {"year": value.year, "number": number}
    if value.sum is None or value.median is None:
        return f"{text}, {_('none that can be added')}"
    sums = _("sum %(sum)s, median %(median)s, n %(n)s") % {
        "sum": words.amount(measure, value.sum, language),
        "median": words.amount(measure, value.median, language),
        "n": formats.count(value.added, language),
    }
    return f"{text}, {sums}"


def panels(made: Years, state: ChartState, language: str) -> list[Panel]:
    """One panel a part, all on one scale, in the order of `made.parts`."""
    if not made.years or not made.by:
        return []
    statistic = state.drawn
    numbers = [number for part in made.parts for v in part.values if (number := _number(v, statistic)) is not None]
    unit = _unit(made.measure, statistic, numbers, language)
    scale = linear(numbers, SMALL_TOP, SMALL_HEIGHT, 3)
    axis = Axis(made.years, SMALL_LEFT, SMALL_WIDTH - SMALL_LEFT - 4)
    return [_panel(part, made, state, (axis, scale, unit), language) for part in made.parts]


def _panel(part: Part, made: Years, state: ChartState, drawn: tuple[Axis, Scale, Unit], language: str) -> Panel:
    axis, scale, unit = drawn
    by = {"section": "nace"}.get(str(made.by), str(made.by))
    narrowed: dict[str, Any] = {} if part.code == OTHER else {by: (part.code,)}
    links = list(_links(part, made, state, axis, language, **narrowed))
    return Panel(
        code=str(part.code),
        title=words.capitalised(part.label_bg if language == "bg" else part.label_en),
        note=_organisations(part.matches, language),
        address=state.address(replace(state.asked, **narrowed)) if narrowed else "",
        levels=_levels(scale, unit),
        zero=scale.y(0),
        years=links if narrowed else [replace(link, address="") for link in links],
        is_unknown=part.code == "unknown",
        empty="" if any(_number(value, state.drawn) is not None for value in part.values) else _nothing(part, state),
        **_marks(
            replace(_plot(part.values, state.drawn, axis), is_small=True),
            state.drawn,
            made.measure,
            scale,
            unit,
        ),
    )


def _organisations(number: int, language: str) -> str:
    text = ngettext("%(number)s organisation", "%(number)s organisations", number)
    return text % {"number": formats.count(number, language)}


def _nothing(part: Part, state: ChartState) -> str:
    has_figure = state.drawn != "count" and any(value.organisations for value in part.values)
    return _("none that can be added") if has_figure else _("no figure known")


def any_few(made: Years, state: ChartState) -> bool:
    """Whether some sum or median is drawn hollow."""
    drawn = made.parts if made.by else [made.whole]
    return (not made.by or state.drawn != "count") and any(0 < v.added < FEW for part in drawn for v in part.values)


def panel_unit(made: Years, statistic: str, language: str) -> str:
    """The unit of all panels."""
    numbers = [number for part in made.parts for v in part.values if (number := _number(v, statistic)) is not None]
    return _unit(made.measure, statistic, numbers, language).name
