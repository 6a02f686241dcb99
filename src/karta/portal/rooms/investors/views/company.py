"""The pages of an organisation's own people: what it offers, its documents, who asks to meet it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.ids import ids_of
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.access import account_required
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.investors import figures, queries, rules, services
from karta.portal.rooms.investors.documents.forms import DocumentForm
from karta.portal.rooms.investors.doors import keeper_required
from karta.portal.rooms.investors.errors import NotNow, NotThere
from karta.portal.rooms.investors.forms import OfferForm, RefusalForm

COLUMNS = ("stage", "use", "amount_min_eur", "amount_max_eur", "text_bg", "text_en", "valid_until")


@never_cache
@account_required
@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    """The organisations that the account acts for; straight to the only one."""
    own = sorted(queries.claimed(request.user))
    if len(own) == 1:
        return redirect("investors:company", own[0])
    names = queries.names(current_snapshot(), own) if own else {}
    return render(request, "investors/company_list.html", {"own": own, "names": names, "section": "investors"})


@never_cache
@keeper_required
@require_safe
def company(request: HttpRequest, org_id: str) -> HttpResponse:
    return page(request, org_id)


def page(request: HttpRequest, org_id: str, **bound: Any) -> HttpResponse:
    """An organisation's page; `bound`: a form that was sent and is shown again with its errors."""
    snapshot = current_snapshot()
    ids = ids_of(snapshot, org_id)
    standing = queries.offer_of(org_id)
    context = {
        "org_id": org_id,
        "name": queries.names(snapshot, [org_id])[org_id],
        "is_on_map": bool(ids),
        "offer": standing,
        "is_shown": standing is not None and rules.is_shown(standing.valid_until, _today()) and bool(ids),
        "amount": standing and figures.interval_eur(standing.amount_min_eur, standing.amount_max_eur, language()),
        "documents": queries.documents_of(org_id),
        "document_form": DocumentForm(),
        "introductions": queries.introductions_put_to(ids or [org_id]),
        "refusal_form": RefusalForm(),
        "section": "investors",
        **bound,
    }
    return render(request, "investors/company.html", context, status=422 if bound else 200)


def _today() -> date:
    return timezone.now().astimezone(SOFIA).date()


@never_cache
@keeper_required
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, org_id: str) -> HttpResponse:
    """Say what the organisation looks for, or say it anew."""
    standing = queries.offer_of(org_id)
    initial = {name: getattr(standing, name) for name in COLUMNS} if standing else {}
    now = str(standing.pk) if standing else "0"
    form = OfferForm(request.POST or None, initial=initial, today=_today(), standing=now)
    if request.method == "POST" and form.is_valid():
        said = {column: form.cleaned_data[column] for column in COLUMNS}
        try:
            services.publish_offer(org_id=org_id, by=request.user, at=timezone.now(), **said)
        except NotNow:
            messages.warning(request, _("Somebody else published at the same moment: look and publish again."))
        else:
            messages.success(request, _("Published: it stands on the page for investors."))
        return redirect("investors:company", org_id)
    name = queries.names(current_snapshot(), [org_id])[org_id]
    context = {"form": form, "org_id": org_id, "name": name, "offer": standing, "section": "investors"}
    return render(request, "investors/offer.html", context, status=422 if form.is_bound else 200)


@never_cache
@keeper_required
@require_POST
def withdraw_offer(request: HttpRequest, org_id: str) -> HttpResponse:
    """Take the offer off the page."""
    services.withdraw_offer(org_id=org_id, by=request.user, at=timezone.now())
    messages.success(request, _("Taken off the page."))
    return redirect("investors:company", org_id)


@never_cache
@keeper_required
@require_POST
def answer(request: HttpRequest, org_id: str, introduction_id: int) -> HttpResponse:
    """Agree to an introduction, or decline with a reason for the team."""
    snapshot = current_snapshot()
    ids = ids_of(snapshot, org_id) or [org_id]
    said = {"introduction_id": introduction_id, "org_ids": ids, "by": request.user, "at": timezone.now()}
    form = RefusalForm(request.POST)
    is_refused = request.POST.get("what") != "agree"
    if is_refused and not form.is_valid():
        return page(request, org_id, refusal_form=form)
    try:
        if is_refused:
            services.refuse(reason=form.cleaned_data["reason"], **said)
            messages.success(request, _("The team has your answer and writes to the investor."))
        else:
            services.agree(company=queries.names(snapshot, [org_id])[org_id], **said)
            messages.success(request, _("Both sides get each other’s address by mail."))
    except NotThere as error:
        raise Http404(str(error)) from error
    except NotNow:
        messages.warning(request, _("It is answered already, or one side cannot be written to."))
    return redirect("investors:company", org_id)
