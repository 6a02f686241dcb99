"""Feeds of any filter of the map: what each publication changed in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from karta.portal.directory import filters
from karta.portal.directory.saved import feed_answer, understood


@understood
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """`/bg/map/feed.atom?<filter>` and `feed.json`. The same parameters as the map; `as_of` has no meaning here."""
    return feed_answer(request, filters.asked_filter(request), form)
