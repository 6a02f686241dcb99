"""Figures over time: one panel of bars a measure, on one axis of years, as numbers for an SVG template.

A bar is the claim shown for its year: filled from a filing, an own report or an authority, outlined from a secondary
source. A diamond beside it is another claim that prints another number. Years without a claim are gaps; where scope or
basis switch, an upright line parts the series (ARCHITECTURE §3b line 11).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from karta.explore.claims import Claim
from karta.explore.profile import Point, Series
from karta.portal.explorer.profile_page.figures import (
    PERSONS,
    band_of,
    claim_digits,
    differs,
    figure_text,
    is_primary,
    published_text,
)
from karta.vocab import formats
from karta.vocab.labels import label

LEFT, SLOT_LEAST = 58.0, 46.0
SIZES = ((8, "few", 600.0), (16, "some", 820.0))  # years up to, class of profile.css, width
TOP, BAR_WIDTH_MOST, HEIGHT, HEIGHT_FIRST, YEARS = 34.0, 34.0, 92.0, 190.0, 22.0


@dataclass(frozen=True, slots=True)
class Bar:
    year: int
    x: str
    y: str
    width: str
    height: str
    hit_y: str  # the area that opens the proof: bar and number together, never under 24 pixels
    hit_height: str
    label_x: str
    label_y: str
    value: str
    css: str
    alt: str
    diamonds: list[tuple[str, str]]  # middle x, middle y


@dataclass(frozen=True, slots=True)
class Axis:
    """What all panels share: the years, how wide one is, and how numbers are written."""

    span: list[int]
    slot: float
    language: str
    currency: str

    def start(self, year: int) -> float:
        return LEFT + self.span.index(year) * self.slot

    def middle(self, year: int) -> float:
        return self.start(year) + self.slot / 2

    def amount(self, claim: Claim) -> float | None:
        """What a bar measures: euro or persons, or the published amount where that currency is asked for; a band's
        middle, as sums take it."""
        if self.currency == "EUR" or claim.property in PERSONS:
            band = band_of(claim)
            return sum(band) / 2 if band else claim.value
        told = claim.published
        return float(told["value"]) if told["unit"] == self.currency and told["value"] else None

    def text(self, claim: Claim) -> str:
        is_euro = self.currency == "EUR" or claim.property in PERSONS
        return figure_text(claim, self.language).text if is_euro else published_text(claim, self.language)


@dataclass(frozen=True, slots=True)
class Panel:
    measure: str
    title: str
    height: str
    years_y: str
    base_y: str
    ticks: list[tuple[str, str]]  # y, text
    bars: list[Bar]
    breaks: list[tuple[str, str]]  # x, words


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws. `gaps`: years inside the span for which no panel has a claim, as text."""

    size: str
    width: str
    left: str
    years: list[tuple[int, str]]
    panels: list[Panel]
    gaps: str
    has_secondary: bool
    has_others: bool
    has_breaks: bool


def chart(series: list[Series], language: str, *, currency: str = "EUR") -> Chart | None:
    """The chart of all series that have a figure in two years; None where none has.

    currency: EUR, or the one whose published amounts are to be drawn.
    """
    amount = Axis([], 0, language, currency).amount
    drawn = [(one.measure, [point for point in one.points if amount(point.winner) is not None]) for one in series]
    drawn = [(measure, points) for measure, points in drawn if len(points) > 1]
    every = [point for _measure, points in drawn for point in points]
    if not every:
        return None
    span = list(range(min(point.year for point in every), max(point.year for point in every) + 1))
    size, width = next(((name, width) for most, name, width in SIZES if len(span) <= most), ("many", 0.0))
    width = max(width, LEFT + SLOT_LEAST * len(span))
    axis = Axis(span, (width - LEFT - 8) / len(span), language, currency)
    panels = [
        _panel(measure, points, axis, HEIGHT if position else HEIGHT_FIRST)
        for position, (measure, points) in enumerate(drawn)
    ]
    return Chart(
        size=size,
        width=f"{width:.0f}",
        left=f"{LEFT:.0f}",
        years=[(year, f"{axis.middle(year):.1f}") for year in span],
        panels=panels,
        gaps=_gaps(span, {point.year for point in every}),
        has_secondary=any(not is_primary(point.winner) for point in every),
        has_others=any(len(_drawn(point, axis)) > 1 for point in every),
        has_breaks=any(panel.breaks for panel in panels),
    )


def currencies(series: list[Series]) -> list[str]:
    """Currencies that the shown claims were published in, EUR first."""
    found = {
        point.winner.published["unit"]
        for one in series
        if one.measure not in PERSONS
        for point in one.points
    }  # fmt: skip
    return ["EUR", *sorted(found - {"EUR"})] if found else []


def _panel(measure: str, points: list[Point], axis: Axis, height: float) -> Panel:
    values = [axis.amount(claim) or 0.0 for point in points for claim in _drawn(point, axis)]
    step = nice_step(max(values), min(values), 4 if height > HEIGHT else 2)
    high, low = math.ceil(max(*values, 0) / step) * step, math.floor(min(*values, 0) / step) * step
    if high == low:
        high = low + step

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * height

    unit, scale = _unit(measure, max(abs(high), abs(low)), axis)
    levels = [low + i * step for i in range(round((high - low) / step) + 1)]
    breaks = [
        (f"{axis.start(point.year):.1f}", _break_words(point, axis.language)) for point in points if point.break_before
    ]
    name = (label("measure", measure, axis.language) or measure).capitalize()
    return Panel(
        measure=measure,
        title=f"{name}, {unit}",
        height=f"{TOP + height + YEARS:.0f}",
        years_y=f"{TOP + height + 17:.0f}",
        base_y=f"{y(0):.1f}",
        ticks=[(f"{y(level):.1f}", formats.number(level / scale, axis.language, 3)) for level in levels],
        bars=[_bar(point, axis, y, scale) for point in points],
        breaks=breaks,
    )


def _drawn(point: Point, axis: Axis) -> list[Claim]:
    others = [c for c in point.losers if differs(c, point.winner) and axis.amount(c) is not None]
    return [point.winner, *others]


def _bar(point: Point, axis: Axis, y: Callable[[float], float], scale: float) -> Bar:
    winner, *others = _drawn(point, axis)
    value, x, width = axis.amount(winner) or 0.0, axis.middle(point.year), min(BAR_WIDTH_MOST, axis.slot * 0.56)
    base, end = y(0), y(value)
    tone = ("loss" if value < 0 else "pos") if winner.property == "profit" else "bar"
    beside = [y(axis.amount(claim) or 0.0) for claim in others]
    places = 1 if abs(value) / scale < 100 else 0
    label_y = min([end, base, *(at - 6 for at in beside)]) - 4
    alt = f"{point.year}: {axis.text(winner)}"
    return Bar(
        year=point.year,
        x=f"{x - width / 2:.1f}",
        y=f"{min(base, end):.1f}",
        width=f"{width:.1f}",
        height=f"{max(abs(base - end), 1.5):.1f}",
        label_x=f"{x:.1f}",
        hit_y=f"{label_y - 12:.1f}",
        hit_height=f"{max(max(base, end) - label_y + 12, 24):.1f}",
        label_y=f"{label_y:.1f}",
        value=_label(winner, value, scale, places, axis.language),
        css=tone if is_primary(winner) else f"{tone} hollow",
        alt=alt if is_primary(winner) else f"{alt} ({_('secondary source')})",
        diamonds=[(f"{x + width / 2 + 7:.1f}", f"{at:.1f}") for at in beside],
    )


def _label(claim: Claim, value: float, scale: float, places: int, language: str) -> str:
    """The number over a bar; both ends of a band."""
    ends = band_of(claim)
    if ends:
        return formats.interval(*ends, None, [formats.number(end / scale, language, places) for end in ends])
    return _sign(claim) + formats.number(_rounded(value, claim) / scale, language, places)


def _rounded(value: float, claim: Claim) -> float:
    """The value at the digits that the source printed."""
    digits, exact = claim_digits(claim), formats.decimal(value)
    return float(formats.rounded(exact, digits - 1 - exact.adjusted())) if digits and exact else value


def _sign(claim: Claim) -> str:
    return (
        "≥"
        if claim.max is None and claim.min is not None
        else "≤"
        if claim.min is None and claim.max is not None
        else ""
    )


def _break_words(point: Point, language: str) -> str:
    told = point.winner.published
    name = "statement" if point.break_before == "statement" else "basis"
    return label(name, told[name] or "unknown", language) or ""


def _unit(measure: str, most: float, axis: Axis) -> tuple[str, float]:
    """The words of the axis and what its numbers are divided by."""
    if measure in PERSONS:
        return _("persons") if measure == "headcount" else _("full-time equivalents"), 1.0
    exponent = 6 if most >= 1_000_000 else 3
    unit = formats.money(10**exponent, axis.language, currency=axis.currency, short=True)
    return unit.replace("1", "", 1).strip(f" {formats.NO_BREAK}"), float(10**exponent)


def nice_step(high: float, low: float, count: int) -> float:
    """The step 1, 2, 2.5 or 5 times a power of ten that cuts the span into about `count` parts."""
    rough = max(max(high, 0) - min(low, 0), 1e-9) / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)


def _gaps(span: list[int], known: set[int]) -> str:
    """Runs of years without any claim: "2009–2012, 2015"."""
    runs: list[list[int]] = []
    for year in (year for year in span if year not in known):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}{formats.DASH}{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
