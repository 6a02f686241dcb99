"""Proposing a correction. Anyone may; a steward decides (curation)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karta.portal.directory import services
from karta.portal.directory.forms import CorrectionForm
from karta.portal.directory.ids import known
from karta.portal.platform.errors import error_page
from karta.portal.platform.queries import is_throttled
from karta.portal.platform.services import count_attempt
from karta.portal.platform.snapshots import current_snapshot

PREFILLED = ("property", "year", "claim_id", "unit")


def propose(request: HttpRequest, org_id: str) -> HttpResponse:
    """The form for one organisation; the address may fill in what is wrong (`?property=revenue&year=2021`)."""
    snapshot = current_snapshot()
    found = known(snapshot, [org_id]).get(org_id)
    if found is None:
        raise Http404(f"organisation {org_id}: not in snapshot {snapshot.name}")
    org_id, name = found.org_id, found.name
    address, now = request.META.get("REMOTE_ADDR", ""), timezone.now()
    if request.method == "POST" and is_throttled("correction_address", address, at=now):
        return error_page(request, 429)
    form = CorrectionForm(request.POST or None, initial={key: request.GET.get(key, "") for key in PREFILLED})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "directory/propose.html", {"form": form, "org_id": org_id, "name": name}, status=status)
    count_attempt(kind="correction_address", text=address, at=now)
    by = request.user if request.user.is_authenticated else None
    language = (get_language() or "bg")[:2]
    services.propose(org_id=org_id, snapshot=snapshot.name, language=language, by=by, at=now, **form.cleaned_data)
    messages.success(request, _("Thank you. A steward checks your proposal; the next build shows what was accepted."))
    return redirect("explorer:organisation", org_id)
