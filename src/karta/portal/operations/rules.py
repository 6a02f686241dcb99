"""Who may change what is current, and when a source is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

_EVERY = {"day": 1, "week": 7, "month": 31, "quarter": 92, "half-year": 183, "year": 366}


def may_operate(user: AbstractBaseUser | AnonymousUser) -> bool:
    return may_steward(user)


def due_on(retrieved: date, every: str) -> date | None:
    """The day by which a source should be fetched again; None where it does not change any more."""
    days = _EVERY.get(every)
    return None if days is None else retrieved + timedelta(days=days)
