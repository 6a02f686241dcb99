"""The team's pages: requests for seats, introductions, who is interested in whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.ids import ids_of
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.rooms.investors import queries, services
from karta.portal.rooms.investors.doors import leader_required
from karta.portal.rooms.investors.errors import NotNow
from karta.portal.rooms.investors.forms import AdmissionForm, ReasonForm
from karta.portal.rooms.investors.models import Introduction, Seat

PAGE = 50
TABS = ("seats", "introductions", "interests", "admitted", "closed")


@never_cache
@leader_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the one due first on top; and what is settled."""
    tab = request.GET.get("tab", "seats")
    if tab not in TABS:
        raise Http404(f"investors: {tab} is no tab")
    today = timezone.now().astimezone(SOFIA).date()
    found = {
        "seats": lambda: queries.seats_by_state(Seat.State.ASKED),
        "introductions": lambda: queries.introduction_queue(is_open=True),
        "interests": queries.interests,
        "admitted": lambda: queries.seats_by_state(Seat.State.ADMITTED),
        "closed": lambda: queries.introduction_queue(is_open=False),
    }[tab]()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    org_ids = set() if tab in ("seats", "admitted") else {one.org_id for one in page}
    context = {
        "page": page,
        "tab": tab,
        "counts": queries.counts(today),
        "names": queries.names(current_snapshot(), org_ids) if org_ids else {},
        "today": today,
        "section": "team",
    }
    return render(request, "investors/queue.html", context)


@never_cache
@leader_required
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, seat_id: int) -> HttpResponse:
    """One request: who asks, for whom, why; let in by naming the investor."""
    found = get_object_or_404(Seat.objects.select_related("user", "investor", "decided_by"), pk=seat_id)
    form = AdmissionForm(request.POST or None, initial={"name": found.organisation})
    if request.method == "POST" and form.is_valid():
        return _admitted(request, seat_id, form.cleaned_data)
    return _seat(request, found, form=form)


def _admitted(request: HttpRequest, seat_id: int, said: dict[str, Any]) -> HttpResponse:
    investor = said["investor"]
    try:
        services.admit(
            seat_id=seat_id, investor_id=investor.pk if investor else None, org_id=said["org_id"], name=said["name"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except NotNow:
        messages.warning(request, _("Somebody decided it before you."))
    else:
        messages.success(request, _("Let in; the letter is on its way."))
    return redirect("investors:seat", seat_id)


def _seat(request: HttpRequest, found: Seat, **bound: Any) -> HttpResponse:
    context = {
        "seat": found,
        "address": queries.address_of(found.user),
        "form": AdmissionForm(initial={"name": found.organisation}),
        "reason_form": ReasonForm(),
        "today": timezone.now().astimezone(SOFIA).date(),
        "section": "team",
        **bound,
    }
    is_bound = any(form.is_bound for form in bound.values())
    return render(request, "investors/seat.html", context, status=422 if is_bound else 200)


@never_cache
@leader_required
@require_POST
def decline(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Do not let somebody in."""
    return _closed(request, seat_id, services.decline_seat)


@never_cache
@leader_required
@require_POST
def end(request: HttpRequest, seat_id: int) -> HttpResponse:
    """End a seat."""
    return _closed(request, seat_id, services.end_seat)


def _closed(request: HttpRequest, seat_id: int, close: Any) -> HttpResponse:
    found = get_object_or_404(Seat.objects.select_related("user", "investor"), pk=seat_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _seat(request, found, reason_form=form)
    try:
        close(seat_id=seat_id, answer=form.cleaned_data["answer"], by=request.user, at=timezone.now())
    except NotNow:
        messages.warning(request, _("Somebody decided it before you."))
    else:
        messages.success(request, _("Done; the letter with your reason is on its way."))
    return redirect("investors:seat", seat_id)


@never_cache
@leader_required
@require_safe
def introduction(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """One introduction with its history and what can be done now."""
    return _introduction(request, introduction_id)


def _introduction(request: HttpRequest, introduction_id: int, **bound: Any) -> HttpResponse:
    related = ("seat__investor", "seat__user", "owner")
    found = get_object_or_404(Introduction.objects.select_related(*related), pk=introduction_id)
    snapshot = current_snapshot()
    ids = ids_of(snapshot, found.org_id) or [found.org_id]
    context = {
        "introduction": found,
        "name": queries.names(snapshot, [found.org_id])[found.org_id],
        "steps": list(found.steps.select_related("by")),
        "people": len(queries.representatives(ids)),
        "reason_form": ReasonForm(),
        "today": timezone.now().astimezone(SOFIA).date(),
        "section": "team",
        **bound,
    }
    return render(request, "investors/introduction.html", context, status=422 if bound else 200)


@never_cache
@leader_required
@require_POST
def own(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """Become the owner, or give it back."""
    get_object_or_404(Introduction, pk=introduction_id)
    owner = None if request.POST.get("give_back") else request.user
    services.own(introduction_id=introduction_id, owner=owner, by=request.user, at=timezone.now())
    return redirect("investors:led", introduction_id)


@never_cache
@leader_required
@require_POST
def put(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """Ask the company."""
    found = get_object_or_404(Introduction, pk=introduction_id)
    snapshot = current_snapshot()
    ids = ids_of(snapshot, found.org_id) or [found.org_id]
    name = queries.names(snapshot, [found.org_id])[found.org_id]
    try:
        services.put_to_company(
            introduction_id=introduction_id, org_ids=ids, company=name, by=request.user, at=timezone.now()
        )
    except NotNow:
        messages.warning(request, _("Nobody acts for this company on the portal yet, or it was asked already."))
    else:
        messages.success(request, _("The company’s people are asked by mail."))
    return redirect("investors:led", introduction_id)


@never_cache
@leader_required
@require_POST
def tell(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """Tell the investor that it does not come about, in the team's own words."""
    found, form = get_object_or_404(Introduction, pk=introduction_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _introduction(request, introduction_id, reason_form=form)
    name = queries.names(current_snapshot(), [found.org_id])[found.org_id]
    said = {"introduction_id": introduction_id, "company": name, "by": request.user, "at": timezone.now()}
    try:
        services.tell(answer=form.cleaned_data["answer"], **said)
    except NotNow:
        messages.warning(request, _("It is closed already."))
    else:
        messages.success(request, _("The investor is told by mail."))
    return redirect("investors:led", introduction_id)
