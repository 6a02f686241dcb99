"""The room's chore: seats that were declined or ended go when their time is over."""

from __future__ import annotations

from django.utils import timezone

from karta.portal.rooms.investors import services


def forget() -> int:
    """Delete seats past their retention; how many."""
    return services.forget_expired(at=timezone.now())
