"""Reads of speakers by the link of a letter."""

from __future__ import annotations

from datetime import datetime, timedelta

from karta.portal.platform import tokens
from karta.portal.rooms.events.models import Speaker
from karta.portal.rooms.events.speakers.letters import PURPOSE

LEEWAY = timedelta(seconds=2)  # a token's time is in whole seconds


def of_link(token: str, at: datetime) -> Speaker:
    """The speaker that a link belongs to. Errors: tokens.BadToken for one that is not ours, whose speaker is gone, or
    that is older than the newest invitation: whoever got an earlier letter may be somebody else."""
    found = Speaker.objects.select_related("edition", "body").filter(pk=tokens.read(PURPOSE, token)).first()
    if found is None or found.asked_at is None:
        raise tokens.BadToken(f"{PURPOSE}: nobody was asked by this link")
    tokens.read(PURPOSE, token, within=at - found.asked_at + LEEWAY)
    return found
