"""Who gets a place, for how long it is offered, when somebody came: pure decisions of registration and check-in."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

OFFER_LIFE = timedelta(hours=24)
CONFIRM_WITHIN = timedelta(days=2)  # a registration whose address nobody confirmed is forgotten after it
KEPT_DAYS = 30  # after the event, unless the edition says otherwise
DOOR_LIFE = timedelta(hours=16)  # a link of the day ends by itself: no event lasts longer
COPY_LIFE = timedelta(hours=14)  # of the list on a device of the team, which needs no link
LATE = timedelta(days=2)  # so long after its end a device may still deliver what it scanned before
MOST_SCANS = 500  # in one delivery
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is read as something else
CODE_LENGTH = 16  # 80 bits
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})

Opening = Literal["not_yet", "open", "closed"]
Given = Literal["held", "waiting"]


class HasTimes(Protocol):
    """What these rules ask of an admission."""

    opens_at: datetime
    closes_at: datetime


def may_admit(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who opens registration, sees who registered and checks tickets at any time."""
    return may_steward(user)


def opening(admission: HasTimes, at: datetime) -> Opening:
    """Whether one can register at an instant; the closing instant is closed."""
    if at < admission.opens_at:
        return "not_yet"
    return "open" if at < admission.closes_at else "closed"


def given(capacity: int | None, taken: int) -> Given:
    """What the next one gets, where `taken` counts places that are held and those that are offered."""
    return "held" if capacity is None or taken < capacity else "waiting"


def free(capacity: int | None, taken: int) -> int | None:
    """Places left; None where there is no limit. Never negative: a limit that was lowered takes no place away."""
    return None if capacity is None else max(0, capacity - taken)


def offered_until(at: datetime, starts_at: datetime | None) -> datetime | None:
    """Until when a freed place is offered: 24 hours of the clock in UTC, or until what it is for begins; None after.

    Reckoned in UTC: on the nights of summer time a day of the wall clock has 23 or 25 hours.
    """
    until = at.astimezone(UTC) + OFFER_LIFE
    if starts_at is None:
        return until
    return min(until, starts_at.astimezone(UTC)) if at < starts_at else None


def new_code() -> str:
    """The code of a ticket: random, and nothing else."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """A code as somebody typed or scanned it: "k3df-…", O for 0; "" where it cannot be one."""
    said = re.sub(r"[\s-]", "", typed).upper().translate(_READ_AS)
    return said if len(said) == CODE_LENGTH and set(said) <= set(ALPHABET) else ""


def spelt(code: str) -> str:
    """A code in groups of four, for people."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def ticket_of(code: str) -> str:
    """What devices and scans know of a ticket: the first 128 bits of the code's SHA-256, in hex."""
    return hashlib.sha256(code.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a device says of one scan. `at`: its own clock then; `contact`: the server's instant at the last contact and
    `elapsed` since then by a clock that nobody sets; `sent_at`: its own clock when it delivered."""

    at: datetime
    sent_at: datetime
    contact: datetime | None = None
    elapsed: timedelta | None = None
    offset: timedelta | None = None  # server's clock less the device's, measured at the last contact


def scanned_at(said: Clock, received_at: datetime) -> datetime:
    """When a ticket was really scanned, whatever the device's clock says; never after it was received.

    First by the clock that only counts; after a restart of the device by its offset at the last contact; on a device
    that never had contact before by its offset now.
    """
    if said.contact is not None and said.elapsed is not None and said.elapsed >= timedelta(0):
        found = said.contact + said.elapsed
    elif said.offset is not None:
        found = said.at + said.offset
    else:
        found = said.at + (received_at - said.sent_at)
    return min(found, received_at)


def forget_at(ends_at: datetime, kept_days: int) -> datetime:
    """When what is known of those registered goes."""
    return ends_at + timedelta(days=kept_days)
