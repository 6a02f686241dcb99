"""Who may start a run, and when one counts as lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

HEARTBEAT = timedelta(seconds=2)
# A worker that was killed stops beating at once; a busy machine may miss a few beats.
LOST_AFTER = timedelta(seconds=30)
# The worker looks for work every second; after that long nobody is looking.
UNCLAIMED_AFTER = timedelta(seconds=20)


def may_run(user: AbstractBaseUser | AnonymousUser) -> bool:
    return may_steward(user)


def is_lost(heartbeat_at: datetime | None, now: datetime) -> bool:
    """Whether a running run was left behind by a worker that died."""
    return heartbeat_at is None or now - heartbeat_at > LOST_AFTER


def is_unclaimed(asked_at: datetime, now: datetime) -> bool:
    """Whether a waiting run waits for a worker that is not there."""
    return now - asked_at > UNCLAIMED_AFTER
