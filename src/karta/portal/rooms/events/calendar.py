"""Events as iCalendar (RFC 5545), as calendar programs subscribe to them.

A day-long event carries dates, one with hours carries instants in UTC, so that no table of summer time is needed.
What lacks a day is left out: a calendar has no place for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from karta.portal.directory.models import Edition

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75  # octets of a line, RFC 5545 §3.1


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with what it is called in the reader's language and where its page is."""

    edition: Edition
    summary: str
    place: str
    address: str


def calendar(entries: Iterable[Entry], *, name: str, language: str, host: str) -> str:
    """The text of a calendar; lines end as RFC 5545 wants. `host` makes the ids of events unique in the world."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Karta//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    head.append(f"X-WR-CALNAME:{_text(name)}")
    events = [line for entry in entries if entry.edition.is_fully_dated for line in _event(entry, language, host)]
    return "".join(f"{_folded(line)}\r\n" for line in [*head, *events, "END:VCALENDAR"])


def _event(entry: Entry, language: str, host: str) -> list[str]:
    one = entry.edition
    lines = [
        "BEGIN:VEVENT",
        f"UID:{one.code}@{host}",
        f"DTSTAMP:{_instant(one.changed_at)}",
        f"LAST-MODIFIED:{_instant(one.changed_at)}",
        *_span(one),
        f"SUMMARY;LANGUAGE={language}:{_text(entry.summary)}",
        f"URL:{entry.address}",
    ]
    if entry.place:
        lines.append(f"LOCATION;LANGUAGE={language}:{_text(entry.place)}")
    return [*lines, "END:VEVENT"]


def _span(one: Edition) -> list[str]:
    if one.starts_at is not None:
        end = [f"DTEND:{_instant(one.ends_at)}"] if one.ends_at is not None else []
        return [f"DTSTART:{_instant(one.starts_at)}", *end]
    after = one.ends_on + timedelta(days=1)  # the end of whole days is the day after
    return [f"DTSTART;VALUE=DATE:{one.starts_on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    """A text value: §3.3.11 escapes; no line of it can begin another property."""
    plain = " ".join(said.splitlines())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Lines of 75 octets at most, broken between letters, never inside one."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])
