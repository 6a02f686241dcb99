"""The queue of pairs, two organisations side by side, and the decision on them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from karta.portal.curation import comparison, forms, services
from karta.portal.curation.pair import NoSuchOrganisation, Side, evidence, sides
from karta.portal.curation.queue import PER_PAGE, Asked, Found
from karta.portal.curation.queue import queue as queue_of
from karta.portal.curation.templatetags.curation import decided
from karta.portal.curation.views import shown
from karta.portal.platform.access import curator_required
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.reader import Snapshot


@curator_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the most worth first, with the first pair open."""
    snapshot, asked = current_snapshot(), shown.asked_of(request.GET)
    pairs = queue_of(snapshot)
    found = pairs.find(asked, snapshot)
    page = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    first = max(0, min((page - 1) * PER_PAGE, len(found.positions) - 1))
    if not len(found.positions):
        return render(request, "curation/queue.html", shown.listed(snapshot, pairs, found, asked, None))
    return _page(request, asked, found, int(found.positions[first]))


@curator_required
@require_GET
def pair(request: HttpRequest, left: str, right: str) -> HttpResponse:
    """Any two organisations side by side, whether they stand in the queue or not."""
    snapshot, asked = current_snapshot(), shown.asked_of(request.GET)
    pairs = queue_of(snapshot)
    found = pairs.find(asked, snapshot)
    position = pairs.position_of(left, right)
    if position is not None:
        return _page(request, asked, found, position)
    two = _two(snapshot, left, right)
    if two[0].org_id == two[1].org_id:
        messages.info(request, _("Both are one organisation now."))
        return redirect("curation:organisation", two[0].org_id)
    listed = shown.listed(snapshot, pairs, found, asked, None)
    return render(request, "curation/queue.html", listed | _side_by_side(snapshot, _pair_of(two)))


@curator_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Decide the same on one pair or on those that were ticked; then the next one."""
    snapshot, asked = current_snapshot(), shown.asked_of(request.POST)
    form = forms.PairForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(message for said in form.errors.values() for message in said))
        return _back(request)
    decision, part = form.cleaned_data["decision"], form.cleaned_data["part"]
    pairs = [_chosen(snapshot, *named) for named in form.cleaned_data["pairs"]]
    possible = [one for one in pairs if decision != "same" or one.refusal() is None]
    for one in pairs:
        if one not in possible and (refusal := one.refusal()):
            messages.error(request, f"{_both(one)}: {shown.refusal(refusal, snapshot)}")
    if possible:
        turned = [one.turned() if part == "right" else one for one in possible]
        who = {"by": request.user, "at": timezone.now()}
        services.decide_pairs(pairs=turned, decision=decision, reason=form.reason_told(), **who)
        messages.success(request, _said(possible, decision))
    elif len(pairs) == 1:
        return redirect(_address(pairs[0].sides[0].org_id, pairs[0].sides[1].org_id, asked))
    return _next(snapshot, asked, pairs[-1] if pairs else None)


@curator_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Undo a decision or a batch by its id, and open its pair again."""
    asked = shown.asked_of(request.POST)
    try:
        gone = services.undo_lines(name=request.POST.get("name", ""), by=request.user, at=timezone.now())
    except services.TooLate:
        messages.error(request, _("A build has read this decision. Decide otherwise instead: the next build follows."))
        return _back(request)
    except services.UnknownDecision:
        messages.warning(request, _("There is nothing to undo."))
        return _back(request)
    said = ngettext("Undone: %(n)s decision.", "Undone: %(n)s decisions.", len(gone)) % {"n": len(gone)}
    messages.success(request, said)
    one = gone[0]
    if request.POST.get("back") or one.get("left_org_id") in (None, one.get("right_org_id")):
        return _back(request)
    return redirect(_address(one["left_org_id"], one["right_org_id"], asked))


def _said(pairs: list[services.Pair], decision: str) -> str:
    if len(pairs) == 1:
        return f"{_both(pairs[0])}: {decided(decision)}"
    said = ngettext("%(n)s pair decided: %(what)s", "%(n)s pairs decided: %(what)s", len(pairs))
    return said % {"n": len(pairs), "what": decided(decision)}


def _back(request: HttpRequest) -> HttpResponseRedirect:
    back = request.POST.get("back", "")
    return redirect(back if back.startswith("/") and not back.startswith("//") else reverse("curation:queue"))


def _page(request: HttpRequest, asked: Asked, found: Found, position: int) -> HttpResponse:
    """The queue with one of its candidates open."""
    snapshot = current_snapshot()
    pairs = queue_of(snapshot)
    candidate = pairs.row(position)
    two = _two(snapshot, candidate["left_org_id"], candidate["right_org_id"])
    records = tuple((candidate[f"{side}_source_id"], candidate[f"{side}_record_id"]) for side in ("left", "right"))
    opened = _side_by_side(snapshot, services.Pair(two, (records[0], records[1])), candidate)
    return render(request, "curation/queue.html", shown.listed(snapshot, pairs, found, asked, position) | opened)


def _side_by_side(snapshot: Snapshot, two: services.Pair, candidate: dict[str, Any] | None = None) -> dict[str, Any]:
    left, right = two.sides
    told = language()
    titles = shown.titles(snapshot)
    names = [comparison.title_of(side) for side in two.sides]
    found = evidence(left, right, two.records, told)
    refused = two.refusal()
    return {
        "pair": two,
        "candidate": candidate,
        "heads": [
            {"side": side, "name": name, "marked": comparison.marked(name, names[1 - at]), "record": two.records[at],
             "title": titles.get(two.records[at][0], two.records[at][0])}
            for at, (side, name) in enumerate(zip(two.sides, names, strict=True))
        ],
        "rows": comparison.rows(left, right, titles, told),
        "evidence": found,
        "bars": shown.bars(found),
        "refused": shown.refusal(refused, snapshot) if refused else "",
        "joined_names": len({one.name for side in two.sides for one in side.names}),
        "joined_sources": len({source for side in two.sides for source, _record in side.records}),
        "earlier": shown.earlier(two.sides),
        "ready": forms.READY,
    }  # fmt: skip


def _two(snapshot: Snapshot, left: str, right: str) -> tuple[Side, Side]:
    try:
        found = sides(snapshot, [left, right])
    except NoSuchOrganisation as error:
        raise Http404(str(error)) from error
    return found[0], found[1]


def _pair_of(two: tuple[Side, Side]) -> services.Pair:
    """Two that nobody compared: the first record of each stands for it."""
    return services.Pair(two, (two[0].records[0], two[1].records[0]))


def _chosen(snapshot: Snapshot, left: str, right: str) -> services.Pair:
    """The pair as the queue has it, or any two organisations."""
    two = _two(snapshot, left, right)
    if two[0].org_id == two[1].org_id:
        raise BadRequest(_("Both are one organisation now."))
    pairs = queue_of(snapshot)
    position = pairs.position_of(two[0].org_id, two[1].org_id)
    if position is None:
        return _pair_of(two)
    candidate = pairs.row(position)
    records = {candidate[f"{side}_org_id"]: (candidate[f"{side}_source_id"], candidate[f"{side}_record_id"])
               for side in ("left", "right")}  # fmt: skip
    return services.Pair(two, (records[two[0].org_id], records[two[1].org_id]))


def _both(pair: services.Pair) -> str:
    return " – ".join(comparison.title_of(side) for side in pair.sides)


def _next(snapshot: Snapshot, asked: Asked, decided: services.Pair | None) -> HttpResponseRedirect:
    """The pair after the one that was decided; the first where it was the last; the empty queue where none is left."""
    pairs = queue_of(snapshot)
    found = pairs.find(asked, snapshot)
    at = pairs.position_of(decided.sides[0].org_id, decided.sides[1].org_id) if decided else None
    if not len(found.positions) or at is None:
        return redirect(f"{reverse('curation:queue')}{shown.query(asked)}")
    place = int(np.searchsorted(found.positions, at))
    candidate = pairs.row(int(found.positions[place % len(found.positions)]))
    return redirect(_address(candidate["left_org_id"], candidate["right_org_id"], asked))


def _address(left: str, right: str, asked: Asked) -> str:
    query = urlencode(asked.params())
    return reverse("curation:pair", args=[left, right]) + (f"?{query}" if query else "")
