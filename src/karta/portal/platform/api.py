"""What every part of the API shares: errors as problems, conditional requests, and a page that describes it all."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext_noop
from django.views.decorators.http import condition
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from ninja.renderers import BaseRenderer

from karta.explore.filters import FilterError
from karta.portal.platform.description import example_of
from karta.portal.platform.errors import NOTHING_BY_THEN, error_page, is_snapshot_damaged
from karta.portal.platform.problems import TITLES, in_both_languages, problem
from karta.portal.platform.snapshots import NoSnapshot, NothingByThen, asked_snapshot

log = logging.getLogger("karta.portal.api")


class JSONRenderer(BaseRenderer):
    """Cyrillic as it is, not as escapes: half the size, and readable. orjson writes fifty organisations in a tenth of
    the standard library's time."""

    media_type = "application/json"
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 - ninja's shape
        return orjson.dumps(data, default=str)


def install_errors(api: NinjaAPI) -> None:
    """Every error leaves in the documented shape."""

    @api.exception_handler(FilterError)
    def wrong_parameter(request: HttpRequest, error: FilterError) -> HttpResponse:  # noqa: ARG001 - ninja's shape
        said = {"en": f"{error.parameter}: {error.message_en}", "bg": f"{error.parameter}: {error.message_bg}"}
        return problem(400, code="wrong_parameter", message=said, parameter=error.parameter)

    @api.exception_handler(ValidationError)
    def wrong_type(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - ninja's shape
        parameter = str(error.errors[0]["loc"][-1])
        said = in_both_languages(gettext_noop("This parameter has a value that cannot be read."))
        return problem(400, code="wrong_parameter", message=said, parameter=parameter)

    @api.exception_handler(BadRequest)
    def bad_request(request: HttpRequest, error: BadRequest) -> HttpResponse:  # noqa: ARG001 - ninja's shape
        said = in_both_languages(gettext_noop("as_of: write a day as YYYY-MM-DD, such as 2026-11-23."))
        return problem(400, code="wrong_parameter", message=said, parameter="as_of")

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - ninja's shape
        """The parameter to correct is the last one of the path."""
        names = list(request.resolver_match.kwargs) if request.resolver_match else []
        if names == ["org_id"]:
            text = gettext_noop("There is no such organisation in this snapshot.")
        else:
            text = gettext_noop("There is nothing under this address in this snapshot.")
        return problem(404, code="not_found", message=in_both_languages(text), parameter=names[-1] if names else None)

    @api.exception_handler(NoSnapshot)
    def nothing_published(request: HttpRequest, error: NoSnapshot) -> HttpResponse:  # noqa: ARG001 - ninja's shape
        if isinstance(error, NothingByThen):
            return problem(404, code="not_found", message=in_both_languages(NOTHING_BY_THEN), parameter="as_of")
        return problem(503, code="no_snapshot", message=in_both_languages(gettext_noop("No data is published yet")))

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, error: Exception) -> HttpResponse:
        if is_snapshot_damaged(error):
            return error_page(request, 503)
        log.error("API: %s failed", escape_uri_path(request.path), exc_info=error)
        return error_page(request, 500)


def entity_tag(request: HttpRequest, *_args: Any, **_kwargs: Any) -> str | None:
    """The snapshot and the question make the answer; so does the code version, which the snapshot's name holds."""
    try:
        name = asked_snapshot(request).name
    except (NoSnapshot, BadRequest):
        return None
    asked = f"{name} {request.path}?{request.META.get('QUERY_STRING', '')}"
    return f'"{hashlib.sha256(asked.encode()).hexdigest()[:24]}"'


def answers_conditionally() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator of an endpoint: ETag, and 304 where the reader has the answer already; its description says so."""
    decorate = decorate_view(condition(etag_func=entity_tag))

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.answers_conditionally = True  # platform.description reads it
        return decorate(view)

    return mark


def describe(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """The API's description as a page: every address, its parameters, an example. Loads nothing from elsewhere."""
    schema = api.get_openapi_schema()
    paths = [
        {"path": path, "method": method.upper(), **operation, "example": example_of(operation)}
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]
    language = request.GET.get("lang", "")
    said = {"paths": paths, "problems": TITLES, "limits": settings.RATE_LIMITS, "section": "data"}
    with translation.override(language if language in {"bg", "en"} else translation.get_language()):
        return render(request, "platform/api_docs.html", said)
