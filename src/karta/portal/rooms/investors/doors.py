"""Doors of the room's pages: an investor's seat, and acting for an organisation. Others' things are not there (404)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from karta.portal.platform.access import View, account_required, required
from karta.portal.rooms.investors import queries, rules

leader_required = required(rules.may_lead)


def seat_required(view: View) -> View:
    """Whoever has no standing seat comes to the page where one asks for it. The seat is `request.seat`."""

    @account_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.seat = queries.standing_seat(request.user)
        if request.seat is None:
            return redirect("investors:join")
        return view(request, *args, **kwargs)

    return guarded


def keeper_required(view: Callable[..., HttpResponseBase]) -> View:
    """The pages of an organisation's own people: `org_id` is an id that the account was proven to act for."""

    @account_required
    @wraps(view)
    def guarded(request: HttpRequest, org_id: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.may_keep(queries.claimed(request.user), org_id):
            raise Http404(f"organisation {org_id}: this account does not act for it")
        return view(request, org_id, *args, **kwargs)

    return guarded
