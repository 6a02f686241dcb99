"""A member's own pages: ask for membership, how it stands, what is owed and paid."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from karta.portal.directory.ids import family, known
from karta.portal.directory.representatives import represented
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import mail
from karta.portal.platform.access import account_required
from karta.portal.platform.rules import may_steward
from karta.portal.platform.services import give_consent
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.members import queries, services
from karta.portal.rooms.members.dues import queries as dues
from karta.portal.rooms.members.forms import AskForm, PersonalForm
from karta.portal.rooms.members.models import Membership

ENDED = Membership.State.ENDED


@never_cache
@account_required
def join(request: HttpRequest) -> HttpResponse:
    """Ask for membership of an organisation that one acts for, or as a person. Which form was sent is its button."""
    names = _organisations(request)
    sent = request.POST.get("who")
    form = AskForm(request.POST if sent == "organisation" else None, organisations=_choices(names), auto_id="org_%s")
    person = PersonalForm(request.POST if sent == "person" else None, auto_id="me_%s")
    if sent == "organisation" and form.is_valid():
        said = form.cleaned_data
        return _asked(request, {"org_id": said["org_id"], "name": names[said["org_id"]]}, said)
    if sent == "person" and person.is_valid():
        said = person.cleaned_data
        return _asked(request, {"org_id": "", "name": {"bg": said["name_bg"], "en": said["name_en"]}}, said)
    own = Membership.objects.filter(user=request.user).exclude(state=ENDED)
    kinds = list(queries.kinds_to_ask())
    context = {
        "form": form, "person": person, "organisations": names, "is_member": own.exists(),
        "org_kinds": [one for one in kinds if not one.is_personal],
        "own_kinds": [one for one in kinds if one.is_personal], "section": "account",
    }  # fmt: skip
    return render(request, "members/join.html", context, status=422 if sent else 200)


def _organisations(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Organisations of the map that the reader acts for and that have no membership: id as kept → both names."""
    mine = represented(request.user)
    members = Membership.objects.filter(org_id__in=family(mine)).exclude(state=ENDED)
    taken = family(members.values_list("org_id", flat=True))
    found = known(snapshot_or_none(request), mine - taken)
    return {kept: queries.in_both(one.name, kept) for kept, one in sorted(found.items())}


def _choices(names: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return sorted(((org_id, in_language(name)) for org_id, name in names.items()), key=lambda one: one[1])


def _asked(request: HttpRequest, member: dict[str, Any], said: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    try:
        services.ask(
            **member, kind_id=said["kind"].pk, reason=said["reason"], language=language(),
            origin=mail.absolute(request, "/")[:-1], by=request.user, at=now,
        )  # fmt: skip
    except services.AlreadyMember:
        messages.warning(request, _("The membership was asked for before; nothing was changed."))
    else:
        messages.success(request, _("Your request is with the cluster's team, and a copy is on its way to you."))
        if said.get("is_listed"):
            give_consent(purpose=queries.LISTED, by=request.user, at=now)
    return redirect("members:mine")


@never_cache
@account_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """How the reader's memberships stand, with every step and its reason."""
    own = list(queries.memberships_of(request.user).prefetch_related("steps"))
    context = {
        "members": queries.named(snapshot_or_none(request), own),
        "overdue": set(dues.overdue(_today()).filter(membership__in=own).values_list("membership_id", flat=True)),
        "section": "account",
    }
    return render(request, "members/mine.html", context)


@account_required
@require_POST
def withdraw(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Take a request back that nobody decided yet."""
    _own(request, membership_id)
    try:
        services.withdraw(membership_id=membership_id, by=request.user, at=timezone.now())
    except services.MayNotFollow:
        messages.warning(request, _("The team decided before; nothing was changed."))
    else:
        messages.success(request, _("Your request is taken back."))
    return redirect("members:mine")


@never_cache
@account_required
@require_GET
def statement(request: HttpRequest, membership_id: int) -> HttpResponse:
    """What a member owes and paid, year by year, to print: for the member and the team."""
    if may_steward(request.user):
        found = Membership.objects.filter(pk=membership_id).select_related("kind").first()
    else:
        found = queries.memberships_of(request.user).filter(pk=membership_id).first()
    if found is None:
        raise Http404(f"membership {membership_id}: not one that you act for")
    today = _today()
    charges = list(dues.charges().filter(membership=found).order_by("year"))
    context = {
        "member": queries.named(snapshot_or_none(request), [found])[0],
        "charges": [(one, dues.stands(one, today)) for one in charges],
        "sums": dues.sums(charges),
        "terms": queries.terms(),
        "today": today,
        "section": "account",
    }
    return render(request, "members/statement.html", context)


def _own(request: HttpRequest, membership_id: int) -> Membership:
    found = queries.memberships_of(request.user).filter(pk=membership_id).first()
    if found is None:
        raise Http404(f"membership {membership_id}: not one that you act for")
    return found


def _today() -> Any:
    return timezone.now().astimezone(SOFIA).date()
