"""Events as iCalendar (RFC 5545), as calendar programs subscribe to them.

A day-long event carries dates, one with hours carries instants in UTC, so that no table of summer time is needed.
What lacks a day is left out: a calendar has no place for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta

import icalendar

from karta.portal.directory.models import Edition

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with what it is called in the reader's language and where its page is."""

    edition: Edition
    summary: str
    place: str
    address: str


def calendar(entries: Iterable[Entry], *, name: str, language: str, host: str) -> str:
    """The text of a calendar. `host` makes the ids of events unique in the world."""
    whole = icalendar.Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", f"-//Karta//{language.upper()}")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", _line(name))
    for entry in entries:
        if entry.edition.is_fully_dated:
            whole.add_component(_event(entry, language, host))
    return whole.to_ical().decode()


def _event(entry: Entry, language: str, host: str) -> icalendar.Event:
    one = entry.edition
    event = icalendar.Event()
    event.add("uid", f"{one.code}@{host}")
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("last-modified", one.changed_at.astimezone(UTC))
    if one.starts_at is not None:
        event.add("dtstart", one.starts_at.astimezone(UTC))
        if one.ends_at is not None:
            event.add("dtend", one.ends_at.astimezone(UTC))
    else:
        event.add("dtstart", one.starts_on)
        event.add("dtend", one.ends_on + timedelta(days=1))  # the end of whole days is the day after
    event.add("summary", _line(entry.summary), {"LANGUAGE": language})
    event.add("url", entry.address)
    if entry.place:
        event.add("location", _line(entry.place), {"LANGUAGE": language})
    return event


def _line(said: str) -> str:
    """Names are one line."""
    return " ".join(said.splitlines())
