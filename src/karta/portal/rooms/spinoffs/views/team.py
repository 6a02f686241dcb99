"""The team's desk: proposals and candidates, one spin-off with its facts, decisions on evidence, undoing, the log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.queries import claims_on
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.access import curator_required
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.spinoffs import facts, queries, rules, services
from karta.portal.rooms.spinoffs.entries import Entry
from karta.portal.rooms.spinoffs.errors import AlreadyThere, Lacking, NotNow
from karta.portal.rooms.spinoffs.facts import Fact
from karta.portal.rooms.spinoffs.forms import AnswerForm, DecisionForm, SpinOffForm, dated
from karta.portal.rooms.spinoffs.models import Decision, Proposal, SpinOff
from karta.portal.rooms.spinoffs.rule import RULE


@never_cache
@curator_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits: proposals, candidates that nobody has taken up; then the list."""
    found = queries.entries(snapshot_or_none(request))
    said = {
        "proposals": list(queries.proposals(Proposal.State.OPEN)[:100]),
        "counts": queries.proposal_counts(),
        "candidates": [one for one in found if not one.code],
        "entries": [one for one in found if one.code],
        "today": timezone.now().astimezone(SOFIA).date(),
        "section": "team",
    }
    return render(request, "spinoffs/desk.html", said)


@never_cache
@curator_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put a company into the list: an empty form, or one filled from a candidate (`of`: its key)."""
    entry = _candidate(request, request.GET.get("of", ""))
    form = SpinOffForm(request.POST or None, initial=_initial(entry))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = _entered(request, name={"bg": said["name_bg"], "en": said["name_en"]}, website=said["website"],
                        org_id=said["org_id"], body=entry.body if entry else "")  # fmt: skip
        return redirect("spinoffs:desk-one", made)
    status = 422 if form.is_bound else 200
    return render(request, "spinoffs/new.html", {"form": form, "entry": entry, "section": "team"}, status=status)


def _candidate(request: HttpRequest, key: str) -> Entry | None:
    """Errors: Http404 for a key that waits no more."""
    if not key:
        return None
    found = queries.entries(snapshot_or_none(request))
    candidate = next((one for one in found if one.key == key and not one.code), None)
    if candidate is None:
        raise Http404(f"spin-offs: no candidate {key}")
    return candidate


def _initial(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    bg, en = entry.name["bg"] or entry.name["en"], entry.name["en"] or entry.name["bg"]
    return {"name_bg": bg, "name_en": en, "website": entry.website, "org_id": entry.org_id}


def _entered(request: HttpRequest, **said: Any) -> str:
    """The code of the spin-off: the new one, or the one that stands for it already."""
    try:
        return services.enter(by=request.user, at=timezone.now(), **said).code
    except AlreadyThere as error:
        messages.warning(request, _("It stands in the list already."))
        return error.code


@never_cache
@curator_required
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One spin-off: facts with sources, what it lacks, decisions, the log."""
    return _one(request, get_object_or_404(SpinOff, code=code))


def _one(request: HttpRequest, found: SpinOff, form: DecisionForm | None = None) -> HttpResponse:
    told = claims_on(rules.KIND, [found.code])[found.code]
    decisions = list(found.decisions.select_related("by", "undone_by"))
    said = {
        "spin_off": found,
        "claims": queries.claims(found.code),
        "properties": facts.PROPERTIES,
        "lacking": rules.lacking(facts.standing(told)),
        "decisions": decisions,
        "can_undo": any(one.undone_at is None for one in decisions),
        "choices": [choice for choice in Decision.What.choices if choice[0] != found.state],
        "form": form or DecisionForm(),
        "log": queries.log(found),
        "rule": [clause[language()] for clause in RULE],
        "proposals": list(found.proposals.all()),
        "section": "team",
    }
    return render(request, "spinoffs/desk_one.html", said, status=422 if form else 200)


@require_POST
@curator_required
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Verify, withdraw a verification, decline; on evidence."""
    found, form = get_object_or_404(SpinOff, code=code), DecisionForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form)
    what = Decision.What(form.cleaned_data["what"])
    try:
        services.decide(
            code=code, what=what, evidence=form.cleaned_data["evidence"], by=request.user, at=timezone.now()
        )
    except Lacking:
        form.add_error(None, _("It cannot be verified yet: see what it lacks, and record it with its source."))
        return _one(request, found, form)
    except NotNow:
        messages.warning(request, _("It is so already; somebody decided before you."))
    else:
        messages.success(request, _("Decided. The counter has changed with it."))
    return redirect("spinoffs:desk-one", code)


@require_POST
@curator_required
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the newest decision back."""
    get_object_or_404(SpinOff, code=code)
    try:
        services.undo(code=code, by=request.user, at=timezone.now())
    except NotNow:
        messages.warning(request, _("There is no decision to take back."))
    except Lacking:
        messages.warning(
            request, _("The decision before it was a verification, which no longer holds: see what it lacks.")
        )
    else:
        messages.success(request, _("Taken back; what stood before stands again."))
    return redirect("spinoffs:desk-one", code)


@never_cache
@curator_required
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal: take it up as a spin-off of the list with what it says, or decline it with a reason."""
    found = get_object_or_404(Proposal.objects.select_related("spin_off", "decided_by"), pk=proposal_id)
    form = AnswerForm(request.POST or None) if request.POST.get("what") == "decline" else AnswerForm()
    if request.method == "POST":
        try:
            if request.POST.get("what") == "take":
                return redirect("spinoffs:desk-one", _take_up(request, found))
            if form.is_valid():
                services.decline_proposal(proposal_id=proposal_id, answer=form.cleaned_data["answer"], by=request.user,
                                          at=timezone.now())  # fmt: skip
                messages.success(request, _("Declined; the letter is on its way."))
                return redirect("spinoffs:desk")
        except NotNow:
            messages.warning(request, _("Somebody decided it before you; nothing was sent."))
            return redirect("spinoffs:proposal", proposal_id)
    said = {"proposal": found, "form": form, "today": timezone.now().astimezone(SOFIA).date(), "section": "team",
            "spin_offs": SpinOff.objects.order_by("name_en") if found.state == Proposal.State.OPEN else []}  # fmt: skip
    return render(request, "spinoffs/proposal.html", said, status=422 if form.is_bound else 200)


def _take_up(request: HttpRequest, found: Proposal) -> str:
    """Into the spin-off that was chosen, else into a new one with origin and foundation as the proposal gives them.

    Errors: Http404, NotNow.
    """
    code = request.POST.get("spin_off", "")
    if code:
        get_object_or_404(SpinOff, code=code)
    taken = services.take_up(proposal_id=found.pk, code=code, told=_facts(found), by=request.user, at=timezone.now())
    messages.success(request, _("Taken up; its sender is told. It is being checked."))
    return taken.code


def _facts(found: Proposal) -> list[Fact]:
    title = found.address.split("//", 1)[-1].split("/", 1)[0]
    return [
        Fact("origin", {"value": found.origin_kind, "as_published": found.origin}, found.address, title),
        Fact("founding", dated(found.founded), found.address, title),
    ]
