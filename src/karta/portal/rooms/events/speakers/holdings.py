"""What the room holds about a speaker: by the address that they are written to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject
from karta.portal.rooms.events.models import Speaker

OWN = ("name_bg", "name_en", "affiliation_bg", "affiliation_en", "email", "language", "asked_at", "consented_at",
       "withdrawn_at")  # fmt: skip


def _speakers(subject: Subject) -> list[dict[str, Any]]:
    return [
        {column: getattr(one, column) for column in OWN}
        | {
            "event": one.edition.code,
            "sessions": list(one.parts.values("session__title_bg", "session__title_en", "role")),
        }
        for one in Speaker.objects.filter(subject.wrote("email")).select_related("edition").order_by("pk")
    ]


def _erase(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    own = Speaker.objects.filter(subject.wrote("email"))
    count = own.count()
    own.delete()
    return count


SPEAKERS = Holder(
    "speakers", _("You as a speaker"),
    _("While you agree to be named; without that until 90 days after the event. Sessions stay, without your name."),
    _speakers, _erase,
)  # fmt: skip
