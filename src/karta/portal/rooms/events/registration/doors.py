"""Doors of registration's pages: the team; whoever has a registration's link; whoever has a link of the day."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from karta.portal.platform import tokens
from karta.portal.platform.access import View, required
from karta.portal.platform.errors import error_page
from karta.portal.rooms.events.models import Admission, Door
from karta.portal.rooms.events.registration import letters, queries, rules

admitting_required = required(rules.may_admit)
IN_SESSION = "door"


def with_admission(view: Callable[..., HttpResponseBase]) -> View:
    """The view gets the admission of the edition in its address; 404 where nobody can register."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = queries.admission_of(code)
        if found is None:
            raise Http404(f"event {code}: it has no registration here")
        return view(request, found, *args, **kwargs)

    return guarded


def for_bearer(view: Callable[..., HttpResponseBase]) -> View:
    """The view gets the registration of the link; 410 for a link that is not ours, or one that was forgotten."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            found = queries.registration(tokens.read(letters.MANAGE, token))
        except tokens.BadToken:
            found = None
        if found is None:
            return error_page(request, 410)
        response = view(request, found, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def standing_door(request: HttpRequest, admission: Admission) -> Door | None:
    """The link of the day that this browser opened, for this edition, ended or not."""
    door_id = request.session.get(IN_SESSION)
    return Door.objects.filter(pk=door_id, admission=admission).first() if door_id else None


def may_check(request: HttpRequest, admission: Admission) -> bool:
    """Whether tickets of an edition are checked from here: by the team, or behind a link of the day that has not
    ended."""
    if rules.may_admit(request.user):
        return True
    door = standing_door(request, admission)
    return door is not None and door.ends_at > timezone.now()


def checking_required(view: Callable[..., HttpResponseBase]) -> View:
    """The page of check-in; for others the page that says whom to ask (403)."""

    @with_admission
    @wraps(view)
    def guarded(request: HttpRequest, admission: Admission, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_check(request, admission):
            raise PermissionDenied(f"{request.path}: neither the team's nor a link of the day")
        response = view(request, admission, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded
