"""Events as iCalendar (RFC 5545), as calendar programs subscribe to them.

A day-long event carries dates, one with hours carries instants in UTC, so that no table of summer time is needed.
Sessions of a programme carry the clock of Sofia with its table, as people plan by it. What lacks a day, or a session
without hours, is left out: a calendar has no place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import icalendar
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from karta.portal.directory.models import Edition
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.events.models import Session

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with what it is called in the reader's language and where its page is."""

    edition: Edition
    summary: str
    place: str
    address: str


def entry_of(request: HttpRequest, edition: Edition) -> Entry:
    """An edition as a reader's calendar shows it, with the address of its page."""
    place = _("online") if edition.is_online else in_language(edition.place)
    address = request.build_absolute_uri(reverse("events:edition", args=[edition.code]))
    return Entry(edition, in_language(edition.name), place, address)


def host_of(request: HttpRequest) -> str:
    """What makes the ids of a portal's events unique in the world."""
    return request.get_host().partition(":")[0]


def calendar(entries: Iterable[Entry], *, name: str, language: str, host: str) -> str:
    """The text of a calendar. `host` makes the ids of events unique in the world."""
    whole = _empty(name, language)
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


def of_sessions(
    sessions: Iterable[Session], *, name: str, language: str, address: Callable[[Session], str],
    event: Entry | None = None, host: str = "",
) -> str:  # fmt: skip
    """The text of a calendar of sessions, whole programme or one visitor's: the same session has the same UID in each.

    `sessions`: with hall and edition; `address`: of a session's page; `event`: what they are a part of, where that is
    to stand there too, with the `host` of its id. Cancelled ones stand as cancelled. Nobody's name
    is in it: a file that readers keep could not be taken back.
    """
    whole = _empty(name, language)
    whole.add("refresh-interval", timedelta(hours=1), {"VALUE": "DURATION"})
    whole.add("x-wr-timezone", str(SOFIA))
    whole.add_component(icalendar.Timezone.from_ical(SUMMER_TIME))
    if event is not None and event.edition.is_fully_dated:
        whole.add_component(_event(event, language, host))
    for one in sessions:
        if one.starts_at is not None:
            whole.add_component(_session(one, language, address(one)))
    return whole.to_ical().decode()


# The rule since 1997, when Bulgaria's clocks first changed back in October with the Union's; moments are wall-clock
# times before each change (RFC 5545, 3.6.5). A test holds it against the time zone database.
SUMMER_TIME = """\
BEGIN:VTIMEZONE
TZID:Europe/Sofia
BEGIN:DAYLIGHT
DTSTART:19970330T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:EEST
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19971026T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:EET
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
END:STANDARD
END:VTIMEZONE
"""


def _session(one: Session, language: str, address: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", str(one.uid))
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("last-modified", one.changed_at.astimezone(UTC))
    event.add("dtstart", _clock(one.starts_at))
    event.add("dtend", _clock(one.ends_at))
    event.add("status", "CANCELLED" if one.state == Session.State.CANCELLED else "CONFIRMED")
    event.add("summary", _line(_told(one.title, language)), {"LANGUAGE": language})
    place = ", ".join(said for said in (_hall(one, language), _place(one.edition, language)) if said)
    if place:
        event.add("location", _line(place), {"LANGUAGE": language})
    if about := _told(one.about, language):
        event.add("description", about, {"LANGUAGE": language})
    event.add("categories", [str(one.get_kind_display())])
    event.add("url", address)
    return event


def _clock(at: datetime) -> datetime:
    """The time on a clock in Sofia; in UTC in the hour that a clock shows twice, of which programs take either."""
    local = at.astimezone(SOFIA)
    is_shown_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return at.astimezone(UTC) if is_shown_twice else local


def _hall(one: Session, language: str) -> str:
    return _told(one.hall.name, language) if one.hall else ""


def _place(edition: Edition, language: str) -> str:
    return _told(edition.place, language)


def _told(pair: dict[str, str | None], language: str) -> str:
    return pair[language] or pair["en" if language == "bg" else "bg"] or ""


def _empty(name: str, language: str) -> icalendar.Calendar:
    whole = icalendar.Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", f"-//Karta//{language.upper()}")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", _line(name))
    return whole


def _line(said: str) -> str:
    """Names are one line."""
    return " ".join(said.splitlines())
