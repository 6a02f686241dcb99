"""Speakers hear by mail when a session of theirs is moved, cancelled or takes place after all."""

from __future__ import annotations

from karta.portal.platform import mail
from karta.portal.rooms.events.listeners import Changed
from karta.portal.rooms.events.models import Speaker
from karta.portal.rooms.events.speakers import letters


def write_to_speakers(changed: Changed) -> None:
    """One letter to each who was asked and did not decline."""
    known = Speaker.objects.filter(parts__session=changed.session, asked_at__isnull=False, withdrawn_at=None)
    for speaker in known.exclude(email="").select_related("edition").order_by("pk"):
        mail.send(letters.changed(speaker, changed, at=changed.at))
