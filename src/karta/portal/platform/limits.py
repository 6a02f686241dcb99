"""How many requests a minute one address or one key may make, and what is answered beyond."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop

from karta.portal.platform import queries
from karta.portal.platform.counts import WINDOW, Counts
from karta.portal.platform.problems import in_both_languages, problem

LIMITED = re.compile(r"^/api/|^/(bg|en)/map/(export|feed)\.|^/(bg|en)/saved/[^/]+/feed\.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one caller stands in this minute. `policy`: anonymous or key; `seconds` until the count begins anew."""

    policy: str
    limit: int
    used: int
    seconds: int

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """RateLimit fields as the IETF's draft-ietf-httpapi-ratelimit-headers-10 writes them."""
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={left};t={self.seconds}',
        }


def given_key(request: HttpRequest) -> str | None:
    """The key of `Authorization: Bearer …` or `X-API-Key: …`, or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("X-API-Key", "").strip() or None


class RateLimit:
    """Middleware: counts what programs ask for, refuses with 429 what goes beyond, tells everybody where they stand.

    Pages are not counted. `settings.RATE_LIMITS` None: nothing is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._counts: Counts | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.RATE_LIMITS is None or not LIMITED.match(request.path):
            return self.get_response(request)
        key = given_key(request)
        if key is not None and not queries.is_live_key(key):
            text = gettext_noop("This API key is not known or was revoked. Send another one, or none.")
            return problem(401, code="unknown_key", message=in_both_languages(text), parameter="X-API-Key")
        standing = self._standing(request, key)
        response = _refused(standing) if standing.is_over else self.get_response(request)
        for name, value in standing.headers().items():
            response.headers[name] = value
        return response

    def _standing(self, request: HttpRequest, key: str | None) -> Standing:
        now, policy = time.time(), "key" if key else "anonymous"
        caller = f"{policy} {queries.attempt_key(key or network_of(request.META.get('REMOTE_ADDR', '')))}"
        used = self._file().add(caller, now)
        return Standing(policy, settings.RATE_LIMITS[policy], used, WINDOW - int(now) % WINDOW)

    def _file(self) -> Counts:
        path = settings.STATE / "limits.sqlite3"
        if self._counts is None or self._counts.path != path:
            self._counts = Counts(path)
        return self._counts


def network_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 that one subscriber of IPv6 is given."""
    with contextlib.suppress(ValueError):
        found = ipaddress.ip_address(address)
        if found.version == 6:
            return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def _refused(standing: Standing) -> HttpResponse:
    texts = in_both_languages(
        gettext_noop("More than %(limit)s requests in this minute. Wait %(seconds)s s, or use a key: /en/account/keys/")
    )
    numbers = {"limit": standing.limit, "seconds": standing.seconds}
    said = {language: text % numbers for language, text in texts.items()}
    response = problem(429, code="too_many_requests", message=said)
    response.headers["Retry-After"] = str(standing.seconds)
    return response
