"""Every error of the API in one shape: application/problem+json (RFC 9457), in both languages."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

MEDIA_TYPE = "application/problem+json"
DESCRIBED_AT = "/api/v1/docs"  # a problem's type is its line there

# code: what kind of problem it is, the same whenever it occurs
TITLES = {
    "wrong_parameter": "A parameter has a value that cannot be understood",
    "bad_request": "The request cannot be understood",
    "unknown_key": "This key is not known, or it was revoked",
    "forbidden": "This is not for you to see",
    "not_found": "There is nothing at this address",
    "method_not_allowed": "This address does not take that method",
    "gone": "This is no longer here",
    "content_too_large": "What was sent is too large",
    "too_many_requests": "More requests than the limit allows",
    "internal_server_error": "The answer failed; the fault is ours",
    "no_snapshot": "No data is published yet",
    "service_unavailable": "Not now",
}


class Problem(Schema):
    """What went wrong and what to do (RFC 9457). `parameter` names the one to correct, or is null."""

    type: str = Field(examples=[f"{DESCRIBED_AT}#wrong_parameter"])
    title: str = Field(examples=[TITLES["wrong_parameter"]])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["headcount_min: write a whole number"])
    code: str = Field(examples=["wrong_parameter"])
    message_en: str = Field(examples=["headcount_min: write a whole number"])
    message_bg: str = Field(examples=["headcount_min: пишете цяло число"])
    parameter: str | None = Field(examples=["headcount_min"])


def in_both_languages(text: str) -> dict[str, str]:
    """A msgid as {"en": …, "bg": …}."""
    with translation.override("bg"):
        return {"en": text, "bg": _(text)}


def problem(status: int, *, code: str, message: dict[str, str], parameter: str | None = None) -> HttpResponse:
    """The answer of one error. `code`: a key of TITLES, or the status in words where it has no line there."""
    said = {
        "type": f"{DESCRIBED_AT}#{code}" if code in TITLES else "about:blank",
        "title": TITLES.get(code, HTTPStatus(status).phrase),
        "status": status,
        "detail": message["en"],
        "code": code,
        "message_en": message["en"],
        "message_bg": message["bg"],
        "parameter": parameter,
    }
    return JsonResponse(said, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
