"""What other parts of the room do when a session that readers know changes: they append to CHANGED in `ready()`.

A listener is called inside the transaction of the write, after the session was saved; what it raises undoes the write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from karta.portal.rooms.events.models import Session

What = Literal["moved", "cancelled", "restored"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A published session that got another time or hall, was cancelled, or takes place after all.

    `starts_at`, `ends_at`, `hall_id`: as they were before; `session` holds what is true now.
    """

    session: Session
    what: What
    starts_at: datetime | None
    ends_at: datetime | None
    hall_id: int | None
    at: datetime


CHANGED: list[Callable[[Changed], None]] = []


def tell(changed: Changed) -> None:
    """Call every listener, in the order in which they were appended."""
    for listener in CHANGED:
        listener(changed)
