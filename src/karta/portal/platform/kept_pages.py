"""Pages that one visitor was shown, kept for the next one (docs/adr/0038): never longer than they are true.

A page is kept for anonymous GET requests, under its address and platform.public_state.version(), which is read before
the page is made. Nothing is kept that sets a cookie, holds the token of a form, or is no page of settings.KEPT_PAGES.
Browsers ask each time, and are told 304 where nothing changed.
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

LARGEST = 128 * 1024  # bytes of a body as it is sent
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_RANGE")  # headers of requests that get an answer of their own
PARTS = ("HTTP_HX_", "HTTP_KARTA_")  # beginnings of headers by which our scripts ask for a part of a page
VARIES = {"cookie", "accept-encoding", "hx-request", "karta-map"}  # what the key or a refusal to keep takes care of
STORE = "public"  # of settings.CACHES
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
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with public_state.asked_once():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        key = _key(request) if is_a_visitors(request) else None
        if key is None:
            return self.get_response(request)
        found = caches[STORE].get(key)
        if found is not None:
            return _again(request, found)
        response = self.get_response(request)
        if may_keep(request, response):
            response.headers.setdefault("Cache-Control", "no-cache")
            caches[STORE].set(key, Kept(response.content, dict(response.items())), _seconds(request))
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
    return (
        response.status_code == 200
        and not response.streaming
        and _seconds(request) > 0
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # the page holds a token
        and not _forbids(response)
        and len(response.content) <= LARGEST
    )


def _seconds(request: HttpRequest) -> int:
    """How long this page may be kept; 0: it may not."""
    asked_for = request.resolver_match
    names = (asked_for.view_name, asked_for.app_name) if asked_for else ()
    return next((settings.KEPT_PAGES[name] for name in names if name in settings.KEPT_PAGES), 0)


def _forbids(response: HttpResponse) -> bool:
    said = response.headers.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return any(word in said for word in ("no-store", "private")) or bool(varies - VARIES)


def _key(request: HttpRequest) -> str | None:
    """None where nothing may be kept now. The language is in the address; the host is in links to pages."""
    at = public_state.version()
    if at is None:
        return None
    is_compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    said: list[Any] = [
        at, request.scheme, request.headers.get("Host", ""), request.get_full_path(), is_compressed,
    ]  # fmt: skip
    return f"page:{hashlib.sha256(repr(said).encode()).hexdigest()}"


def _again(request: HttpRequest, found: Kept) -> HttpResponse:
    response = HttpResponse(found.body, headers=found.headers)
    response.headers[STATUS] = "karta; hit"
    answer: HttpResponse = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
    return answer
