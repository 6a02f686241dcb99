"""The room's chore: drafts and entries go when their time is over."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from karta.portal.platform import audit
from karta.portal.rooms.awards import queries, rules
from karta.portal.rooms.awards.entries.stored import delete


@transaction.atomic
def forget() -> int:
    """Delete entries past their retention; how many."""
    at = timezone.now()
    found = list(queries.expired(at - rules.DRAFT_LIFE, at - rules.ENTRY_LIFE))
    for one in found:
        delete(one)
    if found:
        audit.record("entries.expired", target="awards", by=None, at=at, entries=len(found))
    return len(found)
