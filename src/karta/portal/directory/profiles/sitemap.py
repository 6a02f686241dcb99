"""The offers' part of the sitemap: one page, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from karta.portal.directory.profiles.models import Offer
from karta.portal.platform.sitemaps import Entry


def entries() -> Iterable[Entry]:
    """The page with the day of its newest offer; none while there is nothing on it."""
    newest = Offer.objects.order_by("-confirmed").values_list("confirmed", flat=True).first()
    if newest is not None:
        yield Entry({language: f"/{language}/offers/" for language in ("bg", "en")}, newest.isoformat())
