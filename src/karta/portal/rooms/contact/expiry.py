"""The room's chore: messages go when the retention period that the cluster set is over."""

from __future__ import annotations

from django.utils import timezone

from karta.portal.rooms.contact import services


def forget() -> int:
    """Delete messages past their retention; how many."""
    return services.forget_expired(at=timezone.now())
