"""What must not be shown (suppressed.yml of the data folder), kept out of every page, feed and answer of the portal.

Snapshots hold none of it (karta.snapshot.suppression). What people typed does: it is blacked out on its way to readers.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from json import dumps
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from icalendar.parser import Contentlines

from karta.portal.platform.problems import in_both_languages, problem
from karta.vocab.suppressed import FILE, NOBODY, BadSuppressed, Suppressed, parse, pattern

log = logging.getLogger("karta.portal")
INSTEAD = gettext_noop("[left out]")
FAILED = gettext_noop("This organisation is not shown")
ADVICE = gettext_noop("It asked to be left out, or a law or a court requires it. Sums and counts are without it.")
# The team works on the texts themselves; what an account holds is its owner's.
UNCHANGED = re.compile(r"^/(?:(?:bg|en)/(?:team|curation|account)|team)/")
TEXTS = ("text/", "application/json", "application/problem+json", "application/xml", "application/atom+xml",
         "application/rss+xml", "application/geo+json", "application/ld+json", "application/feed+json",
         "application/vnd.oai.openapi+json")  # fmt: skip
_BETWEEN = r"(?:&\#?\w+;|%20|\+|\\+[nu\"/](?:[0-9a-fA-F]{4})?|[\W_]){1,6}"


@dataclass(frozen=True, slots=True)
class Hidden:
    """The list as pages need it. `names` finds the listed names in HTML, JSON and plain text, or is None."""

    told: Suppressed
    names: re.Pattern[str] | None


def hidden() -> Hidden:
    """The list as it stands now. Read anew when the file changes; while it is broken, the last one that was not."""
    path = Path(settings.DATA) / FILE
    try:
        held = path.stat()
    except FileNotFoundError:
        return _NONE
    return _read(path, held.st_mtime_ns, held.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Hidden:
    try:
        told = parse(path.read_text("utf-8"))
    except BadSuppressed as error:
        log.error("%s; until then the list before it holds", error.message_en)
        return _last.get(path, _NONE)
    names = re.compile(_found(told), re.IGNORECASE) if told.names else None
    _last[path] = Hidden(told, names)
    return _last[path]


def _found(told: Suppressed) -> str:
    return pattern(told.names, between=_BETWEEN, start=r"(?<![^\W_])", end=r"(?![^\W_])", word=_word)


def _word(word: str) -> str:
    """A word as pages, addresses and JSON may write it."""
    written = {word, escape(word), dumps(word)[1:-1], quote(word), quote(word.upper()), quote(word.lower())}
    return f"(?:{'|'.join(sorted(map(re.escape, written)))})"


_NONE = Hidden(NOBODY, None)
_last: dict[Path, Hidden] = {}


def blacked_out(text: str, instead: str = "") -> str:
    """A text without the listed names."""
    names = hidden().names
    return names.sub(instead, text) if names is not None else text


class Suppress:
    """Middleware: 410 at the addresses of listed organisations; listed names blacked out in what readers are answered.

    A question that holds a listed name finds nothing. Documents and pictures that people uploaded are not read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = hidden()
        if not found.told or UNCHANGED.match(request.path):
            return self.get_response(request)
        if found.told.org_ids & {part.partition(".")[0] for part in request.path.split("/")}:
            return _gone(request)
        if found.names is not None and request.method in ("GET", "HEAD"):
            _ask_without(request, found.names)
            return _cleaned(self.get_response(request), found.names)
        return self.get_response(request)


def _ask_without(request: HttpRequest, names: re.Pattern[str]) -> None:
    if any(names.search(value) for values in request.GET.lists() for value in values[1]):
        asked = request.GET.copy()
        for key, values in asked.lists():
            asked.setlist(key, [names.sub(_(INSTEAD), value) for value in values])
        asked._mutable = False
        request.GET = asked  # type: ignore[assignment]  # Django's own request is read as often as it is asked


def _cleaned(response: HttpResponse, names: re.Pattern[str]) -> HttpResponse:
    kind = response.headers.get("Content-Type", "")
    if response.streaming or not kind.startswith(TEXTS) or not response.content:
        return response
    text = response.content.decode(response.charset or "utf-8", "surrogateescape")
    is_calendar = kind.startswith("text/calendar")
    text = text.replace("\r\n ", "") if is_calendar else text
    cleaned = names.sub(_(INSTEAD), text)
    if cleaned == text:
        return response
    content = Contentlines.from_ical(cleaned).to_ical() if is_calendar else cleaned.encode("utf-8", "surrogateescape")
    response.content = content
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(content))
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        said = {language: f"{text}. {in_both_languages(ADVICE)[language]}" for language, text in
                in_both_languages(FAILED).items()}  # fmt: skip
        return problem(410, code="gone", message=said)
    told = {"status": 410, "failed": _(FAILED), "advice": _(ADVICE), "language": get_language()}
    return render(request, "platform/error.html", told, status=410)
