"""What was published when, and what changed from one publication to another."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from karta.explore.filters import Filter, FilterError, one_of
from karta.explore.published import REASONS, changes
from karta.explore.sentence import filter_sentence
from karta.portal.explorer.changes_page import ChangesPage, publication_rows
from karta.portal.explorer.queries import NotPublished, published_pair
from karta.portal.explorer.views.proof import not_understood
from karta.portal.platform.snapshots import store

PER_PAGE = 100
LAST_PAGE = 10**6


def publication_list(request: HttpRequest) -> HttpResponse:
    """All publications, newest first, each with what changed from the one before it."""
    said: dict[str, Any] = {
        "publications": publication_rows(store().publications()),
        "section": "data",
        "tab": "changes",
    }
    return render(request, "explorer/publications.html", said)


def changes_page(request: HttpRequest, older: str, newer: str) -> HttpResponse:
    """Which published numbers changed between two publications, and why; with a filter, of what matches in either."""
    language = get_language()
    try:
        pair = published_pair(older, newer)
        params = {name: request.GET.getlist(name) for name in request.GET}
        asked = Filter.from_params(params, also=("reason", "page"))
        page, reason = _page(request), _reason(request)
        chosen = asked if asked.to_params() else None
        found = changes(*pair, chosen, limit=PER_PAGE, offset=(page - 1) * PER_PAGE, reason=reason)
    except NotPublished as error:
        raise Http404(str(error)) from error
    except FilterError as error:
        return not_understood(request, error)
    said = ChangesPage(found, store().publications(), language).context(asked, page, reason, PER_PAGE)
    sentence = filter_sentence(pair[1], asked, language) if chosen else ""
    return render(
        request, "explorer/changes.html", {**said, "filter_words": sentence, "section": "data", "tab": "changes"}
    )


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page") or "1"
    if not text.isdecimal() or len(text) > 7 or not 1 <= int(text) <= LAST_PAGE:
        raise FilterError("page", text, f"write a number from 1 to {LAST_PAGE}", f"пишете число от 1 до {LAST_PAGE}")
    return int(text)


def _reason(request: HttpRequest) -> str | None:
    text = request.GET.get("reason") or None
    return None if text is None else one_of("reason", text, REASONS)
