"""Dates as printed, with the precision that they were printed with."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Order = Literal["DMY", "MDY", "YMD"]
Precision = Literal["year", "month", "day"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("януари", "january", "jan"), ("февруари", "february", "feb"), ("март", "march", "mar"),
            ("април", "april", "apr"), ("май", "may"), ("юни", "june", "jun"), ("юли", "july", "jul"),
            ("август", "august", "aug"), ("септември", "september", "sept", "sep"), ("октомври", "october", "oct"),
            ("ноември", "november", "nov"), ("декември", "december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?(?:[T ][0-9:.]+Z?)?")
_PARTS = re.compile(r"([0-9]{1,4})[./-]\s*([0-9]{1,2})[./-]\s*([0-9]{1,4})\s*(?:г\.?|г\.)?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[./]([0-9]{4})")
_WORDS = re.compile(r"(?:([0-9]{1,2})\.?\s+)?([а-яa-z]+)\.?,?\s+([0-9]{4})\s*(?:г\.?)?")
_YEAR = re.compile(r"([0-9]{4})(?:\.0)?\s*(?:г\.?|година)?")


class NotADate(ValueError):
    """The text is no date. The message says what was met."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """First and last day that the printed date can mean, and its precision."""

    start: date
    end: date
    precision: Precision


@lru_cache(maxsize=32_768)  # a register repeats the days of its few years a hundred thousand times
def parse_date(text: str, *, order: Order = "DMY") -> DateSpan:
    """Read `2022`, `2022-03`, `2022-03-09`, `09.03.2022`, `03/2022`, `9 март 2022 г.`.

    `order` decides what `03/04/2022` means. Errors: NotADate, also for a day that no calendar has and a year that is
    not of four digits.
    """
    printed = " ".join(text.split()).casefold()
    if found := _YEAR.fullmatch(printed):
        return _span(int(found[1]), None, None)
    if found := _ISO.fullmatch(printed):
        return _span(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := _MONTH_YEAR.fullmatch(printed):
        return _span(int(found[2]), int(found[1]), None)
    if found := _PARTS.fullmatch(printed):
        return _ordered([found[1], found[2], found[3]], order)
    if (found := _WORDS.fullmatch(printed)) and found[2] in _MONTHS:
        return _span(int(found[3]), _MONTHS[found[2]], int(found[1]) if found[1] else None)
    raise NotADate(f"{text!r} is not a date")


def _ordered(parts: list[str], order: Order) -> DateSpan:
    if len(parts[0]) == 4:
        order = "YMD"
    year, month, day = (parts[order.index(letter)] for letter in "YMD")
    if len(year) != 4:
        raise NotADate(f"{'.'.join(parts)!r} does not write its year with four digits")
    return _span(int(year), int(month), int(day))


def _span(year: int, month: int | None, day: int | None) -> DateSpan:
    try:
        if month is None:
            return DateSpan(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return DateSpan(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return DateSpan(date(year, month, day), date(year, month, day), "day")
    except ValueError as error:
        raise NotADate(f"no calendar has year {year}, month {month}, day {day}") from error
