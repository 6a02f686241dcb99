"""The events' part of the sitemap: every event stands in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from karta.portal.directory.models import Edition
from karta.portal.platform.sitemaps import Entry


def entries() -> Iterable[Entry]:
    """One entry an event, with the day of its last change."""
    for code, changed in Edition.objects.order_by("code").values_list("code", "changed_at"):
        yield Entry({language: f"/{language}/events/{code}/" for language in ("bg", "en")}, f"{changed:%Y-%m-%d}")
