"""Pages of administrators: people with their roles, invitations, the audit log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.platform import mail, queries, rules, services
from karta.portal.platform.access import administrator_required
from karta.portal.platform.errors import error_page
from karta.portal.platform.forms import AuditForm, InvitationForm, PeopleForm, RoleForm
from karta.portal.platform.templatetags.karta import language


@never_cache
@administrator_required
def people(request: HttpRequest, *, invitation: InvitationForm | None = None) -> HttpResponse:
    """Accounts with their roles, and the form that invites another person."""
    form = PeopleForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.people(asked=asked.get("q", ""), after=asked.get("after") or 0)
    said = {
        "people": found, "form": form, "invitation": invitation or InvitationForm(), "roles": rules.ROLES,
        "next": found[-1].account.pk if len(found) == queries.PAGE else None, "section": "team", "admin": "people",
    }  # fmt: skip
    return render(request, "platform/people.html", said, status=422 if invitation else 200)


@administrator_required
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account for an address and send its owner the link."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return people(request, invitation=form)
    email, now = form.cleaned_data["email"].lower(), timezone.now()
    if not mail.may_ask(request, email):
        return error_page(request, 429)
    try:
        token = services.invite(email=email, role=form.cleaned_data["role"], by=request.user, at=now)
    except services.AddressTaken:
        form.add_error("email", _("An account has this address: give it the role below."))
        return people(request, invitation=form)
    mail.send(mail.compose(to=email, say=_invitation(request, token), language=language(), at=now))
    messages.success(request, _("The invitation is on its way."))
    return redirect("team-people")


def _invitation(request: HttpRequest, token: str) -> mail.Say:
    def say(_language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your account of Karta"),
            paragraphs=[_("You are invited to work in the portal. Choose a password here:")],
            links=[(_("Choose a password"), mail.absolute(request, reverse("first-password", args=[token])))],
            small=_("The link works once, for seven days. If you expected nothing, do nothing."),
        )

    return say


@administrator_required
@require_POST
def change(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give or take a role, close or open an account."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return error_page(request, 400)
    said: dict[str, Any] = {"account_id": account_id, "by": request.user, "at": timezone.now()}
    role, what = form.cleaned_data["role"], form.cleaned_data["what"]
    try:
        if what in ("give", "take"):
            (services.give_role if what == "give" else services.take_role)(role=role, **said)
        else:
            services.set_open(is_open=what == "open", **said)
    except get_user_model().DoesNotExist as error:
        raise Http404(f"account {account_id}") from error
    except services.LastAdministrator:
        messages.error(request, _("This is the last administrator: make another one first."))
    return redirect(f"{reverse('team-people')}#account-{account_id}")


@never_cache
@administrator_required
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what to what, when."""
    form = AuditForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    lines = queries.audit_lines(
        who=asked.get("who", ""), what=asked.get("what", ""), since=asked.get("since"), until=asked.get("until"),
        before=asked.get("before") or 0,
    )  # fmt: skip
    older = None
    if len(lines) == queries.PAGE:
        params = request.GET.copy()
        params["before"] = str(lines[-1].pk)
        older = params.urlencode()
    said = {"lines": lines, "form": form, "older": older, "section": "team", "admin": "audit"}
    return render(request, "platform/audit_log.html", said, status=422 if form.is_bound and form.errors else 200)
