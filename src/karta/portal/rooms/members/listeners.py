"""Who comes to act for a member, or no longer does, gets or loses the role of members at once."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.utils import timezone

from karta.portal.directory.models import Representative
from karta.portal.rooms.members import services


def listen() -> None:
    """Once, when the app is ready."""
    post_save.connect(_settle, sender=Representative, dispatch_uid="members.representatives")


def _settle(instance: Representative, **_arguments: Any) -> None:
    services.settle_roles(at=timezone.now(), user_id=instance.user_id)
