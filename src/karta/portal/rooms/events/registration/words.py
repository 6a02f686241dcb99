"""An edition's days, hours and place in words, for tickets."""

from __future__ import annotations

from karta.portal.directory import printed
from karta.portal.directory.models import Edition


def when_and_where(edition: Edition, language: str) -> tuple[str, str]:
    """(days and hours, place) of an edition; "" for what is not known."""
    days = printed.dates(edition.starts_on, edition.ends_on, edition.date_precision, language)
    hours = printed.hours(edition.starts_at, edition.ends_at)
    other = "en" if language == "bg" else "bg"
    return ", ".join(filter(None, (days, hours))), edition.place[language] or edition.place[other] or ""
