"""Reads of slides."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.afterwards.models import Author, Consent, Deck
from karta.portal.rooms.events.models import Speaker

# What a reader may do is what the strictest of the authors allows.
STRICTEST_FIRST = (Consent.Licence.READ, Consent.Licence.BY_NC, Consent.Licence.BY)


@dataclass(frozen=True, slots=True)
class Shown:
    """Slides that everybody may have: who made them, of those who agreed to be named, and on what terms."""

    deck: Deck
    speakers: list[Speaker]
    licence: Consent.Licence


def shown(edition: Edition) -> list[Shown]:
    """An edition's public slides in the order of its programme. Four queries."""
    found = _with_authors(Deck.objects.public().filter(edition=edition)).select_related("session__hall")
    ordered = sorted(found, key=_in_programme)
    return [Shown(one, _named(one), licence_of(one)) for one in ordered]


def _in_programme(deck: Deck) -> tuple[bool, float, str]:
    starts_at = deck.session.starts_at if deck.session else None
    return starts_at is None, starts_at.timestamp() if starts_at else 0.0, deck.title_en


def _with_authors(decks: QuerySet[Deck]) -> QuerySet[Deck]:
    authors = Author.objects.select_related("speaker__body").prefetch_related("consents")
    return decks.prefetch_related(Prefetch("authors", authors))


def _named(deck: Deck) -> list[Speaker]:
    return [one.speaker for one in deck.authors.all() if one.speaker and one.speaker.is_named]


def licence_of(deck: Deck) -> Consent.Licence:
    """The strictest terms among its authors', `read` where one of them agrees to none."""
    said = {one.licence for author in deck.authors.all() for one in author.consents.all() if not one.withdrawn_at}
    return next((one for one in STRICTEST_FIRST if one in said), Consent.Licence.READ)


def held(edition: Edition) -> list[Deck]:
    """All slides of an edition with their authors and what these said, for the team. Three queries."""
    return list(_with_authors(Deck.objects.filter(edition=edition)).select_related("session"))


def of_speaker(speaker: Speaker) -> list[Author]:
    """A speaker's own part in slides, with what they said of each."""
    own = Author.objects.filter(speaker=speaker).select_related("deck__session", "deck__edition")
    return list(own.prefetch_related("consents"))
