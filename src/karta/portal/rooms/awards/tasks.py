"""The room's tasks."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from karta.portal.rooms.awards.entries import services
from karta.portal.rooms.awards.entries.blind import key_of_text
from karta.portal.rooms.awards.entries.reading import words_of
from karta.portal.rooms.awards.models import File


@task()
def read_words(file_id: str) -> None:
    """Read a copy without names, so that the entrant's own names are found in it; one that is gone is left alone."""
    found = File.objects.filter(pk=UUID(file_id), read_at=None).first()
    if found is None:
        return
    with found.file.open("rb") as held:
        pages = words_of(held.read())
    keys = None if pages is None else [key_of_text(page) for page in pages]
    services.note_pages(file_id=found.pk, pages=keys, at=timezone.now())
