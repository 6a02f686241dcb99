"""The room's chore: decided proposals go when their time is over."""

from __future__ import annotations

from django.utils import timezone

from karta.portal.rooms.spinoffs import services


def forget() -> int:
    """Delete proposals past their retention; how many."""
    return services.forget_expired(at=timezone.now())
