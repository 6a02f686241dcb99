"""Joining and splitting by hand: any organisation with its records, and any other beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from karta.explore.search import Suggestion, suggest
from karta.portal.curation import comparison, forms, services
from karta.portal.curation.pair import NoSuchOrganisation, Side, links, sides
from karta.portal.curation.views import shown
from karta.portal.platform.access import curator_required
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.reader import Snapshot

FOUND = 20


@curator_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Organisations of any kind by a name or a register number."""
    text = request.GET.get("q", "").strip()[:200]
    said = {"q": text, "found": suggest(current_snapshot(), text, FOUND) if text else [], **_team()}
    return render(request, "curation/find.html", said)


@curator_required
@require_GET
def organisation(request: HttpRequest, org_id: str) -> HttpResponse:
    """One organisation: its records with why each hangs there, and a search for another to join it with."""
    snapshot = current_snapshot()
    side = _side(snapshot, org_id)
    if side.org_id != org_id:
        return redirect("curation:organisation", side.org_id)
    return render(request, "curation/organisation.html", _context(request, snapshot, side))


@curator_required
@require_POST
def split(request: HttpRequest, org_id: str) -> HttpResponse:
    """Part the records that were ticked from the rest."""
    snapshot = current_snapshot()
    side, form = _side(snapshot, org_id), forms.SplitForm(request.POST)
    chosen = {" ".join(record): record for record in side.records}
    leaving = [chosen[named] for named in request.POST.getlist("record") if named in chosen]
    error = " ".join(message for said in form.errors.values() for message in said)
    if form.is_valid():
        try:
            services.split(side=side, leaving=leaving, reason=form.reason_told(), by=request.user, at=timezone.now())
        except services.NotPossible as refused:
            error = shown.refusal(refused.refusal, snapshot)
        else:
            said = _("Split off. The next build makes two organisations of it; until then you can undo it.")
            messages.success(request, said)
            return redirect("curation:organisation", side.org_id)
    context = _context(request, snapshot, side) | {"error": error, "ticked": request.POST.getlist("record")}
    return render(request, "curation/organisation.html", context, status=422)


def _side(snapshot: Snapshot, org_id: str) -> Side:
    try:
        return sides(snapshot, [org_id])[0]
    except NoSuchOrganisation as error:
        raise Http404(str(error)) from error


def _context(request: HttpRequest, snapshot: Snapshot, side: Side) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()[:200]
    found: list[Suggestion] = suggest(snapshot, text, FOUND) if text else []
    titles, spoken = shown.titles(snapshot), language()
    hung = links(snapshot, side)
    ids = [side.ids_of(link.record) for link in hung]
    fixed = [own for own in ids if any(own & other for other in ids if other is not own)]
    return {
        "side": side,
        "name": comparison.title_of(side),
        "records": [
            {
                "value": " ".join(link.record),
                "link": link,
                "why": link.explanation[spoken],
                "title": titles.get(link.record[0], link.record[0]),
                "names": list(dict.fromkeys(one.name for one in side.names_of(link.record))),
                "ids": sorted(value for _scheme, value in own),
                "shares": sorted({value for other in ids if other is not own for _scheme, value in own & other}),
            }
            for link, own in zip(hung, ids, strict=True)
        ],
        "is_fixed": len(hung) > 1 and len(fixed) == len(ids) and bool(set.intersection(*ids)),
        "q": text,
        "found": [one for one in found if one.org_id != side.org_id],
        "earlier": shown.earlier_within(side),
        "ready": forms.READY,
        **_team(),
    }


def _team() -> dict[str, Any]:
    return {"section": "team", "team": "curation", "tab": "find", **shown.progress()}
