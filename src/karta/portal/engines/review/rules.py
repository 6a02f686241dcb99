"""Who may what in a round, and when: pure decisions. What is not allowed here is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

Phase = Literal["draft", "waiting", "open", "closed"]
REMIND_AGAIN = timedelta(hours=20)  # between two reminders of one juror
LOST_AFTER = timedelta(seconds=60)  # a plan whose worker says nothing for so long was left behind
SIGNS = "ACDEFGHJKLMNPQRTUVWXY3479"  # of codes of entries: none that looks like another


class HasTimes(Protocol):
    """What these rules ask of a round."""

    state: str
    opens_at: datetime
    closes_at: datetime


def may_lead(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who prepares rounds, sees who stands behind entries, and issues decisions."""
    return may_steward(user)


def phase(found: HasTimes, at: datetime) -> Phase:
    """Where a round stands: draft; waiting (its rules are fixed, scoring has not begun); open; closed."""
    if found.state == "draft":
        return "draft"
    if found.state == "closed" or at >= found.closes_at:
        return "closed"
    return "waiting" if at < found.opens_at else "open"


def may_change_rules(found: HasTimes) -> bool:
    """Whether criteria, ties and threshold can still be changed: until the round is opened."""
    return found.state == "draft"


def may_score(found: HasTimes, at: datetime) -> bool:
    """Whether reviews are taken at an instant: from `opens_at` on and until `closes_at`, itself excluded."""
    return phase(found, at) == "open"


def may_see_others(found: HasTimes, at: datetime) -> bool:
    """Whether jurors see what others said: once the round is closed, and not a second earlier."""
    return phase(found, at) == "closed"


def is_lost(heartbeat_at: datetime | None, at: datetime) -> bool:
    """Whether a plan that is being computed was left behind by a worker that died."""
    return heartbeat_at is None or at - heartbeat_at > LOST_AFTER
