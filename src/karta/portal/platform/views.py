"""Accounts, and answers for operators."""

from __future__ import annotations

from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from karta.portal.platform import queries, rules, services
from karta.portal.platform.access import account_required, arrival
from karta.portal.platform.account_forms import FirstPasswordForm
from karta.portal.platform.errors import error_page
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot


@never_cache
@account_required
def account_home(request: HttpRequest) -> HttpResponse:
    """One's own account: its address, how it is guarded, what may be done with it."""
    factors = queries.second_factors(request.user)
    held = rules.roles_of(request.user)
    said = {
        "factors": factors, "roles": [role for role in rules.ROLES if role in held],
        "may_administer": rules.may_administer(request.user), "section": "account",
    }  # fmt: skip
    return render(request, "platform/account_home.html", said)


@never_cache
def first_password(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a one-time link: choose a password, then be signed in."""
    link = queries.live_link(token, at=timezone.now())
    if link is None:
        return error_page(request, 410)
    form = FirstPasswordForm(link.user, request.POST or None)
    if not form.is_valid():
        return render(request, "platform/first_password.html", {"form": form, "is_invited": bool(link.user.email)})
    said = {"email": form.cleaned_data["email"], "password": form.cleaned_data["new_password1"]}
    try:
        user = services.set_first_password(token=token, at=timezone.now(), **said)
    except services.LinkSpent:
        return error_page(request, 410)
    login(request, user)
    return redirect(arrival(user))


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands every view its request
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands every view its request
    """Database and snapshot answer; 503 with the reason otherwise."""
    try:
        connection.ensure_connection()
        name = current_snapshot().name
    except NoSnapshot as error:
        return JsonResponse({"ready": False, "reason": str(error)}, status=503)
    return JsonResponse({"ready": True, "snapshot": name})
