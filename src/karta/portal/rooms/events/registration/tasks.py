"""What the worker does for registration: lapse and offer places, tell those whom a changed session concerns."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from karta.portal.platform import mail
from karta.portal.rooms.events.models import Admission, Place, Session
from karta.portal.rooms.events.registration import letters, services


@task()
def settle_all(admission_id: int) -> int:
    """Lapse offers whose time is over and offer what is free; how many places changed."""
    if not Admission.objects.filter(pk=admission_id).exists():
        return 0
    return services.settle(admission_id=admission_id, at=timezone.now())


@task()
def tell_changed(session_id: int, what: str, was_at: str | None) -> int:
    """Write to everybody who chose a session that it was moved, cancelled or takes place after all; how many letters.

    `was_at`: when it would have begun, ISO 8601, or None.
    """
    session = Session.objects.select_related("edition", "hall").get(pk=session_id)
    chosen = Place.objects.filter(session=session, state__in=Place.STANDS).select_related("registration")
    before = datetime.fromisoformat(was_at) if was_at else None
    with transaction.atomic():
        for place in chosen:
            mail.send(letters.changed(place.registration, session, what, before, at=timezone.now()))
    return len(chosen)
