"""Doors of pages (`@steward_required` …), and where one arrives behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from karta.portal.platform import rules

View = Callable[..., HttpResponseBase]


def required(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """A door by a predicate of rules: visitors sign in and come back; accounts that may not get the 403 page."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user):
                raise PermissionDenied(f"{request.path}: {request.user} may not ({may.__name__})")
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)  # what is behind a door stays in no browser and no proxy
            return response

        return guarded

    return door


account_required = required(rules.may_take_part)
curator_required = required(rules.may_curate)
steward_required = required(rules.may_steward)
administrator_required = required(rules.may_administer)


def arrival(user: Any) -> str:
    """The address where an account arrives that asked for no page: its work, else itself."""
    roles = rules.roles_of(user)
    return reverse(next((name for role, name in settings.TEAM_HOMES if role in roles), settings.LOGIN_REDIRECT_URL))
