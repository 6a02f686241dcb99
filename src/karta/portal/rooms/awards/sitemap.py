"""The awards' part of the sitemap: every edition in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from karta.portal.platform.sitemaps import Entry
from karta.portal.rooms.awards import queries


def entries() -> Iterable[Entry]:
    """One entry an edition, with the day of its last change."""
    for one in queries.editions():
        paths = {language: f"/{language}/awards/{one.code}/" for language in ("bg", "en")}
        yield Entry(paths, f"{one.changed_at:%Y-%m-%d}")
