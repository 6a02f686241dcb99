"""The team decides on proposed corrections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from karta.portal.curation import queries, services
from karta.portal.curation.forms import DecisionForm, about
from karta.portal.directory.forms import UNIT_LABELS
from karta.portal.directory.models import Correction
from karta.portal.directory.services import AlreadyDecided
from karta.portal.platform.access import curator_required
from karta.snapshot.schema import PROFILE_MEASURES

_TEAM = {"section": "team", "team": "curation", "tab": "corrections"}


@curator_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, and what was decided of late."""
    built_at = queries.last_build_at()
    found = {
        "open": [_in_words(item) for item in queries.shown(queries.open_corrections(), built_at)],
        "decided": [_in_words(item) for item in queries.shown(queries.decided_corrections(), built_at)],
        "waiting": queries.waiting_decisions(built_at),
    }
    return render(request, "curation/corrections.html", {**found, **_TEAM})


@curator_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, correction_id: int) -> HttpResponse:
    """One proposal with the form that decides it."""
    found = Correction.objects.filter(pk=correction_id).first()
    if found is None:
        raise Http404(f"correction {correction_id}: there is none")
    form = DecisionForm(request.POST or None, correction=found)
    if request.method == "POST" and form.is_valid():
        return _decided(request, found, form.cleaned_data)
    shown = _in_words(queries.shown([found], queries.last_build_at())[0])
    status = 422 if form.errors else 200
    return render(request, "curation/correction.html", {"form": form, **shown, **_TEAM}, status=status)


@curator_required
@require_POST
def undo(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Open a decided proposal again."""
    if not Correction.objects.filter(pk=correction_id).exists():
        raise Http404(f"correction {correction_id}: there is none")
    try:
        services.undo(correction_id=correction_id, by=request.user, at=timezone.now())
    except services.TooLate:
        messages.error(request, _("A build has read this decision. Decide on a new proposal instead."))
    else:
        messages.success(request, _("Undone: the proposal is open again."))
    return redirect("curation:corrections")


def _in_words(item: dict[str, Any]) -> dict[str, Any]:
    correction: Correction = item["correction"]
    return item | {"about": about(correction), "unit": UNIT_LABELS.get(correction.unit, correction.unit)}


def _decided(request: HttpRequest, found: Correction, said: dict[str, Any]) -> HttpResponse:
    who = {"correction_id": found.pk, "reason": said["reason"], "by": request.user, "at": timezone.now()}
    try:
        if said["decision"] == "decline":
            services.decline(**who)
            messages.success(request, _("Declined. You can undo it below."))
        else:
            services.accept(decision=said["decision"], claim=_claim(said), **who)
            messages.success(request, _("Accepted: the next build shows it. Until then you can undo it below."))
    except AlreadyDecided:
        messages.warning(request, _("Somebody decided this proposal in the meantime."))
    return redirect("curation:corrections")


def _claim(said: dict[str, Any]) -> dict[str, Any]:
    is_figure = said["property"] in PROFILE_MEASURES
    claim = {"property": said["property"], "value": said["value"]}
    return claim | ({"unit": said["unit"], "period": str(said["year"])} if is_figure else {})
