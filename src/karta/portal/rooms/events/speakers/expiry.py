"""The room's chore: speakers who did not agree are forgotten when their edition is long over."""

from __future__ import annotations

from django.utils import timezone

from karta.portal.rooms.events.speakers import services


def forget() -> int:
    """Delete them; how many."""
    return services.forget_expired(at=timezone.now())
