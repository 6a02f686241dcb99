"""Headers that every page carries."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

# MapLibre starts its worker from our own address and draws from blob: images; nothing else leaves the origin.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    ]
)


def policy() -> str:
    """The policy of this installation: forms may also lead to its identity provider, to sign in there."""
    return POLICY.replace("form-action 'self'", f"form-action 'self' {settings.OIDC_ORIGIN}".rstrip())


class ContentSecurityPolicy:
    """Adds the policy to every answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response


class AccountsAreNotKept:
    """Pages of accounts, allauth's too, stay in no browser and no proxy. Doors (platform.access) see to theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.partition("/account/")[0] in ("/bg", "/en"):
            add_never_cache_headers(response)
        return response
