"""How much one request may bring: refused by its announced length, before a byte of it is read or kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from karta.portal.platform.errors import error_page

AROUND = 1024 * 1024  # what the other fields of a form with a file may take


class BodyLimit:
    """Middleware: 413 for a body over the limit. Who is not signed in has no form with a file.

    A body without an announced length is not read at all: Django takes it for empty.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = str(request.META.get("CONTENT_LENGTH") or 0)
        if not told.isdecimal():
            return error_page(request, 400)
        if int(told) <= _limit(request):
            return self.get_response(request)
        response = error_page(request, 413)
        response.headers["Connection"] = "close"  # what is still on its way is not waited for
        return response


def _limit(request: HttpRequest) -> int:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return AROUND + int(settings.UPLOAD_LIMIT_BYTES if has_session else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
