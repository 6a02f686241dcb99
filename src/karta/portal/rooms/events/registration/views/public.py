"""Registering: the form, the answer to it, and the button behind the link that proves the address."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from karta.portal.directory import timing
from karta.portal.platform import mail, tokens
from karta.portal.platform.errors import error_page
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.events.models import Admission
from karta.portal.rooms.events.registration import letters, queries, rules, services
from karta.portal.rooms.events.registration.doors import with_admission
from karta.portal.rooms.events.registration.errors import NotOpen, NotThere
from karta.portal.rooms.events.registration.forms import OwnRegistrationForm, RegistrationForm


@never_cache
@require_http_methods(["GET", "POST"])
@with_admission
def register(request: HttpRequest, admission: Admission) -> HttpResponse:
    """Register for an edition. Nobody learns here whether an address is registered: that goes to its mailbox."""
    own, state = _own_address(request), rules.opening(admission, timezone.now())
    if state != "open" or timing.state(admission.edition, timezone.now()) == "past":
        return _page(request, admission, None, state=state)
    make = OwnRegistrationForm if own else RegistrationForm
    form = make(admission, language(), request.POST or None)
    if not form.is_valid():
        return _page(request, admission, form, state=state, own=own)
    if form.is_machine:
        return redirect("registration:sent", admission.edition.code)
    return _write(request, admission, form, own)


def _write(request: HttpRequest, admission: Admission, form: Any, own: str) -> HttpResponse:
    """What a form that is right leads to."""
    email = own or form.cleaned_data["email"]
    if not mail.may_ask(request, email, kind="registration_address"):
        return error_page(request, 429)
    said = services.Said(
        form.cleaned_data["name"], email, language(), form.answers, mail.absolute(request, "/")[:-1],
        request.user if own else None,
    )  # fmt: skip
    try:
        done = services.register(
            admission_id=admission.pk, said=said, sent_key=form.cleaned_data["sent_key"], at=timezone.now()
        )
    except NotOpen:
        return _page(request, admission, None, state="closed")
    if own:
        return redirect("registration:mine", letters.own_token(done.registration))
    return redirect("registration:sent", admission.edition.code)


def _own_address(request: HttpRequest) -> str:
    """The confirmed address of whoever is signed in; "" without one."""
    if not request.user.is_authenticated:
        return ""
    own = EmailAddress.objects.filter(user_id=request.user.pk, verified=True).order_by("-primary", "pk")
    return own.values_list("email", flat=True).first() or ""


def _page(request: HttpRequest, admission: Admission, form: Any, **more: Any) -> HttpResponse:
    context = {
        "admission": admission, "edition": admission.edition, "form": form, "left": queries.left(admission),
        "section": "events", **more,
    }  # fmt: skip
    return render(request, "events/registration/register.html", context, status=422 if form and form.is_bound else 200)


@require_safe
@with_admission
def sent(request: HttpRequest, admission: Admission) -> HttpResponse:
    """What to do now: look into the mailbox."""
    context = {"edition": admission.edition, "section": "events"}
    return render(request, "events/registration/sent.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of the first letter: a button, since mail programs open links by themselves."""
    try:
        registration_id = tokens.read(letters.CONFIRM, token, within=rules.CONFIRM_WITHIN)
    except tokens.BadToken:
        return error_page(request, 410)
    found = queries.registration(registration_id)
    if found is None or found.cancelled_at is not None:
        return error_page(request, 410)
    if request.method != "POST" and found.confirmed_at is None:
        context = {"registration": found, "edition": found.admission.edition, "section": "events"}
        return render(request, "events/registration/confirm.html", context)
    try:
        services.confirm(registration_id=registration_id, at=timezone.now())
    except NotThere:
        return error_page(request, 410)
    return redirect("registration:mine", letters.own_token(found))
