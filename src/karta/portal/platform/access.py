"""`@steward_required`: the door of every page that writes for the team."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from karta.portal.platform import rules

View = Callable[..., HttpResponseBase]


def account_required(view: View) -> View:
    """Visitors are sent to sign in and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def steward_required(view: View) -> View:
    """Visitors are sent to sign in and come back; accounts that are no steward get the 403 page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rules.may_steward(request.user):
            raise PermissionDenied(f"{request.path}: {request.user} is not in the group {rules.STEWARDS}")
        return view(request, *args, **kwargs)

    return guarded
