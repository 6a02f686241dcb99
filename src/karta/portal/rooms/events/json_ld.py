"""What an event's page says to machines: schema.org Event. Natural persons are never in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse

from karta.portal.directory.models import Body, Edition, Series
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.json_ld import Thing, known
from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.events.models import Session

SCHEMA = "https://schema.org/"


def event(request: HttpRequest, edition: Edition, organisers: list[Body], series: Iterable[Series] = ()) -> Thing:
    """One edition with days or instants (with their offset), place or online, organisers that are organisations."""
    address = request.build_absolute_uri(reverse("events:edition", args=[edition.code]))
    mode = "OnlineEventAttendanceMode" if edition.is_online else "OfflineEventAttendanceMode"
    return {
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": in_language(edition.name),
        "description": in_language(edition.about),
        "inLanguage": language(),
        "startDate": _moment(edition.starts_at, edition.starts_on, edition.date_precision),
        "endDate": _moment(edition.ends_at, edition.ends_on, edition.date_precision),
        "eventAttendanceMode": f"{SCHEMA}{mode}",
        "location": _place(edition, address),
        "organizer": [
            {"@type": "Organization", "name": in_language(body.name), **({"url": body.website} if body.website else {})}
            for body in organisers
            if body.kind in (Body.Kind.ORGANISATION, Body.Kind.UNRESOLVED)
        ],
        "superEvent": _above(edition, series, request),
    }


def series(request: HttpRequest, found: Series, editions: list[Edition]) -> Thing:
    """A series with its editions; those without a day leave it out."""
    address = request.build_absolute_uri(reverse("events:series", args=[found.code]))
    return {
        "@type": "EventSeries",
        "@id": address,
        "url": address,
        "name": in_language(found.name),
        "description": in_language(found.about),
        "inLanguage": language(),
        "sameAs": found.website or None,
        "subEvent": [known(event(request, one, [])) for one in editions],
    }


def programme(request: HttpRequest, edition: Edition, sessions: Iterable[Session]) -> Thing:
    """An edition with its sessions."""
    return {**event(request, edition, []), "subEvent": [known(_session(request, one)) for one in sessions]}


def session(request: HttpRequest, one: Session) -> Thing:
    """One session with the event that it is a part of."""
    return {**_session(request, one), "description": in_language(one.about), "superEvent": known(
        event(request, one.edition, []))}  # fmt: skip


def _session(request: HttpRequest, one: Session) -> Thing:
    address = request.build_absolute_uri(reverse("events:session", args=[one.edition.code, one.pk]))
    status = "EventCancelled" if one.state == Session.State.CANCELLED else "EventScheduled"
    place = ", ".join(said for said in (in_language(one.hall.name) if one.hall else "",
                                        in_language(one.edition.place)) if said)  # fmt: skip
    return {
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": in_language(one.title),
        "startDate": _moment(one.starts_at, None, ""),
        "endDate": _moment(one.ends_at, None, ""),
        "eventStatus": f"{SCHEMA}{status}",
        "location": {"@type": "Place", "name": place} if place else None,
        "organizer": [
            {"@type": "Organization", "name": in_language(partner.body.name)}
            for partner in one.partners.all()
            if partner.body.kind == Body.Kind.ORGANISATION
        ],
    }


def _moment(at: datetime | None, day: date | None, precision: str) -> str | None:
    """ISO 8601: an instant with Sofia's offset of its day, a day, or a month where no more is known; else None."""
    if at is not None:
        return at.astimezone(SOFIA).isoformat()
    if day is None:
        return None
    return {"month": f"{day:%Y-%m}", "year": f"{day:%Y}"}.get(precision, day.isoformat())


def _above(edition: Edition, series: Iterable[Series], request: HttpRequest) -> list[Thing]:
    """The conference that it is a part of, and its series."""
    whole = [{"@type": "Event", "name": in_language(edition.part_of.name)}] if edition.part_of else []
    return whole + [
        {"@type": "EventSeries", "name": in_language(one.name),
         "@id": request.build_absolute_uri(reverse("events:series", args=[one.code]))}
        for one in series
    ]  # fmt: skip


def _place(edition: Edition, address: str) -> Thing | None:
    if edition.is_online:
        return {"@type": "VirtualLocation", "url": edition.registration or address}
    name = in_language(edition.place)
    if not name and not edition.country:
        return None
    where = {"@type": "PostalAddress", "addressCountry": edition.country} if edition.country else None
    return {"@type": "Place", **({"name": name} if name else {}), **({"address": where} if where else {})}
