"""Bars, dots and lines on one axis of years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from karta.portal.explorer.charts_page.axis import Scale, Unit

DIGIT = 6.2  # width of a digit of 11-px text
FEW = 5  # a sum or a median of fewer says little: it is drawn hollow


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    css: str
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    css: str
    label: str
    label_y: float


class Axis:
    """The years of a picture, one slot each, without gaps between the first and the last."""

    def __init__(self, years: list[int], left: float, width: float) -> None:
        self.span = list(range(years[0], years[-1] + 1))
        self.left, self.slot = left, width / len(self.span)

    def start(self, year: int) -> float:
        return round(self.left + (year - self.span[0]) * self.slot, 1)

    def middle(self, year: int) -> float:
        return round(self.start(year) + self.slot / 2, 1)


@dataclass(frozen=True, slots=True)
class Plot:
    """Numbers by year; those of `few` organisations are drawn hollow. `is_small`: only two numbers are written."""

    axis: Axis
    values: dict[int, float]
    few: set[int]
    is_small: bool = False

    def bars(self, scale: Scale, unit: Unit, *, is_signed: bool) -> Iterator[Bar]:
        """One a year; profit and loss (`is_signed`) have colours of their own."""
        labels = self.labels(unit)
        width = round(min(self.axis.slot * 0.62, 34.0), 1)
        for year, value in self.values.items():
            base, end = scale.y(0), scale.y(value)
            top, height = min(base, end), max(abs(base - end), 1.0)
            colour = ("loss" if value < 0 else "gain") if is_signed else "bar"
            yield Bar(
                x=round(self.axis.middle(year) - width / 2, 1),
                y=top,
                width=width,
                height=round(height, 1),
                css=f"{colour} few" if year in self.few else colour,
                label=labels.get(year, ""),
                label_x=self.axis.middle(year),
                label_y=round(top - 4, 1) if value >= 0 else round(top + height + 11, 1),
            )

    def dots(self, scale: Scale, unit: Unit) -> Iterator[Dot]:
        """One a year."""
        labels = self.labels(unit)
        for year, value in self.values.items():
            y = scale.y(value)
            css = "dt few" if year in self.few else "dt"
            yield Dot(self.axis.middle(year), y, css, labels.get(year, ""), round(y - 8, 1))

    def path(self, scale: Scale) -> str:
        """Lines between years that follow each other: a year with few figures or none is a gap."""
        years = sorted(set(self.values) - self.few)
        return "".join(
            f"M{self.axis.middle(a)} {scale.y(self.values[a])}L{self.axis.middle(b)} {scale.y(self.values[b])}"
            for a, b in pairwise(years)
            if b == a + 1
        )

    def labels(self, unit: Unit) -> dict[int, str]:
        """The numbers that are written: all where they have room, else the largest and the last."""
        texts = {year: unit.text(value) for year, value in self.values.items()}
        widest = max((len(text) for text in texts.values()), default=0) * DIGIT
        if not texts or (widest <= self.axis.slot + 1 and not self.is_small):
            return texts
        last, largest = max(texts), max(texts, key=lambda year: self.values[year])
        return {year: texts[year] for year in {largest, last} if year == last or last - year >= widest / self.axis.slot}
