"""Who offers and books hours, and when: pure decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=3)  # of a slot
AHEAD = timedelta(days=120)  # how far slots are offered
MOST_SLOTS = 60  # of one mentor, still to come
MOST_BOOKINGS = 3  # of one visitor, still to come


class Spanned(Protocol):
    """What these rules ask of a slot."""

    starts_at: datetime
    ends_at: datetime


def may_offer(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether a slot can be offered: to come, within AHEAD, of a sensible length."""
    return at < starts_at <= at + AHEAD and SHORTEST <= ends_at - starts_at <= LONGEST


def may_book(slot: Spanned, at: datetime) -> bool:
    """Whether a slot can still be booked: until it begins."""
    return at < slot.starts_at


def overlaps(one: Spanned, other: Spanned) -> bool:
    """Whether two spans share time; one that ends as the other begins does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
