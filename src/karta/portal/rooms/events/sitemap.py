"""The events' part of the sitemap: every event, series, programme and session stands in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from karta.portal.directory.models import Edition, Series
from karta.portal.platform.sitemaps import Entry
from karta.portal.rooms.events.models import Session
from karta.portal.rooms.events.programme.queries import last_changes


def entries() -> Iterable[Entry]:
    """One entry an event, with the day of its last change; one a series, with that of the last of its editions; one a
    programme and a session that is public."""
    for code, changed in Edition.objects.order_by("code").values_list("code", "changed_at"):
        yield _both(f"events/{code}/", f"{changed:%Y-%m-%d}")
    series = Series.objects.annotate(at=Max("editions__changed_at")).exclude(at=None).order_by("code")
    for code, changed in series.values_list("code", "at"):
        yield _both(f"events/series/{code}/", f"{changed:%Y-%m-%d}")
    for code, changed in last_changes().items():
        yield _both(f"events/{code}/programme/", f"{changed:%Y-%m-%d}")
    sessions = Session.objects.public().order_by("pk")
    for pk, code, changed in sessions.values_list("pk", "edition__code", "changed_at"):
        yield _both(f"events/{code}/programme/{pk}/", f"{changed:%Y-%m-%d}")


def _both(path: str, changed: str) -> Entry:
    return Entry({language: f"/{language}/{path}" for language in ("bg", "en")}, changed)
