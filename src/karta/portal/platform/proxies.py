"""Whose word about a visitor's address counts: only that of proxies that the operator names (KARTA_PROXIES)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SOCKET = "unix"  # names whoever may open the portal's Unix socket: the proxy on this machine


class ClientAddress:
    """Middleware: behind named proxies, REMOTE_ADDR is the visitor's and the scheme is the one that they used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PROXIES:
            seen = request.META.get("REMOTE_ADDR", "")
            if _is_named(seen, settings.PROXIES):
                forwarded = request.headers.get("X-Forwarded-For", "")
                request.META["REMOTE_ADDR"] = visitor(seen, forwarded, settings.PROXIES)
                if request.headers.get("X-Forwarded-Proto") == "https":
                    request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


def visitor(seen: str, forwarded: str, proxies: Sequence[str]) -> str:
    """The last address that no named proxy has: what stands left of it anybody could have written."""
    chain = [part.strip() for part in forwarded.split(",") if part.strip()] + [seen]
    while len(chain) > 1 and _is_named(chain[-1], proxies):
        chain.pop()
    try:
        return str(ipaddress.ip_address(chain[-1]))
    except ValueError:
        return seen


def _is_named(address: str, proxies: Sequence[str]) -> bool:
    if not address:  # a caller on a Unix socket has none
        return SOCKET in proxies
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(one, strict=False) for one in proxies if one != SOCKET)
