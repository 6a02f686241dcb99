"""The team's pages: which editions have registration, who registered, links of the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.models import Edition
from karta.portal.platform import mail
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.events.models import Admission, Registration, Scan
from karta.portal.rooms.events.registration import export, queries, rules, services, ticket
from karta.portal.rooms.events.registration.doors import admitting_required, with_admission
from karta.portal.rooms.events.registration.errors import NotThere
from karta.portal.rooms.events.registration.fields import FIELDS
from karta.portal.rooms.events.registration.forms import AdmissionForm, DoorForm, EraseForm

PAGE = 50
STATE_NAMES = {
    "held": pgettext_lazy("registration", "has a place"),
    "offered": pgettext_lazy("registration", "was offered a place"),
    "waiting": pgettext_lazy("registration", "on the waiting list"),
    "unconfirmed": pgettext_lazy("registration", "address not confirmed"),
    "lapsed": pgettext_lazy("registration", "offer lapsed"),
    "cancelled": pgettext_lazy("registration", "cancelled"),
}


@admitting_required
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Editions with their registration, newest first."""
    now = timezone.now()
    rows = [
        (one, getattr(one, "admission", None), rules.opening(one.admission, now) if hasattr(one, "admission") else None)
        for one in queries.editions_to_admit()
    ]
    return render(request, "events/registration/editions.html", {"rows": rows, "section": "team"})


@admitting_required
@require_safe
@with_admission
def registrations(request: HttpRequest, admission: Admission) -> HttpResponse:
    """Who registered, by state and search; counts; links of the day."""
    return _list(request, admission)


def _list(request: HttpRequest, admission: Admission, **more: Any) -> HttpResponse:
    state, q = request.GET.get("state", ""), request.GET.get("q", "").strip()[:120]
    state = state if state in queries.STATES else ""
    page = Paginator(queries.registrations(admission, q=q, state=state), PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(admission)
    context = {
        "admission": admission, "edition": admission.edition, "page": page, "state": state, "q": q,
        "states": [(name, STATE_NAMES[name], counts[name]) for name in queries.STATES], "counts": counts,
        "opening": rules.opening(admission, timezone.now()), "sessions": queries.sessions_with_places(admission),
        "doors": queries.doors(admission), "door_form": DoorForm(), "now": timezone.now(), "section": "team", **more,
    }  # fmt: skip
    return render(request, "events/registration/registrations.html", context)


@admitting_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, code: str) -> HttpResponse:
    """Open registration, or change from when to when, for how many, and what is asked."""
    edition = get_object_or_404(Edition, code=code)
    found = queries.admission_of(code)
    form = AdmissionForm(request.POST or None, initial=_initial(found))
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in AdmissionForm.COLUMNS}
        services.set_admission(edition=edition, values=values, asked=form.asked(), by=request.user, at=timezone.now())
        messages.success(request, _("Registration is set."))
        return redirect("registration:team", code)
    context = {"form": form, "edition": edition, "admission": found, "section": "team"}
    return render(request, "events/registration/settings.html", context, status=422 if form.is_bound else 200)


def _initial(found: Admission | None) -> dict[str, Any]:
    if found is None:
        return {}
    told = {name: getattr(found, name) for name in AdmissionForm.COLUMNS}
    for one in found.asked.all():
        told |= {f"is_{one.field}": True, f"must_{one.field}": one.is_required, f"bg_{one.field}": one.reason_bg,
                 f"en_{one.field}": one.reason_en}  # fmt: skip
    return told


@admitting_required
@require_safe
@with_admission
def sheet(request: HttpRequest, admission: Admission, form: str) -> HttpResponse:  # noqa: ARG001 - every view is given it
    """The list as a spreadsheet."""
    told = export.rows(admission, queries.for_export(admission), language())
    content = export.as_csv(told) if form == "csv" else export.as_xlsx(told)
    response = HttpResponse(content, content_type=export.MEDIA_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="registrations-{admission.edition.code}.{form}"'
    return response


@admitting_required
@require_safe
def registration(request: HttpRequest, registration_id: int) -> HttpResponse:
    """One registration with its places, its answers and when its ticket was scanned."""
    found = _registration(registration_id)
    admission = found.admission
    answers = [
        (FIELDS[name].label, said, FIELDS[name].seen_by) for name, said in found.answers.items() if name in FIELDS
    ]
    context = {
        "registration": found, "admission": admission, "edition": admission.edition, "answers": answers,
        "places": found.places.select_related("session"), "erase_form": EraseForm(),
        "scans": Scan.objects.filter(admission=admission, ticket=found.ticket).select_related("session"),
        "state_name": export.state_in_words(found),
        "section": "team",
    }  # fmt: skip
    return render(request, "events/registration/registration.html", context)


def _registration(registration_id: int) -> Registration:
    found = (
        queries.with_state(Registration.objects.select_related("admission__edition")).filter(pk=registration_id).first()
    )
    if found is None:
        raise Http404(f"registration {registration_id}: there is none")
    return found


@admitting_required
@require_POST
def resend(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Send somebody their link again."""
    found = _registration(registration_id)
    try:
        services.resend(registration_id=found.pk, by=request.user, at=timezone.now())
    except NotThere:
        messages.error(request, _("This registration is cancelled."))
    else:
        messages.success(request, _("The letter is on its way."))
    return redirect("registration:team-registration", found.pk)


@admitting_required
@require_POST
def cancel(request: HttpRequest, registration_id: int) -> HttpResponse:
    """End a registration; its owner is told."""
    found = _registration(registration_id)
    try:
        services.cancel(registration_id=found.pk, by=request.user, at=timezone.now())
    except NotThere:
        messages.error(request, _("This registration is cancelled or was never confirmed."))
    else:
        messages.success(request, _("Cancelled. Its owner gets a letter, and whoever waits is offered the place."))
    return redirect("registration:team-registration", found.pk)


@admitting_required
@require_POST
def erase(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Delete a registration at its owner's wish."""
    found = _registration(registration_id)
    if not EraseForm(request.POST).is_valid():
        messages.error(request, _("Tick the box if you are sure."))
        return redirect("registration:team-registration", found.pk)
    services.erase(registration_id=found.pk, by=request.user, at=timezone.now())
    messages.success(request, _("Deleted."))
    return redirect("registration:team", found.admission.edition.code)


@admitting_required
@require_POST
@with_admission
def open_door(request: HttpRequest, admission: Admission) -> HttpResponse:
    """Make a link of the day and show it, this once."""
    form = DoorForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the link a name and 1 to 16 hours."))
        return redirect("registration:team", admission.edition.code)
    now = timezone.now()
    door, secret = services.open_door(
        admission_id=admission.pk, name=form.cleaned_data["name"],
        ends_at=now + timedelta(hours=form.cleaned_data["hours"]), by=request.user, at=now,
    )  # fmt: skip
    address = mail.absolute(request, reverse("registration:door", args=[secret]))
    qr = mark_safe(ticket.qr_svg(address))  # noqa: S308 - drawn from our own address
    context = {"edition": admission.edition, "door": door, "address": address, "qr": qr, "section": "team"}
    return render(request, "events/registration/door_made.html", context)


@admitting_required
@require_POST
@with_admission
def end_door(request: HttpRequest, admission: Admission, door_id: int) -> HttpResponse:
    """End a link of the day: the list on its devices is erased at their next contact, and at its hour anyway."""
    services.end_door(admission_id=admission.pk, door_id=door_id, by=request.user, at=timezone.now())
    messages.success(request, _("The link has ended."))
    return redirect("registration:team", admission.edition.code)
