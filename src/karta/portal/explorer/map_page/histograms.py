"""Histograms as drawings: bars, numbers and ticks with their places, so that a page without scripts shows them too."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from karta.explore.filters import Filter
from karta.explore.histograms import Bin, Histogram
from karta.portal.explorer.map_page import words
from karta.vocab import formats

HEIGHT = 82.0
WIDE, FIRST, NARROW = 264.0, 222.0, 184.0  # in the filter column; under the map, the first and the others
LETTER = 6.2  # width of a digit of 11-px text, to keep ticks apart
BASE = 64.0  # where bars stand; ticks below
TOP = 14.0  # room for the number over the highest bar
GAP = 1.5
Chosen = tuple[int | None, int | None]  # limits as the inputs take them; None is no limit
THOUSAND, MILLION = 1e3, 1e6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin: `x, width` of both bars; `y, height` of the filtered, `all_y, all_height` of the pale one behind it.

    tone: fg | out (outside the range asked for) | loss | prof
    """

    x: float
    width: float
    y: float
    height: float
    all_y: float
    all_height: float
    middle: float
    count: str
    count_y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A histogram with its range inputs. `bins` is the JSON that the brush reads: limits as the inputs take them."""

    name: str
    title: str
    unit: str
    input_unit: str
    bars: list[Bar]
    ticks: list[tuple[float, str]]
    label: str
    bins: str
    low: int | None
    high: int | None
    with_unknown: bool
    unknown: str
    unknown_width: float
    undecided: str
    other_currency: str
    width: float
    in_thousands: bool
    height: float = HEIGHT
    base: float = BASE


def drawing(name: str, found: Histogram, asked: Filter, language: str, width: float = WIDE) -> Drawing:
    """The histogram of a measure, or of `founded`, lifted from its own filter; `width` in pixels of the drawing."""
    scale, unit = _unit(name, found.bins, language)
    limits = [_limits(name, found.bins, i) for i in range(len(found.bins))]
    low, high = getattr(asked, f"{name}_min"), getattr(asked, f"{name}_max")
    known = sum(one.count for one in found.bins) + found.undecided.count + found.other_currency.count
    title = words.filter_name(name, language)
    in_thousands = _is_narrow(found.bins, width, language)
    return Drawing(
        name=name,
        title=title,
        unit=unit,
        input_unit=words.unit(name),
        bars=_bars(
            name,
            found.bins,
            limits=limits,
            chosen=(low, high),
            width=width,
            language=language,
            in_thousands=in_thousands,
        ),
        ticks=_ticks(name, found.bins, scale, width, language),
        label=_label(name, title, found.bins, limits, language),
        bins=json.dumps([{"min": start, "max": end} for start, end in limits]),
        low=low,
        high=high,
        with_unknown=getattr(asked, f"{name}_unknown"),
        unknown=formats.count(found.unknown.count, language),
        unknown_width=round(100 * found.unknown.count / max(known + found.unknown.count, 1), 1),
        width=width,
        in_thousands=in_thousands,
        undecided=formats.count(found.undecided.count, language) if found.undecided.count else "",
        other_currency=formats.count(found.other_currency.count, language) if found.other_currency.count else "",
    )


def _unit(name: str, bins: list[Bin], language: str) -> tuple[float, str]:
    """By what the ticks are divided, and how that unit is called."""
    if not words.is_money(name):
        return 1.0, ""
    largest = max((abs(end) for one in bins for end in (one.min, one.max) if end is not None), default=0)
    if largest >= MILLION:
        return MILLION, "млн. €" if language == "bg" else "€ m"
    return (THOUSAND, "хил. €" if language == "bg" else "€ k") if largest >= THOUSAND else (1.0, "€")


def _limits(name: str, bins: list[Bin], i: int) -> tuple[int | None, int | None]:
    """The bin as whole numbers with both ends inside, which is what a range filter asks."""
    one = bins[i]
    low = None if one.min is None else int(one.min)
    high = None if one.max is None else int(one.max)
    if name == "founded" and high is not None:
        high -= 1
    if name == "profit":
        if high == 0 and low != 0:
            high = -1
        if low == 0 and high != 0:
            low = 1
    return low, high


def _bars(
    name: str, bins: list[Bin], *, limits: list[Chosen], chosen: Chosen, width: float, language: str, in_thousands: bool
) -> list[Bar]:
    step = width / max(len(bins), 1)
    highest = max((one.all for one in bins), default=0) or 1
    written = _thousands if in_thousands else formats.count
    made = []
    for i, one in enumerate(bins):
        height, behind = (round((BASE - TOP) * part / highest, 1) for part in (min(one.count, one.all), one.all))
        made.append(Bar(
            x=round(i * step + GAP, 1), width=round(step - 2 * GAP, 1),
            y=BASE - height, height=height, all_y=BASE - behind, all_height=behind,
            middle=round((i + 0.5) * step, 1), count=written(one.count, language),
            count_y=round(BASE - max(height, behind) - 3, 1), tone=_tone(name, limits[i], chosen),
        ))  # fmt: skip
    return made


def _is_narrow(bins: list[Bin], width: float, language: str) -> bool:
    """Whether the numbers over the bars would run into each other."""
    longest = max((len(formats.count(one.count, language)) for one in bins), default=0)
    return longest * LETTER > width / max(len(bins), 1)


def _thousands(number: int, language: str) -> str:
    """12 345 → 12; 1 234 → 1,2; 12 → <0,1."""
    if 0 < number < 50:
        return f"<{formats.number(0.1, language, 1)}"
    return formats.number(number / THOUSAND, language, 0 if number >= 10 * THOUSAND or not number else 1)


def _tone(name: str, limits: Chosen, chosen: Chosen) -> str:
    (start, end), (low, high) = limits, chosen
    if (low is not None and end is not None and end < low) or (high is not None and start is not None and start > high):
        return "out"
    if name != "profit" or start == 0:
        return "fg"
    return "loss" if start is None or start < 0 else "prof"


def _ticks(name: str, bins: list[Bin], scale: float, width: float, language: str) -> list[tuple[float, str]]:
    step = width / max(len(bins), 1)
    if name == "headcount":
        return [(round((i + 0.5) * step, 1), _class_name(one, language)) for i, one in enumerate(bins)]
    ticks = []
    for i, one in enumerate(bins):
        if name == "profit" and one.min == 0 and one.max == 0:
            ticks.append((round((i + 0.5) * step, 1), "0"))
        elif one.min is not None and not (name == "profit" and one.min == 0):
            text = str(int(one.min)) if name == "founded" else formats.number(one.min / scale, language, 3)
            ticks.append((max(round(i * step, 1), 4.0), text))
    return _apart(ticks)


def _apart(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Ticks that do not touch: zero first, then from left to right."""
    kept: list[tuple[float, str]] = []
    for x, text in sorted(ticks, key=lambda tick: (tick[1] != "0", tick[0])):
        if all(abs(x - other) > LETTER * (len(text) + len(label)) / 2 + 4 for other, label in kept):
            kept.append((x, text))
    return sorted(kept)


def _class_name(one: Bin, language: str) -> str:
    if one.max is None:
        return f"{formats.count(one.min or 0, language)}+"
    low, high = (formats.count(end or 0, language) for end in (one.min, one.max))
    return low if one.min == one.max else f"{low}–{high}"


def _label(name: str, title: str, bins: list[Bin], limits: list[Chosen], language: str) -> str:
    parts = []
    for one, (low, high) in zip(bins, limits, strict=True):
        text = (
            words.amount(name, low or 0, language)
            if low == high and low is not None
            else words.as_range(name, low, high, language)
        )
        counts = {"count": formats.count(one.count, language), "all": formats.count(one.all, language)}
        parts.append(f"{text}: " + _("%(count)s of %(all)s") % counts)
    return f"{title}. " + "; ".join(parts)
