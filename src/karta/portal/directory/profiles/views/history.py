"""Every version of an own profile: what changed, when, in which role; bringing one back, taking all back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory.profiles import printed, queries, services
from karta.portal.directory.profiles.doors import for_representatives_and_stewards
from karta.portal.directory.profiles.queries import Organisation
from karta.portal.platform.forms import sent_key

SHOWN = 50


@never_cache
@for_representatives_and_stewards
def history(request: HttpRequest, of: Organisation) -> HttpResponse:
    """The newest versions with what each changed."""
    found = list(queries.versions(of.ids)[: SHOWN + 1])
    before = [*(one.content for one in found[1:]), *([] if len(found) > SHOWN else [{}])]
    rows: list[dict[str, Any]] = [
        {"version": one, "lines": printed.changes(was, one.content), "is_standing": place == 0}
        for place, (one, was) in enumerate(zip(found[:SHOWN], before, strict=False))
    ]
    said = {"of": of, "rows": rows, "sent_key": sent_key(), "section": "organisations"}
    return render(request, "profiles/history.html", said)


@require_POST
@for_representatives_and_stewards
def bring_back(request: HttpRequest, of: Organisation, pk: int) -> HttpResponse:
    """Make an earlier version stand again."""
    try:
        services.bring_back(of=of, pk=pk, sent_key=_key(request), by=request.user, at=timezone.now())
    except services.NoSuchVersion as error:
        raise Http404(str(error)) from error
    messages.success(request, _("It stands again. The map shows it from the next publication."))
    return redirect("profiles:history", of.org_id)


@require_POST
@for_representatives_and_stewards
def take_back(request: HttpRequest, of: Organisation) -> HttpResponse:
    """Take the whole profile back."""
    services.take_back(of=of, sent_key=_key(request), by=request.user, at=timezone.now())
    messages.success(request, _("The profile is taken back. The map leaves it out from the next publication."))
    return redirect("profiles:history", of.org_id)


def _key(request: HttpRequest) -> str:
    """The key of the page that the button stood on; a new one where it has none."""
    said = request.POST.get("sent_key", "")
    return said if 20 <= len(said) <= 64 else sent_key()
