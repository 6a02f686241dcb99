"""Who may what in the investors' room: pure decisions about seats, documents, notes and introductions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

ANSWER_DAYS = 5  # working days in which the team answers a request of this room
LONGEST_OFFER = timedelta(days=366)  # an offer is confirmed at least once a year, or it is shown no longer
RETENTION = timedelta(days=365)  # of a seat that was declined or has ended
MOST_DOCUMENTS = 50  # of one organisation


class HasSeat(Protocol):
    """What these rules ask of a seat."""

    pk: int
    investor_id: int | None


class HasInvestor(Protocol):
    """What these rules ask of a note."""

    investor_id: int


def may_lead(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who lets investors in and leads introductions. It opens neither documents nor notes."""
    return may_steward(user)


def may_keep(claimed: frozenset[str], org_id: str) -> bool:
    """Whether who was proven to act under these ids offers, uploads and releases for this one, exactly."""
    return org_id in claimed


def may_open(claimed: frozenset[str], org_id: str, *, is_released: bool) -> bool:
    """Whether a document of an organisation opens: for those who act for it, and for whom it was released to."""
    return is_released or may_keep(claimed, org_id)


def may_see_note(seat: HasSeat, note: HasInvestor) -> bool:
    """Whether a standing seat reads a note: seats of the investor that it was written for, and nobody else."""
    return seat.investor_id is not None and seat.investor_id == note.investor_id


def is_shown(valid_until: date, today: date) -> bool:
    """Whether an offer stands on the page on a day: until its last day, that day included."""
    return today <= valid_until
