"""Who answers messages, and how long they are kept. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

# Until the cluster sets its own. Art. 12(3) GDPR gives a month for requests about one's data: its shortest has 28 days.
ANSWER_DAYS = 5
RIGHTS_DAYS = 28
RETENTION_DAYS = 365


def may_answer(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who sees the queue, takes messages, answers and erases them."""
    return may_steward(user)


def delete_at(closed: datetime, *, retention_days: int) -> datetime:
    """When a message that was answered or closed goes."""
    return closed + timedelta(days=retention_days)


def rights_due_on(day: date) -> date:
    """The day by which a request about one's own data is answered: within the month of art. 12(3) GDPR, whichever."""
    return day + timedelta(days=RIGHTS_DAYS)
