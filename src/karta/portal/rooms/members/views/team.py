"""The team's pages of memberships: the list, one member, kinds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory.ids import Known, known
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import mail
from karta.portal.platform.access import steward_required
from karta.portal.platform.snapshots import current_snapshot, snapshot_or_none
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.members import queries, rules, services
from karta.portal.rooms.members.dues import queries as dues
from karta.portal.rooms.members.forms import AdmitForm, DecideForm, DetailsForm, KindForm, PaymentForm, ReasonForm
from karta.portal.rooms.members.models import Kind, Membership
from karta.portal.rooms.members.templatetags.members import TO

PAGE = 50


@never_cache
@steward_required
def membership_list(request: HttpRequest) -> HttpResponse:
    """Memberships in one state; those that were asked for come first."""
    counts = queries.counts()
    usual = Membership.State.ASKED if counts[Membership.State.ASKED] else Membership.State.STANDING
    state, asked = request.GET.get("state", usual), request.GET.get("q", "").strip()[:120]
    if state not in Membership.State.values:
        raise Http404(f"members: {state} is no state")
    page = Paginator(queries.memberships(state, asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "members": queries.named(snapshot_or_none(request), page),
        "state": state,
        "asked": asked,
        "states": [(code, name, counts[code]) for code, name in Membership.State.choices],
        "has_kinds": Kind.objects.exists(),
        "section": "team",
    }
    return render(request, "members/team_list.html", context)


@never_cache
@steward_required
def admit(request: HttpRequest) -> HttpResponse:
    """Enter an organisation of the map that is a member already."""
    form = AdmitForm(request.POST or None, initial={"org_id": request.GET.get("org_id", ""), "language": language()})
    if request.method == "POST" and form.is_valid():
        org_id = form.cleaned_data["org_id"]
        made = _admitted(request, form, known(current_snapshot(), [org_id])[org_id])  # as the field found it
        if made is not None:
            messages.success(request, _("The member is entered."))
            return redirect("members:membership", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "members/admit.html", {"form": form, "section": "team"}, status=status)


def _admitted(request: HttpRequest, form: AdmitForm, member: Known) -> Membership | None:
    said = form.cleaned_data
    name = queries.in_both(member.name, member.org_id)
    try:
        return services.admit(
            kind_id=said["kind"].pk, org_id=member.org_id, name=name, starts_on=said["starts_on"], email=said["email"],
            language=said["language"], origin=mail.absolute(request, "/")[:-1], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except services.AlreadyMember:
        form.add_error("org_id", _("This organisation is a member or has asked already."))
        return None


@never_cache
@steward_required
def membership(request: HttpRequest, membership_id: int, *, bound: dict[str, Any] | None = None) -> HttpResponse:
    """One member: state and steps, what may follow, details, dues with payments and reminders. `bound`: a form with
    errors in its place."""
    found = get_object_or_404(Membership.objects.select_related("kind", "user"), pk=membership_id)
    today = timezone.now().astimezone(SOFIA).date()
    charges = list(dues.charges().filter(membership=found).order_by("-year"))
    details = {"kind": found.kind, "email": found.email, "language": found.language}
    context = {
        "member": queries.named(snapshot_or_none(request), [found])[0],
        "steps": list(found.steps.select_related("by")),
        "moves": [(state, _move_word(found.state, state)) for state in rules.FOLLOWS[found.state]],
        "decide": DecideForm(auto_id="decide_%s"),
        "details": DetailsForm(membership=found, initial=details, auto_id="details_%s"),
        "charges": [_shown(one, today, bound or {}) for one in charges],
        "sums": dues.sums(charges),
        "addresses": queries.addresses(found, is_about_dues=True),
        "section": "team",
        **(bound or {}),
    }
    return render(request, "members/membership.html", context, status=422 if bound else 200)


def _shown(charge: Any, today: date, bound: dict[str, Any]) -> dict[str, Any]:
    """A charge with its forms, whose ids tell it from the others on the page."""
    is_wrong = bound.get("wrong") == charge.pk
    payment = PaymentForm(today=today, initial={"paid_on": today}, auto_id=f"pay_{charge.pk}_%s")
    return {
        "charge": charge,
        "stands": dues.stands(charge, today),
        "payment": (is_wrong and bound.get("payment")) or payment,
        "waiver": (is_wrong and bound.get("waiver")) or ReasonForm(auto_id=f"waive_{charge.pk}_%s"),
        "is_wrong": is_wrong,
    }


def _move_word(state: str, then: str) -> str:
    if state == rules.ASKED and then == rules.ENDED:
        return _("Decline")
    if state == rules.SUSPENDED and then == rules.STANDING:
        return _("Lift the suspension")
    return str(TO[then])


@steward_required
@require_POST
def move(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Decide: admit, decline, suspend, lift, end."""
    get_object_or_404(Membership, pk=membership_id)
    form = DecideForm(request.POST, auto_id="decide_%s")
    if not form.is_valid():
        return membership(request, membership_id, bound={"decide": form})
    said = form.cleaned_data
    try:
        services.move(membership_id=membership_id, by=request.user, at=timezone.now(), **said)
    except services.MayNotFollow:
        messages.warning(request, _("Somebody decided before you; nothing was changed."))
    else:
        messages.success(request, _("Decided; the letter to the member is on its way."))
    return redirect("members:membership", membership_id)


@steward_required
@require_POST
def details(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Change kind, address of letters, their language."""
    found = get_object_or_404(Membership, pk=membership_id)
    form = DetailsForm(request.POST, membership=found, auto_id="details_%s")
    if not form.is_valid():
        return membership(request, membership_id, bound={"details": form})
    said = form.cleaned_data
    services.set_details(
        membership_id=membership_id, kind_id=said["kind"].pk, email=said["email"], language=said["language"],
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Saved."))
    return redirect("members:membership", membership_id)


@never_cache
@steward_required
def kinds(request: HttpRequest) -> HttpResponse:
    """Kinds of membership with their dues, and the form for another one."""
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _set_kind(request, None, form)
        return redirect("members:kinds")
    context = {"kinds": queries.kinds_with_counts(), "form": form, "section": "team"}
    return render(request, "members/kinds.html", context, status=422 if form.is_bound else 200)


@steward_required
@require_POST
def usual_kinds(request: HttpRequest) -> HttpResponse:
    """Begin with the kinds that clusters have."""
    services.make_usual_kinds(by=request.user, at=timezone.now())
    return redirect("members:kinds")


@never_cache
@steward_required
def kind(request: HttpRequest, kind_id: int) -> HttpResponse:
    """Change one kind."""
    found = get_object_or_404(Kind, pk=kind_id)
    names = ("name_bg", "name_en", "is_personal", "due_eur", "is_open")
    form = KindForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    form.fields["is_personal"].disabled = True
    if request.method == "POST" and form.is_valid():
        _set_kind(request, kind_id, form)
        return redirect("members:kinds")
    context = {"kind": found, "form": form, "section": "team"}
    return render(request, "members/kind.html", context, status=422 if form.is_bound else 200)


def _set_kind(request: HttpRequest, kind_id: int | None, form: KindForm) -> None:
    said = dict(form.cleaned_data)
    name = {"bg": said.pop("name_bg"), "en": said.pop("name_en")}
    services.set_kind(kind_id=kind_id, name=name, by=request.user, at=timezone.now(), **said)
    messages.success(request, _("Saved."))
