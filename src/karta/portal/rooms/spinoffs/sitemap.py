"""The room's part of the sitemap: the goal, and each spin-off of the list in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from karta.portal.platform.sitemaps import Entry
from karta.portal.rooms.spinoffs.models import SpinOff


def entries() -> Iterable[Entry]:
    """The goal's page with the day of the last change in the list, and every page of a spin-off."""
    rows = list(SpinOff.objects.order_by("code").values_list("code", "changed_at"))
    newest = max((changed for _code, changed in rows), default=None)
    yield Entry({one: f"/{one}/spinoffs/" for one in ("bg", "en")}, f"{newest:%Y-%m-%d}" if newest else "")
    for code, changed in rows:
        yield Entry({one: f"/{one}/spinoffs/companies/{code}/" for one in ("bg", "en")}, f"{changed:%Y-%m-%d}")
