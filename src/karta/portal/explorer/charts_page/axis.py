"""Scales of the charts: from numbers to pixels, and what is written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, copysign, floor, log10

from karta.explore.charts.scatter import SMALLEST, SMALLEST_MONEY
from karta.portal.explorer.map_page import words
from karta.portal.explorer.profile_page.chart import nice_step
from karta.vocab import formats

LETTER = 6.4  # mean width of a letter of 12-px text


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale that holds zero. `levels`: round numbers for its lines, lowest first."""

    low: float
    high: float
    top: float
    height: float
    levels: tuple[float, ...]

    def y(self, value: float) -> float:
        return round(self.top + (self.high - value) / (self.high - self.low) * self.height, 1)


def linear(values: Sequence[float], top: float, height: float, steps: int = 3) -> Scale:
    """A scale for these values, drawn from `top` down; without values from 0 to 1."""
    high, low = max((*values, 0.0)), min((*values, 0.0))
    step = nice_step(high, low, steps) if high > low else 1.0
    high, low = ceil(high / step - 1e-9) * step, floor(low / step + 1e-9) * step
    if high == low:
        high = low + step
    return Scale(low, high, top, height, tuple(low + i * step for i in range(round((high - low) / step) + 1)))


@dataclass(frozen=True, slots=True)
class Unit:
    """What the numbers of a chart are divided by, and the words that say so: 1e6, "€ m"."""

    divisor: float
    name: str
    language: str

    def text(self, value: float, digits: int = 3) -> str:
        """The number in this unit with about `digits` digits, whole ones never cut."""
        scaled = value / self.divisor
        size = floor(log10(abs(scaled))) + 1 if abs(scaled) >= 1 else 1
        return formats.number(scaled, self.language, max(digits - size, 0))


def unit_of(measure: str, values: Sequence[float], language: str) -> Unit:
    """Persons, or euro in the scale that the largest value asks for."""
    if not words.is_money(measure):
        return Unit(1.0, words.unit(measure), language)
    largest = max((abs(value) for value in values), default=0.0)
    for size, bulgarian, english in ((1e6, "млн. €", "€ m"), (1e3, "хил. €", "€ k")):
        if largest >= size:
            return Unit(size, bulgarian if language == "bg" else english, language)
    return Unit(1.0, "€", language)


@dataclass(frozen=True, slots=True)
class LogScale:
    """Logarithmic on both sides of zero, with room for zero itself: a step of ten is always about as wide.

    `first` is the smallest step: one person, a thousand euro.
    """

    low: float
    high: float
    first: float
    start: float
    length: float

    def at(self, value: float) -> float:
        """The pixel of a value: `start` for `low`, `start + length` for `high` (a negative length grows upwards)."""
        low, high = self._place(self.low), self._place(self.high)
        return round(self.start + (self._place(value) - low) / (high - low) * self.length, 1)

    def _place(self, value: float) -> float:
        return copysign(log10(1 + abs(value) / self.first), value)

    def ticks(self) -> list[float]:
        """Zero and powers of ten inside the scale."""
        powers = [10.0**power for power in range(round(log10(self.first)), 16)]
        found = [*(-power for power in reversed(powers)), 0.0, *powers]
        return [value for value in found if self.low <= value <= self.high]


def log_scale(measure: str, low: float, high: float, start: float, length: float) -> LogScale:
    """The scale of a measure between two limits."""
    return LogScale(low, high, SMALLEST.get(measure, SMALLEST_MONEY), start, length)


def fitted(text: str, width: float, letter: float = LETTER) -> str:
    """The text, cut with an ellipsis where it is wider than `width` pixels; "" where not even four letters fit."""
    room = int(width / letter)
    if len(text) <= room:
        return text
    return f"{text[: room - 1].rstrip(' ,-–(„“')}…" if room >= 5 else ""
