"""What remains of editions in the sitemap: galleries and libraries that have something to show."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from karta.portal.platform.sitemaps import Entry
from karta.portal.rooms.events.afterwards.models import Deck, Picture


def entries() -> Iterable[Entry]:
    """One entry a gallery with the day of its newest picture, one a library with that of its newest slides."""
    pictures = Picture.objects.public().order_by().values_list("edition__code").annotate(at=Max("published_at"))
    for code, at in sorted(pictures):
        yield _entry(code, "gallery", f"{at:%Y-%m-%d}")
    decks = (
        Deck.objects.public().order_by().values_list("edition__code").annotate(at=Max("authors__consents__given_at"))
    )
    for code, at in sorted(decks):
        yield _entry(code, "slides", f"{at:%Y-%m-%d}")


def _entry(code: str, part: str, day: str) -> Entry:
    return Entry({language: f"/{language}/events/{code}/{part}/" for language in ("bg", "en")}, day)
