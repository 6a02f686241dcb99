"""Which days a feed should have a message for: working days of Bulgaria, as the register publishes none on others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

# Labour Code, art. 154: the fixed holidays, month and day.
_HOLIDAYS = ((1, 1), (3, 3), (5, 1), (5, 6), (5, 24), (9, 6), (9, 22), (12, 24), (12, 25), (12, 26))
_NAME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:_[0-9]+)?\.xml(?:\.gz)?")


class DayProblem(ValueError):
    """A file name that tells no day; it is the message."""


def day_of(name: str) -> date:
    """The day in a message's file name, `20260105.xml` or `20260105_2.xml`. Errors: DayProblem."""
    found = _NAME.fullmatch(name)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise DayProblem(name)


def missing_days(names: Iterable[str], confirmed: Collection[date] = ()) -> list[date]:
    """Working days between the first and the last message that have none and of which nobody confirmed it."""
    there = {day_of(name) for name in names}
    if not there:
        return []
    first, last = min(there), max(there)
    between = (first + timedelta(days=step) for step in range((last - first).days))
    return [day for day in between if day not in there and day not in confirmed and is_working_day(day)]


def is_working_day(day: date) -> bool:
    """Whether people work in Bulgaria on a day, single days off by decree apart.

    Source: Labour Code, art. 154: fixed holidays; Good Friday to Easter Monday; since 2017 a fixed holiday at a weekend
    moves to the working days after it (not at Easter).
    """
    return day.weekday() < 5 and day not in _days_off(day.year)


def _days_off(year: int) -> set[date]:
    easter = orthodox_easter(year)
    off = {easter + timedelta(days=step) for step in (-2, -1, 0, 1)}
    fixed = [date(year, month, day) for month, day in _HOLIDAYS]
    off.update(fixed)
    for holiday in fixed if year >= 2017 else ():
        if holiday.weekday() >= 5 and not easter - timedelta(days=2) <= holiday <= easter + timedelta(days=1):
            moved = holiday
            while moved.weekday() >= 5 or moved in off:
                moved += timedelta(days=1)
            off.add(moved)
    return off


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar as a Gregorian date, 1900 to 2099 (Meeus, Astronomical Algorithms)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)
