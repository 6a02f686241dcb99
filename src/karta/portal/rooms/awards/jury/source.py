"""What the engine asks of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karta.portal.engines.review.sources import Opened, Result, Source
from karta.portal.rooms.awards.jury import services
from karta.portal.rooms.awards.models import Entry, File

if TYPE_CHECKING:
    from karta.portal.engines.review.models import Round


def document(object_id: str, key: str) -> Opened:
    """The copy without names of an entry, and no other file of it. Errors: KeyError."""
    try:
        found = File.objects.filter(pk=UUID(key), entry_id=UUID(object_id), kind=File.Kind.BLIND).first()
    except (ValueError, ValidationError) as error:
        raise KeyError(f"file {key} of entry {object_id}") from error
    if found is None:
        raise KeyError(f"file {key} of entry {object_id}")
    try:
        return Opened(found.file.open("rb"))
    except (FileNotFoundError, ValueError) as error:
        raise KeyError(f"file {key}: is gone") from error


def address(object_id: str) -> str:
    """The award's page of the team, which shows the entry in its table."""
    found = Entry.objects.select_related("award__edition").filter(pk=object_id).first()
    return reverse("awards:run", args=[found.award.edition.code]) if found else reverse("awards:desk")


def decided(found: Round, results: list[Result]) -> None:
    services.tell(found, results, at=timezone.now())


SOURCE = Source(services.APP, _("Awards"), document, address, decided)
