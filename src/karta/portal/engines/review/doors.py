"""Doors of the engine's pages. What is another's is not there (404): a guessed address tells nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from karta.portal.engines.review import rules
from karta.portal.engines.review.errors import NotThere
from karta.portal.engines.review.jury.queries import seat
from karta.portal.engines.review.models import Juror
from karta.portal.platform.access import View, account_required, required

leader_required = required(rules.may_lead)


def seat_required(view: Callable[..., HttpResponseBase]) -> View:
    """Pages of whoever was asked to be a juror of the round; the seat is `request.seat`."""

    @account_required
    @wraps(view)
    def guarded(request: HttpRequest, round_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.seat = seat(request.user, round_id)
        if request.seat is None:
            raise Http404(f"round {round_id}: this account has no seat in it")
        try:
            return view(request, round_id, *args, **kwargs)
        except NotThere as error:
            raise Http404(str(error)) from error

    return guarded


def juror_required(view: Callable[..., HttpResponseBase]) -> View:
    """Pages of jurors who accepted."""

    @seat_required
    @wraps(view)
    def guarded(request: HttpRequest, round_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.seat.state != Juror.State.ACCEPTED:
            raise Http404(f"round {round_id}: this account has not accepted")
        return view(request, round_id, *args, **kwargs)

    return guarded


def leading(view: Callable[..., HttpResponseBase]) -> View:
    """Pages of who leads rounds."""

    @leader_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotThere as error:
            raise Http404(str(error)) from error

    return guarded
