"""What is stored of entries, and how it goes: with the transaction that says so (its caller's, who records it)."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from karta.portal.engines.review import services as review
from karta.portal.engines.review.errors import NotNow, NotThere
from karta.portal.rooms.awards.models import Entry, File


def forget_file(file: File) -> None:
    """Delete what is stored, once the transaction is committed."""
    storage, name = file.file.storage, file.file.name
    transaction.on_commit(lambda: storage.delete(name))


def delete(entry: Entry) -> None:
    """Delete an entry with all its versions and files; a jury that still judges it loses it. Call it inside a
    transaction."""
    if entry.award.round_id is not None:
        with suppress(NotThere, NotNow):  # it was not handed over, or its category is decided
            review.withdraw(round_id=entry.award.round_id, object_id=str(entry.pk), by=None, at=timezone.now())
    for file in entry.files.all():
        forget_file(file)
    entry.delete()
