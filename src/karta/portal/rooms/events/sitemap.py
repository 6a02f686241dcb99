"""The events' part of the sitemap: every event and every series stands in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from karta.portal.directory.models import Edition, Series
from karta.portal.platform.sitemaps import Entry


def entries() -> Iterable[Entry]:
    """One entry an event, with the day of its last change; one a series, with that of the last of its editions."""
    for code, changed in Edition.objects.order_by("code").values_list("code", "changed_at"):
        yield Entry({language: f"/{language}/events/{code}/" for language in ("bg", "en")}, f"{changed:%Y-%m-%d}")
    series = Series.objects.annotate(at=Max("editions__changed_at")).exclude(at=None).order_by("code")
    for code, changed in series.values_list("code", "at"):
        paths = {language: f"/{language}/events/series/{code}/" for language in ("bg", "en")}
        yield Entry(paths, f"{changed:%Y-%m-%d}")
