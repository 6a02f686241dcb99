"""What pages show of sessions: who is named and how many are not, what is not announced yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from karta.portal.directory.models import Edition
from karta.portal.directory.printed import hours
from karta.portal.directory.properties import ROLES
from karta.portal.directory.queries import Told, claims_on, parts
from karta.portal.rooms.events.models import Session, SessionSpeaker


@dataclass(frozen=True, slots=True)
class Line:
    """One session for readers. `people`: parts whose speakers agreed to be named; `unnamed`: how many others speak."""

    session: Session
    hours: str
    people: list[SessionSpeaker]
    unnamed: int
    missing: str


@dataclass(frozen=True, slots=True)
class Fact:
    """An event that sources name as a part of an edition. `roles`: (label, who) by their claims."""

    edition: Edition
    roles: list[tuple[Any, list[Any]]]
    missing: str


def line(one: Session) -> Line:
    """A session whose parts were read (queries.with_parts)."""
    held = list(one.parts.all())
    people = [part for part in held if part.speaker.is_named]
    no_hall = one.hall_id is None and one.kind != Session.Kind.BREAK
    said = missing(day=False, time=one.starts_at is None, hall=no_hall) if one.state != Session.State.CANCELLED else ""
    return Line(one, hours(one.starts_at, one.ends_at), people, len(held) - len(people), said)


def facts(editions: Iterable[Edition]) -> list[Fact]:
    """Events with whom their sources name; three queries, however many there are."""
    held = list(editions)
    told = claims_on("edition", [one.code for one in held])
    return [_fact(one, told[one.code]) for one in held]


def _fact(edition: Edition, told: dict[str, Told]) -> Fact:
    roles = [(label, [part.body for part in parts(told[name])]) for name, label in ROLES.items() if name in told]
    dates = told["dates"].shown if "dates" in told else None
    no_day = not edition.is_fully_dated or (dates is not None and dates.inferred == "day")
    return Fact(
        edition, [(label, who) for label, who in roles if who],
        missing(day=no_day, time=edition.starts_at is None, hall=not edition.is_online),
    )  # fmt: skip


def missing(*, day: bool, time: bool, hall: bool) -> str:
    """What is not announced, in words; "" where all is."""
    words = {
        (True, True, True): _("day, time and hall not announced"),
        (True, True, False): _("day and time not announced"),
        (True, False, True): _("day and hall not announced"),
        (True, False, False): _("day not announced"),
        (False, True, True): _("time and hall not announced"),
        (False, True, False): _("time not announced"),
        (False, False, True): _("hall not announced"),
    }
    return words.get((day, time, hall), "")
