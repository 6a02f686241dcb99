"""Pages that one visitor was shown, kept for the next one (docs/adr/0038): never longer than they are true.

A page is kept for anonymous GET requests, under its address, the snapshot, the list of what is suppressed and
platform.public_state.version(), which are read before the page is made. Nothing is kept that sets a cookie, holds the
token of a form, or is no page of settings.KEPT_PAGES. Browsers ask each time, and are told 304 where nothing changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from karta.portal.platform import public_state
from karta.portal.platform.snapshots import store
from karta.vocab.suppressed import FILE

LARGEST = 128 * 1024  # bytes of a body as it is sent
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_RANGE")  # headers of requests that get an answer of their own
PARTS = ("HTTP_HX_", "HTTP_KARTA_")  # beginnings of headers by which our scripts ask for a part of a page
VARIES = {"cookie", "accept-encoding", "hx-request", "karta-map"}  # what the key or a refusal to keep takes care of
STATUS = "Cache-Status"  # RFC 9211


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer: its body as it is sent, and its headers."""

    body: bytes
    headers: dict[str, str]


class KeptPages:
    """Middleware, outside of compression: what is kept is compressed once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request) if is_a_visitors(request) else None
        if key is None:
            return self.get_response(request)
        found = caches[public_state.STORE].get(key)
        if found is not None:
            return _again(request, found)
        response = self.get_response(request)
        if may_keep(request, response):
            response.headers.setdefault("Cache-Control", "no-cache")
            caches[public_state.STORE].set(key, Kept(response.content, dict(response.items())), public_state.SECONDS)
            response.headers[STATUS] = "karta; fwd=miss; stored"
        return response


def is_a_visitors(request: HttpRequest) -> bool:
    """Whether a request says nothing of who asks: no cookie but the one of forms, no key, and a whole page."""
    if not settings.KEPT_PAGES or request.method != "GET":
        return False
    return set(request.COOKIES) <= {settings.CSRF_COOKIE_NAME} and not any(
        name in PERSONAL or name.startswith(PARTS) for name in request.META
    )


def may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer is the same for every visitor."""
    asked_for = request.resolver_match
    return (
        response.status_code == 200
        and not response.streaming
        and asked_for is not None
        and (asked_for.app_name in settings.KEPT_PAGES or asked_for.view_name in settings.KEPT_PAGES)
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # the page holds a token
        and not _forbids(response)
        and len(response.content) <= LARGEST
    )


def _forbids(response: HttpResponse) -> bool:
    said = response.headers.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return any(word in said for word in ("no-store", "private")) or bool(varies - VARIES)


def _key(request: HttpRequest) -> str | None:
    """None where nothing may be kept now. The language is in the address; the host is in links to pages."""
    at, current = public_state.version(), store().current()
    if at is None:
        return None
    is_compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    said: list[Any] = [
        at, current.name if current else "", _suppressed(), request.scheme, request.headers.get("Host", ""),
        request.get_full_path(), is_compressed,
    ]  # fmt: skip
    return f"page:{hashlib.sha256(repr(said).encode()).hexdigest()}"


def _suppressed() -> tuple[int, int] | None:
    """Another value whenever the list of what must not be shown is another one."""
    try:
        held = (settings.DATA / FILE).stat()
    except FileNotFoundError:
        return None
    return held.st_mtime_ns, held.st_size


def _again(request: HttpRequest, found: Kept) -> HttpResponse:
    response = HttpResponse(found.body, headers=found.headers)
    response.headers[STATUS] = "karta; hit"
    answer: HttpResponse = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
    return answer
