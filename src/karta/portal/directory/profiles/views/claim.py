"""Asking to act for an organisation: by a code to its own address, or by a steward; giving it up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory.models import Representative
from karta.portal.directory.profiles import domains, queries, standing
from karta.portal.directory.profiles.domains import Refusal
from karta.portal.directory.profiles.doors import for_account
from karta.portal.directory.profiles.forms import CodeForm, EmailProofForm, StewardProofForm
from karta.portal.directory.profiles.letters import Link
from karta.portal.directory.profiles.queries import Organisation
from karta.portal.directory.representatives import may_act_for, represented
from karta.portal.platform import mail
from karta.portal.platform.access import account_required
from karta.portal.platform.errors import error_page
from karta.portal.platform.queries import is_throttled
from karta.portal.platform.services import count_attempt
from karta.portal.platform.snapshots import current_snapshot

REFUSALS = {
    Refusal.NO_WEBSITE: gettext_lazy(
        "The map knows no website of this organisation, so no address shows it. Ask a steward."
    ),
    Refusal.SHARED: gettext_lazy(
        "Its website stands where others have pages or mailboxes too, so an address there shows nothing. Ask a steward."
    ),
    Refusal.UNIVERSITY: gettext_lazy(
        "Students have addresses at a university, so an address shows nothing. Ask a steward."
    ),
    Refusal.LOOKS_ALIKE: gettext_lazy(
        "The address or the website is not in plain Latin letters, where two domains may look alike. Ask a steward."
    ),
    Refusal.PROVIDER: gettext_lazy(
        "Anybody gets an address there. Use one at the organisation's website, or ask a steward."
    ),
    Refusal.OTHER_DOMAIN: gettext_lazy(
        "This address is not at the organisation's website. Use one that is, or ask a steward."
    ),
}


@never_cache
@account_required
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations that the reader acts for or has asked for."""
    snapshot = current_snapshot()
    own = [queries.organisation(snapshot, one) for one in sorted(represented(request.user))]
    asked = Representative.objects.filter(user_id=request.user.pk, proven_at=None, ended_at=None).order_by("pk")
    waiting = [(one, queries.organisation(snapshot, one.org_id)) for one in asked]
    said = {"own": [one for one in own if one], "waiting": [pair for pair in waiting if pair[1]], "section": "account"}
    return render(request, "profiles/mine.html", said)


@never_cache
@for_account
def ask(request: HttpRequest, of: Organisation) -> HttpResponse:
    """The two ways to show it; whoever acts for it already goes on to its page."""
    if may_act_for(request.user, of.org_id):
        return redirect("profiles:ours", of.org_id)
    return _page(request, of)


@require_POST
@for_account
def ask_by_email(request: HttpRequest, of: Organisation) -> HttpResponse:
    """Send the code, if the address lies at the organisation's website."""
    form = EmailProofForm(request.POST)
    if not form.is_valid():
        return _page(request, of, by_email=form, status=422)
    email = form.cleaned_data["email"]
    refusal = _refusal(of, email)
    if refusal:
        form.add_error("email", str(REFUSALS[refusal]))
        return _page(request, of, by_email=form, status=422)
    if _has_enough(request) or not mail.may_ask(request, email):
        return error_page(request, 429)
    try:
        standing.ask_by_email(of=of, email=email, link=_link(request, of), by=request.user, at=timezone.now())
    except standing.NotPossible:
        return redirect("profiles:ours", of.org_id)
    messages.success(request, _("The code is on its way to that address."))
    return redirect("profiles:code", of.org_id)


@require_POST
@for_account
def ask_steward(request: HttpRequest, of: Organisation) -> HttpResponse:
    """Put the request into the stewards' queue."""
    form = StewardProofForm(request.POST)
    if not form.is_valid():
        return _page(request, of, by_steward=form, status=422)
    if _has_enough(request):
        return error_page(request, 429)
    try:
        standing.ask_steward(of=of, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    except standing.NotPossible:
        return redirect("profiles:ours", of.org_id)
    messages.success(request, _("Your request waits for a steward. You get a letter."))
    return redirect("profiles:ask", of.org_id)


@never_cache
@for_account
def code(request: HttpRequest, of: Organisation) -> HttpResponse:
    """Enter the code of the letter; its link fills it in, a button spends it."""
    if may_act_for(request.user, of.org_id):
        return redirect("profiles:ours", of.org_id)
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if form.is_valid():
        if _has_enough(request):
            return error_page(request, 429)
        if standing.prove(of=of, code=form.cleaned_data["code"], by=request.user, at=timezone.now()):
            messages.success(request, _("You act for this organisation now."))
            return redirect("profiles:ours", of.org_id)
        form.add_error("code", _("This code does not hold: it is mistyped, used, older than a day, or was asked for by "
                                 "another account. Look at the newest letter, or ask for another code."))  # fmt: skip
    said = {"of": of, "form": form, "pending": queries.pending(request.user.pk, of.ids), "section": "organisations"}
    return render(request, "profiles/code.html", said, status=422 if form.is_bound else 200)


@require_POST
@for_account
def give_up(request: HttpRequest, of: Organisation) -> HttpResponse:
    """Stop acting for an organisation, or withdraw one's request."""
    if standing.give_up(of=of, by=request.user, at=timezone.now()):
        messages.success(request, _("You no longer act for this organisation, and no request waits."))
    return redirect("profiles:mine")


def _page(
    request: HttpRequest, of: Organisation, *, by_email: EmailProofForm | None = None,
    by_steward: StewardProofForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    website = queries.website_by_others(current_snapshot(), of.org_id)
    in_general = _refusal(of, f"a@{domains.host_of(website) or 'example.org'}")
    said: dict[str, Any] = {
        "of": of,
        "host": domains.host_of(website),
        "no_email": REFUSALS[in_general] if in_general else "",
        "by_email": by_email or EmailProofForm(),
        "by_steward": by_steward or StewardProofForm(),
        "pending": queries.pending(request.user.pk, of.ids),
        "others": len(queries.representatives(of.ids)),
        "section": "organisations",
    }
    return render(request, "profiles/ask.html", said, status=status)


def _refusal(of: Organisation, email: str) -> Refusal | None:
    snapshot = current_snapshot()
    website = queries.website_by_others(snapshot, of.org_id)
    domain = domains.registered(domains.host_of(website) or "")
    others = queries.websites_of_others(snapshot, of.org_id, domain) if domain else []
    return domains.refusal(email, website, kind=of.kind, others=others)


def _has_enough(request: HttpRequest) -> bool:
    """Count a try of this account; whether it has used up those of this quarter of an hour."""
    account, now = str(request.user.pk), timezone.now()
    if is_throttled("claim_account", account, at=now):
        return True
    count_attempt(kind="claim_account", text=account, at=now)
    return False


def _link(request: HttpRequest, of: Organisation) -> Link:
    return lambda code: f"{mail.absolute(request, reverse('profiles:code', args=[of.org_id]))}?code={code}"
