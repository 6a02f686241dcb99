"""When an event is, in Bulgarian time: whether it is coming, running or past. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

SOFIA = ZoneInfo("Europe/Sofia")
EXACT = ("day", "part_of_day")

State = Literal["coming", "running", "past", "undated"]
STATES: tuple[State, ...] = ("coming", "running", "past", "undated")


class Dated(Protocol):
    """What these rules ask of an edition."""

    starts_on: date | None
    ends_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    date_precision: str


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Sofia; of the days on which clocks change too."""
    return datetime.combine(day, time(), SOFIA)


def instant(day: date, at: time, zone: str = "") -> datetime:
    """The instant of a wall-clock time. A time that summer time skips counts as it would before the change."""
    return datetime.combine(day, at, ZoneInfo(zone) if zone else SOFIA)


def span(event: Dated) -> tuple[datetime | None, datetime | None]:
    """(first instant, first instant after it); an end that is not known is None."""
    start = event.starts_at or (midnight(event.starts_on) if event.starts_on else None)
    end = event.ends_at or (midnight(event.ends_on + timedelta(days=1)) if event.ends_on else None)
    return start, end


def state(event: Dated, at: datetime) -> State:
    """Whether an event is coming, running or past at an instant, or undated.

    One of which only a month or year is known is past when that has passed and coming before: it never runs. One
    that lost its start is past after its end, else undated; one that lost its end is coming before its start.
    """
    start, end = span(event)
    if end is not None and at >= end:
        return "past"
    if start is None:
        return "undated"
    if at < start or event.date_precision not in EXACT:
        return "coming"
    return "running" if end is not None else "undated"


def is_fully_dated(event: Dated) -> bool:
    """Whether both ends are known to the day: such events are sorted, the others stand after them."""
    return event.starts_on is not None and event.ends_on is not None and event.date_precision in EXACT


def is_before(starts_on: date | None, followed: date | None) -> bool:
    """Whether a "next edition" would begin before the edition that it follows: then it is not possible (TR02)."""
    return starts_on is not None and followed is not None and starts_on < followed


def working_days_after(day: date, days: int) -> date:
    """The day that is so many working days later; no holidays are known here."""
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
    return day
