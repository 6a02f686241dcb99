"""The room's chores, each hour: the role of members follows memberships, and who has not paid is reminded."""

from __future__ import annotations

from django.utils import timezone

from karta.portal.rooms.members import services
from karta.portal.rooms.members.dues import services as dues


def look_after() -> int:
    """Give and take the role, send the reminders that are due; how many reminders."""
    now = timezone.now()
    services.settle_roles(at=now)
    return dues.remind(at=now)
