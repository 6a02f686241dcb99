"""What a device at the entrance is given: tickets as hashes, the least that greeting somebody needs, who came."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import Q

from karta.portal.rooms.events.models import Admission, Place, Scan, Session
from karta.portal.rooms.events.registration.queries import holders

ENTRANCE = 0  # where a scan is, when it is at no session's door


class Ticket(TypedDict):
    """One line of the list, with names as short as 2,000 of them ask for."""

    t: str
    n: str
    s: list[int]


@dataclass(frozen=True, slots=True)
class Came:
    """The first scan of a ticket at one place."""

    id: UUID
    at: datetime
    device: str


def tickets(admission: Admission, wanted: set[str] | None = None) -> list[Ticket]:
    """Who holds a place, all of them or those of the hashes wanted: hash of the ticket, name, sessions with a place."""
    found = holders(admission).values_list("pk", "ticket", "name")
    places = Place.objects.filter(registration__admission=admission, session__isnull=False, state=Place.State.HELD)
    if wanted is not None:
        found, places = found.filter(ticket__in=wanted), places.filter(registration__ticket__in=wanted)
    sessions: dict[int, list[int]] = defaultdict(list)
    for registration_id, session_id in places.values_list("registration_id", "session_id"):
        sessions[registration_id].append(session_id)
    return [{"t": ticket, "n": name, "s": sorted(sessions[pk])} for pk, ticket, name in found]


def sessions(admission: Admission) -> list[Session]:
    """Sessions at whose door tickets may be checked."""
    found = admission.edition.programme.standing().exclude(kind=Session.Kind.BREAK)
    return list(found.filter(Q(capacity__isnull=False) | Q(places__isnull=False)).distinct())


def came(admission: Admission, wanted: set[str] | None = None) -> dict[tuple[str, int], Came]:
    """(ticket, session or ENTRANCE) → its first scan, of all tickets or of those wanted."""
    scans = Scan.objects.filter(admission=admission, is_known=True).order_by("scanned_at", "id")
    if wanted is not None:
        scans = scans.filter(ticket__in=wanted)
    first: dict[tuple[str, int], Came] = {}
    for ticket, session_id, *came in scans.values_list("ticket", "session_id", "id", "scanned_at", "device"):
        first.setdefault((ticket, session_id or ENTRANCE), Came(*came))
    return first
