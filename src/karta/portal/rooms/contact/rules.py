"""Who answers messages, and how long they are kept. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

# Until the cluster sets its own. A month to answer is what art. 12(3) GDPR gives for requests about one's data.
ANSWER_DAYS = 5
RIGHTS_DAYS = 30
RETENTION_DAYS = 365


def may_answer(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who sees the queue, takes messages, answers and erases them."""
    return may_steward(user)


def due_on(sent: date, *, days: int) -> date:
    """The day by which an answer is due: `days` working days later; no holidays are known here."""
    day = sent
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
    return day


def delete_at(closed: datetime, *, retention_days: int) -> datetime:
    """When a message that was answered or closed goes."""
    return closed + timedelta(days=retention_days)


def month_later(day: date) -> date:
    """The last day of the month that art. 12(3) GDPR gives for an answer about one's own data."""
    return day + timedelta(days=RIGHTS_DAYS)
