"""What every endpoint reads of a request, and what every filtered answer says first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from karta.explore.filters import Filter, FilterError
from karta.explore.matches import match
from karta.portal.platform.problems import Problem
from karta.portal.platform.snapshots import asked_snapshot

ERRORS = {400: Problem, 404: Problem, 429: Problem, 503: Problem}


class Envelope(Schema):
    """What every filtered answer says first: which snapshot, how many match, and how many cannot be told."""

    snapshot: str
    count: int
    undecided: int
    unknown: int
    outdated: int
    other_currency: int


def asked_filter(request: HttpRequest, *also: str) -> Filter:
    """The filter of the address; `also` names parameters that the endpoint reads itself. Errors: FilterError."""
    return Filter.from_params({name: request.GET.getlist(name) for name in request.GET}, also=also)


def envelope(request: HttpRequest, asked: Filter) -> dict[str, Any]:
    """The fields of Envelope for this filter."""
    snapshot = asked_snapshot(request)
    return {"snapshot": snapshot.name, **match(snapshot, asked).totals}


def whole_number(request: HttpRequest, name: str, *, default: int, most: int) -> int:
    """A parameter from 1 to `most`. Errors: FilterError."""
    text = request.GET.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise FilterError(name, text, f"write a number from 1 to {most}", f"пишете число от 1 до {most}")
    return int(text)
