"""What is held about oneself: see it, take it away, erase it; what one agreed to."""

from __future__ import annotations

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from karta.portal.platform import consents, holders, queries, services
from karta.portal.platform.access import account_required


@never_cache
@account_required
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Every kind of thing that is held, how many, how long; agreements with their buttons."""
    subject, standing = queries.subject_of(request.user), queries.standing_consents(request.user.pk)
    held = [(holder, len(holder.export(subject))) for holder in holders.all_holders()]
    purposes = [(one, standing.get(one.key)) for one in consents.all_purposes()]
    said = {"held": held, "purposes": purposes, "section": "account"}
    return render(request, "platform/personal_data.html", said)


@never_cache
@account_required
@require_GET
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """All of it as one JSON file."""
    subject, now = queries.subject_of(request.user), timezone.now()
    told = {holder.name: holder.export(subject) for holder in holders.all_holders()}
    services.record_export(by=request.user, at=now)
    text = json.dumps({"exported_at": now, **told}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="karta-my-data.json"'
    return response


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """What an erasure takes and leaves, and the button."""
    if request.method == "GET":
        return render(request, "platform/erase.html", {"held": holders.all_holders(), "section": "account"})
    try:
        services.erase(by=request.user, at=timezone.now())
    except services.LastAdministrator:
        messages.error(request, _("You are the last administrator: make another one first."))
        return redirect("account-erase")
    logout(request)
    messages.success(request, _("Your account is erased."))
    return redirect("account_login")


@account_required
@require_POST
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Agree to a purpose, or no longer."""
    try:
        if request.POST.get("what") == "withdraw":
            services.withdraw_consent(purpose=purpose, by=request.user, at=timezone.now())
        else:
            services.give_consent(purpose=purpose, by=request.user, at=timezone.now())
    except KeyError as error:
        raise Http404(f"purpose {purpose}") from error
    return redirect("account-data")
