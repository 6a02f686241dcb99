"""What a device sends: read strictly, since whoever has a link of the day may send anything."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from karta.portal.rooms.events.registration import rules

_TICKET = re.compile(r"[0-9a-f]{32}")
MOST_BYTES = 256 * 1024


class BadDelivery(ValueError):
    """A delivery that is not understood: nothing of it is kept. Its message names the part."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scan as a device tells it. `session`: 0 at the entrance."""

    id: UUID
    ticket: str
    session: int
    clock: rules.Clock


@dataclass(frozen=True, slots=True)
class Delivery:
    """Scans of one device."""

    device: str
    scans: tuple[Scanned, ...]


def read(body: bytes) -> Delivery:
    """The delivery in a request. Errors: BadDelivery."""
    if len(body) > MOST_BYTES:
        raise BadDelivery(f"more than {MOST_BYTES} bytes")
    try:
        told = json.loads(body)
        device, sent_at, scans = str(told["device"]), _instant(told["sent_at"]), told["scans"]
        if not isinstance(scans, list) or len(scans) > rules.MOST_SCANS:
            raise BadDelivery(f"scans: a list of at most {rules.MOST_SCANS}")
        read_scans = tuple(_scan(one, sent_at) for one in scans)
    except (KeyError, TypeError, AttributeError, OverflowError, ValueError) as error:
        raise error if isinstance(error, BadDelivery) else BadDelivery(f"not understood: {error}") from error
    device = "".join(char for char in device if char.isprintable()).strip()[:40]
    return Delivery(device or "?", read_scans)


def _scan(told: dict[str, Any], sent_at: datetime) -> Scanned:
    ticket, session = str(told["t"]), told["s"]
    if not _TICKET.fullmatch(ticket):
        raise BadDelivery("t: 32 hexadecimal digits")
    if not isinstance(session, int) or not 0 <= session < 2**31:
        raise BadDelivery("s: a session's number, or 0")
    clock = rules.Clock(
        at=_instant(told["at"]), sent_at=sent_at,
        contact=_instant(told["contact"]) if told.get("contact") is not None else None,
        elapsed=_span(told.get("elapsed")), offset=_span(told.get("offset")),
    )  # fmt: skip
    return Scanned(UUID(str(told["id"])), ticket, session, clock)


def _instant(milliseconds: Any) -> datetime:
    """Milliseconds since 1970, as JavaScript's clock says them."""
    return datetime.fromtimestamp(_number(milliseconds) / 1000, UTC)


def _span(milliseconds: Any) -> timedelta | None:
    return None if milliseconds is None else timedelta(milliseconds=_number(milliseconds))


def _number(said: Any) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not -1e14 < said < 1e14:
        raise BadDelivery(f"{said!r}: a number of milliseconds")
    return float(said)
