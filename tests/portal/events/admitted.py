"""An edition with registration, and people who register for it as forms do."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client

from karta.portal.directory.models import Edition
from karta.portal.platform.forms import sent_key
from karta.portal.rooms.events.models import Admission, Place, Registration, Session
from karta.portal.rooms.events.registration import letters, services

NOW = datetime.now(UTC).replace(microsecond=0)
_numbers = count(1)


def edition(code: str = "spinoff", *, begins: datetime | None = None, **more: Any) -> Edition:
    """A conference of one day in a month, or at an instant."""
    start = begins or NOW + timedelta(days=30)
    return Edition.objects.create(**{
        "code": code, "kind": "conference", "name_bg": "Спиноф България", "name_en": "Spinoff Bulgaria",
        "starts_on": start.date(), "ends_on": (start + timedelta(hours=8)).date(), "starts_at": start,
        "ends_at": start + timedelta(hours=8), "date_precision": "part_of_day", "is_fully_dated": True,
        "place_bg": "София", "place_en": "Sofia", "changed_at": NOW, **more,
    })  # fmt: skip


def admission(of: Edition | None = None, capacity: int | None = None, **more: Any) -> Admission:
    """Registration that is open."""
    return Admission.objects.create(**{
        "edition": of or edition(), "opens_at": NOW - timedelta(days=10), "closes_at": NOW + timedelta(days=20),
        "capacity": capacity, "changed_at": NOW, **more,
    })  # fmt: skip


def session(of: Edition, capacity: int | None = None, **more: Any) -> Session:
    """A published workshop."""
    start = more.pop("starts_at", of.starts_at)
    return Session.objects.create(**{
        "edition": of, "kind": "workshop", "title_bg": "Работилница", "title_en": "Workshop", "starts_at": start,
        "ends_at": start + timedelta(hours=1) if start else None, "capacity": capacity, "state": "published",
        "changed_at": NOW, **more,
    })  # fmt: skip


def registered(of: Admission, name: str = "", *, at: datetime = NOW, **more: Any) -> Registration:
    """Somebody who registered and confirmed the address."""
    number = next(_numbers)
    said = services.Said(**{
        "name": name or f"Person {number}", "email": f"p{number}@example.org", "language": "en", "answers": {},
        "origin": "http://testserver", **more,
    })  # fmt: skip
    done = services.register(admission_id=of.pk, said=said, sent_key=sent_key(), at=at)
    return services.confirm(registration_id=done.registration.pk, at=at)


def place(of: Registration, session: Session | None = None) -> Place | None:
    """The newest place of somebody."""
    return of.places.filter(session=session).order_by("-pk").first()


def states(of: Admission, session: Session | None = None) -> list[str]:
    """States of all places, in the order in which they were asked for."""
    found = Place.objects.filter(registration__admission=of, session=session).order_by("pk")
    return list(found.values_list("state", flat=True))


def form(client: Client, code: str, language: str = "en", **typed: str) -> dict[str, str]:
    """What the form of registration sends, with its own key."""
    page = client.get(f"/{language}/events/{code}/register/").content.decode()
    found = re.search(r'name="sent_key" value="([^"]+)"', page)
    assert found, page
    return {"name": "Ирина", "email": "irina@example.org", "website": "", "sent_key": found[1], **typed}


def own(of: Registration, what: str = "", language: str = "en") -> str:
    """The address of somebody's page, or of one below it."""
    return f"/{language}/registrations/{letters.own_token(of)}/{what}"
