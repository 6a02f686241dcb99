"""Writes of check-in: scans as devices deliver them, at once or hours later, in any order and any number of times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from karta.portal.platform import audit
from karta.portal.rooms.events.models import Admission, Door, Scan
from karta.portal.rooms.events.registration import places, rules
from karta.portal.rooms.events.registration.checkin import queries
from karta.portal.rooms.events.registration.checkin.deliveries import Delivery, Scanned

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Result = Literal["first", "double", "other", "unknown"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one scan: the first of its ticket, a double of `came`, no place in this session, or no ticket."""

    scan: Scanned
    result: Result
    came: queries.Came | None


@transaction.atomic
def deliver(
    *, admission: Admission, delivery: Delivery, door: Door | None, by: AbstractBaseUser | None, at: datetime
) -> list[Judged]:
    """Keep every scan, each once; what each of them is among all that are known now.

    The outcome depends on the scans alone, not on the order in which devices deliver: the attendance of a ticket is
    its earliest scan. A scan that was made after its door ended is left out.
    """
    places.locked(admission.pk)  # two devices that deliver one ticket at once: one of them is told of the other
    known = {one["t"]: one["s"] for one in queries.tickets(admission, {one.ticket for one in delivery.scans})}
    standing = {one.pk for one in admission.edition.programme.public()} | {queries.ENTRANCE}
    rows = [
        Scan(
            id=one.id, admission=admission, session_id=one.session or None, ticket=one.ticket,
            is_known=one.ticket in known, device=delivery.device, device_clock=one.clock.at,
            scanned_at=rules.scanned_at(one.clock, at), received_at=at, door=door, by_id=by.pk if by else None,
        )
        for one in delivery.scans
        if one.session in standing
    ]  # fmt: skip
    kept = [one for one in rows if door is None or one.scanned_at <= door.ends_at]
    Scan.objects.bulk_create(kept, ignore_conflicts=True)
    if kept:
        audit.record("tickets.scanned", target=admission, by=by, at=at, count=len(kept), door=door and door.pk)
    return _judged(admission, delivery, known)


def _judged(admission: Admission, delivery: Delivery, known: dict[str, list[int]]) -> list[Judged]:
    first = queries.came(admission, {one.ticket for one in delivery.scans})
    return [_judge(one, known.get(one.ticket), first.get((one.ticket, one.session))) for one in delivery.scans]


def _judge(scan: Scanned, sessions: list[int] | None, came: queries.Came | None) -> Judged:
    if sessions is None or came is None:
        return Judged(scan, "unknown", None)
    if came.id != scan.id:
        return Judged(scan, "double", came)
    return Judged(scan, "other" if scan.session and scan.session not in sessions else "first", came)
