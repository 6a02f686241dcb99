"""Who took part in an edition: its speakers, and those who registered and came."""

from __future__ import annotations

from dataclasses import dataclass

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.models import Certificate
from karta.portal.rooms.events.models import Admission, Registration, Session, Speaker
from karta.portal.rooms.events.registration import queries


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may have a certificate: of which kind, under which names ({"bg": …, "en": …})."""

    kind: Certificate.Kind
    pk: int
    names: dict[str, str]
    talks: tuple[dict[str, str | None], ...] = ()


def speakers(edition: Edition) -> list[Holder]:
    """Who spoke in a session that took place. Two queries."""
    found = Speaker.objects.filter(edition=edition).prefetch_related("parts__session")
    holders = []
    for one in found:
        held = [part.session for part in one.parts.all() if part.session.state == Session.State.PUBLISHED]
        if held:
            holders.append(speaker(one, held))
    return holders


def speaker(one: Speaker, sessions: list[Session]) -> Holder:
    """A speaker with what they spoke in."""
    names = {language: name or "" for language, name in one.name.items()}
    return Holder(Certificate.Kind.SPEAKING, one.pk, names, tuple(session.title for session in sessions))


def admission(edition: Edition) -> Admission | None:
    return Admission.objects.filter(edition=edition).first()


def registered(edition: Edition) -> list[Registration]:
    """Who holds a place, by name."""
    found = admission(edition)
    return list(queries.holders(found)) if found else []


def came(edition: Edition) -> list[Registration]:
    """Of those, who was seen at the entrance; two queries."""
    found = admission(edition)
    seen = {one["ticket"] for one in queries.attended(found)} if found else set()
    return [one for one in registered(edition) if one.ticket in seen]


def asked_for_feedback(edition: Edition) -> list[Registration]:
    """Who is asked how it was: those who came; where nobody was seen at the door, all who had a place."""
    held = {one.pk: one for one in registered(edition)}
    return [held[pk] for pk in rules.invited(held, (one.pk for one in came(edition)))]


def attendees(edition: Edition) -> list[Holder]:
    """Who may have a certificate of attendance."""
    return [attendee(one) for one in came(edition)]


def attendee(one: Registration) -> Holder:
    return Holder(Certificate.Kind.ATTENDANCE, one.pk, {"bg": one.name, "en": one.name})
