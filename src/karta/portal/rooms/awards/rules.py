"""Who may what in the awards' room, and until when: pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from karta.portal.directory.timing import SOFIA
from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

MOST_ENTRIES = 5  # of one account to one award
MOST_FILES = 40  # of one entry, those that were replaced included
MOST_QUESTIONS = 20
LONGEST_ANSWER = 5000  # characters
ON_ITS_WAY = timedelta(minutes=5)  # after the deadline: who arrived in time may still be waiting for others
JURY_TIME = timedelta(days=21)  # that a new round is given, until who leads it says otherwise
DRAFT_LIFE = timedelta(days=365)  # of a draft that was never submitted, from the closing of its award
ENTRY_LIFE = timedelta(days=5 * 365)  # of what was submitted, from the closing of its award

Phase = Literal["announced", "open", "closed"]
Refusal = Literal["skipped", "twice"]


class Timed(Protocol):
    """What these rules ask of an award: two instants, to the second."""

    opens_at: datetime
    closes_at: datetime


def may_run(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who opens awards, sees entries, hands them to the jury and publishes results."""
    return may_steward(user)


def phase(award: Timed, at: datetime) -> Phase:
    """Whether entries are taken at an instant. The second of the deadline still counts, the next one is late."""
    if at < award.opens_at:
        return "announced"
    return "open" if at.replace(microsecond=0) <= award.closes_at else "closed"


def is_open(award: Timed, at: datetime) -> bool:
    return phase(award, at) == "open"


def may_hand_over(award: Timed, at: datetime) -> bool:
    """Whether entries can go to the jury: the deadline has passed, and whoever arrived in time is served."""
    return at > award.closes_at + ON_ITS_WAY


def instant(day: date, clock: time) -> datetime | Refusal:
    """The instant of a clock time in Sofia, in UTC; why there is no single one, in the nights when clocks change.

    `skipped`: clocks go past it; `twice`: they show it a second time. A deadline is not read into either.
    """
    first, second = (datetime.combine(day, clock, SOFIA).replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        return "twice" if first.astimezone(UTC).astimezone(SOFIA).time() == clock else "skipped"
    return first.astimezone(UTC)
