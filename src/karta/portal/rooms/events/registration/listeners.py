"""What registration does when a published session changes."""

from __future__ import annotations

from django.db import transaction

from karta.portal.rooms.events.listeners import Changed
from karta.portal.rooms.events.registration.tasks import tell_changed


def tell(changed: Changed) -> None:
    """Have the worker write to everybody who chose the session, once the change is committed."""
    was_at = changed.starts_at.isoformat() if changed.starts_at else None
    session_id, what = changed.session.pk, changed.what
    transaction.on_commit(lambda: tell_changed.enqueue(session_id, what, was_at))
