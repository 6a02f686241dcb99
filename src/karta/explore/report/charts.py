"""Histograms and years as drawings. Every number in them also stands in a table or in the alternative text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from karta.explore.report import svg

WIDTH, HEIGHT = 340.0, 150.0
TOP, BASE, SIDE = 18.0, 118.0, 4.0
LETTER = 5.0  # mean width of a letter at size 9
FEW = 16  # bars that still have room for a number each


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `size` of `all` behind it; `number` above, `tick` below."""

    size: float
    all: float
    number: str
    tick: str
    tone: str = "bar"


def histogram(bars: Sequence[Bar], alt: str, *, ticks_between: bool) -> str:
    """Bars in front of paler ones of the whole population. `ticks_between`: a tick names the left edge of its bar."""
    step = (WIDTH - 2 * SIDE) / max(len(bars), 1)
    highest = max((bar.all for bar in bars), default=0) or 1
    parts = [svg.line(SIDE, BASE, WIDTH - SIDE, BASE)]
    taken = -100.0
    for i, bar in enumerate(bars):
        x = SIDE + i * step
        behind, height = ((BASE - TOP) * value / highest for value in (bar.all, bar.size))
        parts.append(svg.rect(x + 1, BASE - behind, step - 2, behind, svg.GHOST))
        parts.append(svg.rect(x + 1, BASE - height, step - 2, height, svg.TONES[bar.tone]))
        parts.append(
            svg.text(x + step / 2, BASE - max(behind, height) - 4, bar.number, anchor="middle", colour=svg.INK)
        )
        at = x if ticks_between else x + step / 2
        half = len(bar.tick) * LETTER / 2
        if bar.tick and at - half > taken:
            at = max(at, half)
            parts.append(svg.text(at, BASE + 13, bar.tick, anchor="middle"))
            taken = at + half + 4
    return svg.drawing(WIDTH, BASE + 20, parts, alt)


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year. `size` is None where nothing can be added: the axis keeps its place and says so."""

    year: int
    size: float | None
    number: str
    below: str  # of how many organisations


def years(bars: Sequence[YearBar], alt: str, *, below: str, pattern: str) -> str:
    """A column a year with its number above and its organisations below. `below` names that second line; `pattern` is
    the id of the pattern for years without a sum, the only one of its page."""
    width, height, left = 700.0, 190.0, 96.0
    base, top = 138.0, 20.0
    step = (width - left) / max(len(bars), 1)
    values = [bar.size for bar in bars if bar.size is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    scale = (base - top) / ((high - low) or 1)
    zero = base + low * scale
    parts = [svg.stipple(pattern), svg.line(left, zero, width, zero)]
    parts += [svg.text(0, base + 32, below), svg.line(0, base + 20, width, base + 20, colour=svg.LINE, width=0.5)]
    for i, bar in enumerate(bars):
        x, wide = left + i * step + step * 0.16, step * 0.68
        middle = x + wide / 2
        parts.append(svg.text(middle, base + 15, str(bar.year), anchor="middle", colour=svg.INK, bold=True))
        parts.append(svg.text(middle, base + 32, bar.below, anchor="middle"))
        if bar.size is None:
            parts.append(svg.rect(x, zero - 8, wide, 8, f"url(#{pattern})", edge=svg.LINE_STRONG))
            continue
        size = abs(bar.size) * scale
        y = zero - size if bar.size >= 0 else zero
        parts.append(svg.rect(x, y, wide, size, svg.BAR if bar.size >= 0 else svg.TONES["loss"]))
        if len(bars) <= FEW:
            parts.append(svg.text(middle, y - 5, bar.number, anchor="middle", colour=svg.INK))
    return svg.drawing(width, height, parts, alt)
