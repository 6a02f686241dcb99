"""Errors: what failed, what still works, what to do; a page for people, a problem (RFC 9457) for programs."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus

import duckdb
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from karta.portal.platform.problems import in_both_languages, problem
from karta.portal.platform.snapshots import NoSnapshot, NothingByThen
from karta.snapshot.errors import NoSuchSnapshot

log = logging.getLogger("karta.portal")

# status: what failed, what to do
TEXTS = {
    400: (
        gettext_noop("This address cannot be understood"),
        gettext_noop("Correct the address, or start from the map."),
    ),
    403: (
        gettext_noop("This page is for the team"),
        gettext_noop("Sign in with an account that may do this, or ask a steward."),
    ),
    404: (
        gettext_noop("There is no such page"),
        gettext_noop("The address may be old or mistyped. Search for the organisation by name or register number."),
    ),
    410: (
        gettext_noop("This link no longer works"),
        gettext_noop("It was used or is older than a day. Start the portal again: it prints a new link."),
    ),
    413: (gettext_noop("The file is too large"), gettext_noop("Send at most 50 MB at once; split the file by rows.")),
    429: (
        gettext_noop("Too many attempts"),
        gettext_noop("Wait fifteen minutes, then try again. Nothing was changed."),
    ),
    500: (
        gettext_noop("The page failed"),
        gettext_noop("It is our mistake, and it was written down under this code. Try again in a minute."),
    ),
    503: (
        gettext_noop("No data is published yet"),
        gettext_noop("Build and publish a snapshot, or choose a later day."),
    ),
}


NOTHING_BY_THEN = gettext_noop("Nothing was published yet on the day that as_of asks for; choose a later one.")


def error_page(request: HttpRequest, status: int, *, detail: str = "", code: str = "") -> HttpResponse:
    """The page of one status, in the reader's language. detail: what exactly was wrong, already translated."""
    failed, advice = TEXTS[status]
    if request.path.startswith("/api/"):
        name = "content_too_large" if status == 413 else HTTPStatus(status).phrase.lower().replace(" ", "_")
        return problem(status, code=name, message=in_both_languages(failed))
    said = {"status": status, "failed": _(failed), "advice": _(advice), "detail": detail, "code": code}
    return render(request, "platform/error.html", said, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A body with more fields or longer ones than a form has is too large; the exception's own words are Django's."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return error_page(request, 413)
    return error_page(request, 400, detail="" if isinstance(exception, SuspiciousOperation) else str(exception))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls with both
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls with both
    return error_page(request, 403, detail=_("The form was open too long. Load it again and send it once more."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls with both
    return error_page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """What allauth answers beyond its limits (platform.account_settings)."""
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """The code stands in the log beside the traceback, so that a reader's report finds it."""
    code = secrets.token_hex(3).upper()
    log.error("error page %s: %s %s", code, request.method, escape_uri_path(request.path))
    return error_page(request, 500, code=code)


class NothingPublished:
    """Turns NoSnapshot, wherever a view meets it, into its page: 503, or 404 for a day before the first snapshot.

    Gives a refused method of the API its shape.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not request.path.startswith("/api/"):
            return response
        said = in_both_languages(gettext_noop("This address can only be read (GET)."))
        shaped = problem(response.status_code, code="method_not_allowed", message=said)
        shaped["Allow"] = response["Allow"]
        return shaped

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NothingByThen):
            return error_page(request, 404, detail=_(NOTHING_BY_THEN))
        if isinstance(exception, NoSnapshot) or is_snapshot_damaged(exception):
            return error_page(request, 503)
        return None


def is_snapshot_damaged(error: Exception) -> bool:
    """Whether a file of a published snapshot is missing: deleted by hand; asking again does not help."""
    is_missing = isinstance(error, FileNotFoundError) and str(settings.DATA) in str(error.filename)
    damaged = is_missing or isinstance(error, duckdb.IOException | NoSuchSnapshot)
    if damaged:
        log.error("a snapshot is damaged: %s; publish another one (karta snapshots, karta publish NAME)", error)
    return damaged
