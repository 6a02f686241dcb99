"""Which names the portal answers to: asked before anything else, so that no page has to be made for another one."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

SAID = "This portal does not answer to that host name. Порталът не отговаря на това име.\n"


class KnownHost:
    """Middleware: 400 in plain words for a host that is none of KARTA_HOSTS; a page would hold addresses of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponse(SAID, status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
