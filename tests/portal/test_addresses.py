"""Addresses of the portal as a whole."""

from __future__ import annotations

import re

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern

from karta.portal.rooms.news.urls import PAGES


def test_no_page_stands_where_an_address_without_a_language_is() -> None:
    """Else its 404 would be sent on to a page's address in the reader's language."""
    first = set()
    for one in get_resolver().url_patterns:
        if isinstance(one.pattern, LocalePrefixPattern):
            continue
        inner = one.url_patterns if hasattr(one, "url_patterns") and not str(one.pattern) else [one]
        first |= {str(each.pattern).lstrip("^").partition("/")[0] for each in inner}
    words = {word for word in first if re.fullmatch(r"[a-z]+", word)}
    assert {"api", "embed", "oembed", "healthz", "readyz", "metrics", "media", "documents", "team"} <= words
    assert [word for word in sorted(words) if re.match(PAGES, f"{word}/")] == []
