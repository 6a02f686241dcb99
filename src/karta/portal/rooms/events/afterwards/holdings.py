"""What is held about a person after an edition: slides and what they said of them. Feedback is in nobody's name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject
from karta.portal.rooms.events.afterwards.models import Author
from karta.portal.rooms.events.afterwards.slides.services import forget_slides_of


def _authorships(subject: Subject) -> QuerySet[Author]:
    return Author.objects.filter(subject.wrote("speaker__email")).select_related("deck__edition").order_by("pk")


def _slides(subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "event": one.deck.edition.code, "title_bg": one.deck.title_bg, "title_en": one.deck.title_en,
            "name": one.deck.name, "asked_at": one.asked_at,
            "consents": list(one.consents.values("licence", "given_at", "withdrawn_at")),
        }
        for one in _authorships(subject)
    ]  # fmt: skip


def _erase_slides(subject: Subject, at: datetime) -> int:
    return forget_slides_of([one.deck_id for one in _authorships(subject)], at=at)


SLIDES = Holder(
    "event_slides", _("Your slides from events, and whether everybody may have them"),
    _("While the team keeps them; a month after you take your agreement back; with the account at once."), _slides,
    _erase_slides,
)  # fmt: skip
ALL = (SLIDES,)
