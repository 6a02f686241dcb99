"""The room's chores: offers lapse and free places are offered; registrations go when their term is over."""

from __future__ import annotations

from django.utils import timezone

from karta.portal.rooms.events.models import Place
from karta.portal.rooms.events.registration import services


def settle() -> int:
    """Look after every edition for which somebody waits or was offered a place; how many places changed.

    The worker does so as each offer ends; this is for one that was not running then, and for a limit that was raised.
    """
    waits = Place.objects.filter(state__in=(Place.State.OFFERED, Place.State.WAITING))
    ids = waits.order_by().values_list("registration__admission_id", flat=True).distinct()
    return sum(services.settle(admission_id=one, at=timezone.now()) for one in ids)


def forget() -> int:
    """Delete registrations past their term; how many."""
    return services.forget(at=timezone.now())
