"""The door of Wagtail's administration: for editors only, and with the policy that its pages need (adr/0032)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from karta.portal.platform.errors import error_page
from karta.portal.platform.gate import PublicationRefused
from karta.portal.rooms.news import rules, services

ADMINISTRATION = "/team/pages/"
# Wagtail's administration carries scripts and styles inside its pages; its preview is a frame of our own pages.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    ]
)


class EditorsOnly:
    """Asks who comes before any page of Wagtail's administration is run; other addresses pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ADMINISTRATION):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        may = rules.may_edit_pages(request.user)
        services.keep_in_step(request.user, may_edit=may)
        if not may:
            return error_page(request, 403)
        response = self.get_response(request)
        add_never_cache_headers(response)
        response["Content-Security-Policy"] = POLICY
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A text that was refused outside the editor's form (many at once, a workflow): said where one came from."""
        if not isinstance(exception, PublicationRefused):
            return None
        for message in exception.messages:
            messages.error(request, message)
        return redirect("wagtailadmin_home")
