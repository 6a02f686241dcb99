"""Mentors' office hours: who offers what, booking and cancelling, a mentor's own slots."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.ids import known
from karta.portal.platform.access import account_required
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.awards.errors import NotNow, NotThere, TooMany
from karta.portal.rooms.awards.mentors import queries, services
from karta.portal.rooms.awards.mentors.forms import MentorForm, ReasonForm, SlotForm, TopicForm


@require_safe
def mentors(request: HttpRequest) -> HttpResponse:
    """Mentors whose public role is shown, with their free hours."""
    at = timezone.now()
    found = queries.shown(at, timezone.localdate())
    snapshot = snapshot_or_none(request)
    context = {
        "mentors": found,
        "organisations": known(snapshot, [one.role.org_id for one in found if one.role.org_id]),
        "section": "events",
    }
    return render(request, "awards/mentors.html", context)


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Book one hour: about what."""
    slot = queries.shown_slot(slot_id, timezone.localdate())
    if slot is None:
        raise Http404(f"slot {slot_id}")
    form = TopicForm(request.POST or None)
    if form.is_valid():
        try:
            services.book(
                slot_id=slot_id, topic=form.cleaned_data["topic"], language=language(), by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except NotThere:
            messages.warning(request, _("Confirm your e-mail address first: the calendar entry goes there."))
            return redirect("account_email")
        except NotNow:
            messages.warning(request, _("This hour is taken or has begun: choose another one."))
            return redirect("awards:mentors")
        except TooMany:
            messages.warning(request, _("You have as many hours to come as one may book."))
        else:
            messages.success(request, _("Booked. The calendar entry is on its way to you by mail."))
        return redirect("awards:hours")
    context = {"slot": slot, "form": form, "section": "events"}
    return render(request, "awards/book.html", context, status=422 if form.is_bound else 200)


@never_cache
@account_required
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """One's own hours: booked, and offered."""
    return _hours(request)


def _hours(request: HttpRequest, **bound: Any) -> HttpResponse:
    """The page; `bound`: a form that was sent and is shown again with its errors."""
    at = timezone.now()
    mentor = queries.own_mentor(request.user)
    roles = queries.own_roles(request.user, timezone.localdate())
    told = {"about_bg": mentor.about_bg, "about_en": mentor.about_en, "role": mentor.role_id} if mentor else {}
    context = {
        "bookings": queries.own_bookings(request.user, at),
        "mentor": mentor,
        "is_shown": mentor is not None and any(one.pk == mentor.role_id for one in roles),
        "slots": queries.slots_of(mentor, at) if mentor else [],
        "roles": roles,
        "mentor_form": MentorForm(roles=roles, initial=told),
        "slot_form": SlotForm(),
        "reason_form": ReasonForm(),
        "section": "events",
        **bound,
    }
    return render(request, "awards/hours.html", context, status=422 if bound else 200)


@never_cache
@account_required
@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Offer hours under one's own public role."""
    form = MentorForm(request.POST, roles=queries.own_roles(request.user, timezone.localdate()))
    if not form.is_valid():
        return _hours(request, mentor_form=form)
    said = form.cleaned_data
    about = {"bg": said["about_bg"], "en": said["about_en"]}
    services.become(role_id=said["role"].pk, about=about, language=language(), by=request.user, at=timezone.now())
    messages.success(request, _("Kept. Your name stands there while your public role is shown."))
    return redirect("awards:hours")


@never_cache
@account_required
@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """Offer a slot."""
    form = SlotForm(request.POST)
    if not form.is_valid():
        return _hours(request, slot_form=form)
    said = form.cleaned_data
    ends_at = said["starts_at"] + timedelta(minutes=said["minutes"])
    try:
        services.offer(
            starts_at=said["starts_at"], ends_at=ends_at, place=said["place"], by=request.user, at=timezone.now()
        )  # fmt: skip
    except NotThere as error:
        raise Http404(str(error)) from error
    except NotNow:
        form.add_error("starts_at", _("Choose a time to come, within four months, beside your other slots."))
        return _hours(request, slot_form=form)
    except TooMany:
        form.add_error("starts_at", _("You offer as many slots as one may."))
        return _hours(request, slot_form=form)
    messages.success(request, _("Offered."))
    return redirect("awards:hours")


@never_cache
@account_required
@require_POST
def withdraw_slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Take a slot back; who booked it is told."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _hours(request, reason_form=form)
    try:
        services.withdraw_slot(slot_id=slot_id, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    except NotThere as error:
        raise Http404(str(error)) from error
    messages.success(request, _("Taken back. Who had booked it is told by mail."))
    return redirect("awards:hours")


@never_cache
@account_required
@require_POST
def cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Give a booked hour back."""
    try:
        services.cancel(booking_id=booking_id, by=request.user, at=timezone.now())
    except NotThere as error:
        raise Http404(str(error)) from error
    except NotNow:
        messages.warning(request, _("It has begun already."))
    else:
        messages.success(request, _("Cancelled. The hour is free for somebody else."))
    return redirect("awards:hours")
