"""What there is of editions that are over: one question for all pages."""

from __future__ import annotations

from dataclasses import dataclass

from karta.portal.directory.models import Edition
from karta.portal.platform.public_state import kept
from karta.portal.rooms.events.afterwards.models import Answer, Deck, Picture


@dataclass(frozen=True, slots=True)
class Remains:
    """Whether an edition has public pictures, public slides, published feedback."""

    pictures: bool
    slides: bool
    feedback: bool

    @property
    def anything(self) -> bool:
        return self.pictures or self.slides or self.feedback


def remains(edition: Edition) -> Remains:
    """What readers find of an edition that is over. Most have nothing: all are asked about at once, once a state."""
    return Remains(*(edition.pk in held for held in kept("events.remains", _held)))


def _held() -> list[frozenset[int]]:
    """Keys of the editions that have public pictures, public slides, published feedback."""
    told = (Picture.objects.public(), Deck.objects.public(), Answer.objects.exclude(batch=None))
    return [frozenset(found.order_by().values_list("edition_id", flat=True).distinct()) for found in told]
