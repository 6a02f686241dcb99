"""The team's pages of dues: what is owed, charging a year, payments, waivers, terms, the accountant's file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from karta.portal.directory.timing import SOFIA
from karta.portal.platform.access import steward_required
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.members.dues import export, queries, rules, services
from karta.portal.rooms.members.forms import PaymentForm, ReasonForm, TermsForm, YearForm
from karta.portal.rooms.members.models import Charge, Payment
from karta.portal.rooms.members.queries import terms
from karta.portal.rooms.members.templatetags.members import euros
from karta.portal.rooms.members.views.team import membership

PAGE = 100
FILES = {
    "csv": (export.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (export.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _today() -> date:
    return timezone.now().astimezone(SOFIA).date()


def _year(request: HttpRequest) -> int | None:
    """The year of `?year=`; None for all. Errors: Http404."""
    said = request.GET.get("year", "")
    if said and not (said.isdecimal() and len(said) == 4):
        raise Http404(f"dues: {said} is no year")
    return int(said) if said else None


@never_cache
@steward_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Charges of a year or of all with their sums; what is overdue; who is a year late."""
    today, year = _today(), _year(request)
    found = queries.charges().filter(**({"year": year} if year else {}))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    late = list(queries.overdue(today))
    context = {
        "page": page,
        "charges": [(one, queries.stands(one, today)) for one in page],
        "sums": queries.sums(list(found)),
        "year": year,
        "years": queries.years(),
        "overdue": [(one, (today - one.due_on).days) for one in late],
        "overdue_eur": sum((one.open_eur for one in late), rules.NOTHING),
        "year_late": [one for one in late if rules.is_a_year_late(one.due_on, today)],
        "section": "team",
    }
    return render(request, "members/dues.html", context)


@never_cache
@steward_required
def charge(request: HttpRequest) -> HttpResponse:
    """Charge a year: asked for with GET it shows who would owe what, sent with POST it does so."""
    today, known = _today(), terms()
    initial = {"year": today.year, "due_on": today + timedelta(days=known.due_days)}
    sent = request.POST or request.GET
    form = YearForm(sent if "year" in sent else None, initial=initial, today=today)
    proposal = queries.proposal(form.cleaned_data["year"]) if form.is_valid() else []
    if request.method == "POST" and form.is_valid():
        made = services.charge_year(by=request.user, at=timezone.now(), **form.cleaned_data)
        told = ngettext("%(n)s due is charged.", "%(n)s dues are charged.", len(made))
        messages.success(request, told % {"n": len(made)})
        return redirect(f"{reverse('members:dues')}?year={form.cleaned_data['year']}")
    to_charge = [one for one in proposal if one.is_charged]
    context = {
        "form": form,
        "is_asked": form.is_bound and form.is_valid(),
        "to_charge": to_charge,
        "left_out": [one for one in proposal if not one.is_charged],
        "sum": sum((one.amount_eur for one in to_charge if one.amount_eur), rules.NOTHING),
        "is_pro_rata": known.is_pro_rata,
        "section": "team",
    }
    return render(request, "members/charge.html", context, status=422 if form.is_bound and form.errors else 200)


@steward_required
@require_GET
def dues_file(request: HttpRequest, form: str) -> HttpResponse:
    """Charges of a year or of all, for the accountant."""
    year = _year(request)
    write, media_type = FILES[form]
    found = queries.charges().filter(**({"year": year} if year else {}))
    response = HttpResponse(write(found, _today(), language()), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="dues{f"-{year}" if year else ""}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


@steward_required
@require_POST
def pay(request: HttpRequest, charge_id: int) -> HttpResponse:
    """Note money that came."""
    found = get_object_or_404(Charge, pk=charge_id)
    form = PaymentForm(request.POST, today=_today(), auto_id=f"pay_{charge_id}_%s")
    if form.is_valid():
        try:
            services.note_payment(charge_id=charge_id, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.TooMuch as error:
            said = _("Only %(open)s are open: note that here, and the rest at another due or send it back.")
            form.add_error("amount_eur", said % {"open": euros(error.open_eur)})
    if form.errors:
        return membership(request, found.membership_id, bound={"payment": form, "wrong": charge_id})
    messages.success(request, _("The payment is noted."))
    return _back(found)


@steward_required
@require_POST
def take_back(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Undo a payment that was noted by mistake."""
    found = get_object_or_404(Payment.objects.select_related("charge"), pk=payment_id)
    return _undone(request, found.charge, services.take_back_payment, payment_id=payment_id)


@steward_required
@require_POST
def waive(request: HttpRequest, charge_id: int) -> HttpResponse:
    """Waive what is open, with a reason."""
    found = get_object_or_404(Charge, pk=charge_id)
    form = ReasonForm(request.POST, auto_id=f"waive_{charge_id}_%s")
    if not form.is_valid():
        return membership(request, found.membership_id, bound={"waiver": form, "wrong": charge_id})
    return _undone(request, found, services.waive, charge_id=charge_id, **form.cleaned_data)


@steward_required
@require_POST
def unwaive(request: HttpRequest, charge_id: int) -> HttpResponse:
    """Take a waiver back."""
    return _undone(request, get_object_or_404(Charge, pk=charge_id), services.take_back_waiver, charge_id=charge_id)


def _undone(request: HttpRequest, found: Charge, write: Any, **said: Any) -> HttpResponse:
    """Write, and say so, or that somebody did before."""
    try:
        write(by=request.user, at=timezone.now(), **said)
    except services.NothingOpen:
        messages.warning(request, _("Somebody did this before you; nothing was changed."))
    else:
        messages.success(request, _("Saved."))
    return _back(found)


def _back(found: Charge) -> HttpResponse:
    return redirect(f"{reverse('members:membership', args=[found.membership_id])}#due-{found.year}")


@never_cache
@steward_required
def dues_terms(request: HttpRequest) -> HttpResponse:
    """When dues are due, when members are reminded, where they pay."""
    known = terms()
    initial = {
        "due_days": known.due_days, "is_pro_rata": known.is_pro_rata, "payee_bg": known.payee_bg,
        "payee_en": known.payee_en, "iban": known.iban, "bic": known.bic,
        "before": ", ".join(str(-one) for one in known.stages if one < 0),
        "after": ", ".join(str(one) for one in known.stages if one > 0),
    }  # fmt: skip
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        payee = {"bg": said.pop("payee_bg"), "en": said.pop("payee_en")}
        stages = said.pop("before") + said.pop("after")
        services.set_terms(payee=payee, stages=stages, by=request.user, at=timezone.now(), **said)
        messages.success(request, _("Saved."))
        return redirect("members:dues")
    context = {"form": form, "section": "team"}
    return render(request, "members/terms.html", context, status=422 if form.is_bound else 200)
