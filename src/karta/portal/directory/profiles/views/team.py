"""Stewards decide who acts for an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory.ids import unnamed
from karta.portal.directory.models import Representative
from karta.portal.directory.profiles import domains, queries, standing
from karta.portal.directory.profiles.forms import REPRESENTATIVE_STATES, DecisionForm
from karta.portal.directory.profiles.queries import Organisation
from karta.portal.platform.access import steward_required
from karta.portal.platform.snapshots import current_snapshot

PAGE = 50


@never_cache
@steward_required
def request_queue(request: HttpRequest) -> HttpResponse:
    """Requests in one state; those that wait first."""
    state = request.GET.get("state", "waiting")
    if state not in REPRESENTATIVE_STATES:
        raise Http404(f"representatives: {state} is no state")
    counts = queries.counts()
    page = Paginator(queries.requests(state), PAGE).get_page(request.GET.get("page"))
    names = queries.names(current_snapshot(), {one.org_id for one in page})
    said = {
        "page": page,
        "rows": [(one, names.get(one.org_id)) for one in page],
        "state": state,
        "states": [(code, name, counts[code]) for code, name in REPRESENTATIVE_STATES.items()],
        "section": "team",
    }
    return render(request, "profiles/queue.html", said)


@never_cache
@steward_required
def request_page(request: HttpRequest, representative_id: int) -> HttpResponse:
    """One request: who asks, with which words, what the map knows; accept, decline, take back."""
    found = get_object_or_404(Representative.objects.select_related("user", "proven_by"), pk=representative_id)
    of = _organisation(found)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        return _decided(request, found, of, form)
    snapshot = current_snapshot()
    website = queries.website_by_others(snapshot, of.org_id)
    said = {
        "asked": found,
        "of": of,
        "website": website,
        "host": domains.host_of(website),
        "others": [one for one in queries.representatives(of.ids) if one.pk != found.pk],
        "form": form,
        "section": "team",
    }
    return render(request, "profiles/request.html", said, status=422 if form.is_bound else 200)


@require_POST
@steward_required
def undo(request: HttpRequest, representative_id: int) -> HttpResponse:
    """Undo the last step."""
    found = get_object_or_404(Representative, pk=representative_id)
    try:
        standing.undo(representative_id=found.pk, of=_organisation(found), by=request.user, at=timezone.now())
    except standing.NotPossible:
        messages.warning(request, _("There is nothing to undo, or the account has asked anew."))
    return redirect("profiles:team-request", found.pk)


def _decided(request: HttpRequest, found: Representative, of: Organisation, form: DecisionForm) -> HttpResponse:
    what, reason = form.cleaned_data["what"], form.cleaned_data["reason"].strip()
    said = {"representative_id": found.pk, "of": of, "reason": reason, "by": request.user, "at": timezone.now()}
    try:
        if what == "take_away":
            standing.take_away(**said)
        else:
            standing.decide(accept=what == "accept", **said)
    except standing.NotPossible:
        messages.warning(request, _("Somebody decided before you; nothing was changed."))
    else:
        messages.success(request, _("Done; the asker gets a letter."))
    return redirect("profiles:team-request", found.pk)


def _organisation(found: Representative) -> Organisation:
    """The organisation, also one that has left the map since: it then has its id alone."""
    of = queries.organisation(current_snapshot(), found.org_id)
    return of or Organisation(found.org_id, unnamed(found.org_id), None, (found.org_id,))
