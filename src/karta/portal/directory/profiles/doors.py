"""Doors of an organisation's own pages: it must be on the map, and who comes must act for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from karta.portal.directory.profiles import queries, rules
from karta.portal.directory.profiles.queries import Organisation
from karta.portal.directory.representatives import may_act_for
from karta.portal.platform.access import View, account_required
from karta.portal.platform.snapshots import current_snapshot


def organisation_of(org_id: str) -> Organisation:
    """The organisation of the current snapshot. Errors: Http404, NoSnapshot."""
    snapshot = current_snapshot()
    found = queries.organisation(snapshot, org_id)
    if found is None:
        raise Http404(f"organisation {org_id}: not in snapshot {snapshot.name}")
    return found


def for_account(view: Callable[..., HttpResponse]) -> View:
    """For whoever is signed in: the view gets the organisation of its address."""

    @account_required
    @wraps(view)
    def guarded(request: HttpRequest, org_id: str, **kwargs: Any) -> HttpResponse:
        of = organisation_of(org_id)
        if of.org_id != org_id and request.method == "GET":
            return redirect(request.get_full_path().replace(org_id, of.org_id, 1))
        return view(request, of, **kwargs)

    return guarded


def for_representatives(view: Callable[..., HttpResponse]) -> View:
    """For those who act for the organisation; others get the 403 page."""

    @wraps(view)
    def acting(request: HttpRequest, of: Organisation, **kwargs: Any) -> HttpResponse:
        if not may_act_for(request.user, of.org_id):
            raise PermissionDenied(f"{request.path}: {request.user} does not act for {of.org_id}")
        return view(request, of, **kwargs)

    return for_account(acting)


def for_representatives_and_stewards(view: Callable[..., HttpResponse]) -> View:
    """Stewards too: they see the versions and may take back what was written."""

    @wraps(view)
    def acting(request: HttpRequest, of: Organisation, **kwargs: Any) -> HttpResponse:
        if not (may_act_for(request.user, of.org_id) or rules.may_decide(request.user)):
            raise PermissionDenied(f"{request.path}: {request.user} does not act for {of.org_id}")
        return view(request, of, **kwargs)

    return for_account(acting)
