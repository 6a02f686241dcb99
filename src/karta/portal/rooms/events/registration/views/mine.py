"""One's own registration, behind its link: ticket, sessions, calendar, offers, corrections, giving the place back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.events import calendar
from karta.portal.rooms.events.models import Place, Registration
from karta.portal.rooms.events.registration import letters, queries, rules, services, ticket
from karta.portal.rooms.events.registration.doors import for_bearer
from karta.portal.rooms.events.registration.errors import NoPlace, NotOpen, NotThere, OfferGone
from karta.portal.rooms.events.registration.forms import DetailsForm
from karta.portal.rooms.events.registration.words import when_and_where


def _back(found: Registration) -> HttpResponse:
    return redirect("registration:mine", letters.own_token(found))


@require_safe
@for_bearer
def mine(request: HttpRequest, found: Registration) -> HttpResponse:
    """All that one holds, and what can be done with it."""
    own = queries.mine(found, timezone.now())
    context = {
        "mine": own, "registration": found, "edition": found.admission.edition, "token": letters.own_token(found),
        "qr": mark_safe(ticket.qr_svg(found.code)) if own.has_ticket else "",  # noqa: S308 - drawn from our own alphabet
        "spelt": rules.spelt(found.code), "section": "events",
    }  # fmt: skip
    return render(request, "events/registration/mine.html", context)


@require_safe
@for_bearer
def print_ticket(request: HttpRequest, found: Registration) -> HttpResponse:
    """The ticket alone, for paper or a locked phone."""
    own = _with_ticket(found)
    context = {
        "mine": own, "registration": found, "edition": found.admission.edition, "token": letters.own_token(found),
        "qr": mark_safe(ticket.qr_svg(found.code)),  # noqa: S308 - drawn from our own alphabet
        "spelt": rules.spelt(found.code), "section": "events",
    }  # fmt: skip
    return render(request, "events/registration/ticket.html", context)


@require_safe
@for_bearer
def ticket_pdf(request: HttpRequest, found: Registration) -> HttpResponse:  # noqa: ARG001 - every view is given it
    """The ticket as a file."""
    own, edition = _with_ticket(found), found.admission.edition
    when, where = when_and_where(edition, language())
    printed = ticket.Printed(
        language(), in_language(edition.name), when, where, found.name, found.code, rules.spelt(found.code),
        [_session_line(one) for one in own.sessions],
        {"ticket": _("Ticket"), "code": _("Code of the ticket"), "sessions": _("Sessions"),
         "foot": _("Entry is free. Show the code at the entrance, on paper or on a screen; it opens the door once.")},
    )  # fmt: skip
    response = HttpResponse(ticket.pdf(printed, timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="ticket-{edition.code}.pdf"'
    return response


def _session_line(session) -> str:  # type: ignore[no-untyped-def]  # models.Session
    begins = letters.moment(session.starts_at, language()) if session.starts_at else ""
    return f"{in_language(session.title)}{', ' if begins else ''}{begins}"


def _with_ticket(found: Registration) -> queries.Mine:
    own = queries.mine(found, timezone.now())
    if not own.has_ticket:
        raise Http404("registration: it holds no place, so it has no ticket")
    return own


@require_safe
@for_bearer
def own_calendar(request: HttpRequest, found: Registration) -> HttpResponse:
    """The edition and the chosen sessions as a calendar that programs subscribe to."""
    own, edition = queries.mine(found, timezone.now()), found.admission.edition
    chosen = [one.session for one in own.choices if one.place is not None and one.place.state == Place.State.HELD]
    event = calendar.entry_of(request, edition)
    text = calendar.of_sessions(
        chosen, name=event.summary, language=language(), address=lambda _session: event.address, event=event,
        host=calendar.host_of(request),
    )  # fmt: skip
    response = HttpResponse(text, content_type=calendar.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{edition.code}-mine.ics"'
    return response


@require_POST
@for_bearer
def choose(request: HttpRequest, found: Registration) -> HttpResponse:
    """Take part in exactly the sessions that are ticked."""
    ids = [int(one) for one in request.POST.getlist("session") if one.isascii() and one.isdigit() and len(one) < 10]
    try:
        got = services.choose(registration_id=found.pk, session_ids=ids, at=timezone.now())
    except (NotThere, NoPlace):
        messages.error(request, _("Sessions can be chosen by those who hold a place."))
        return _back(found)
    waits = sum(one.state == Place.State.WAITING for one in got)
    if waits:
        messages.warning(request, _("What you chose is kept. Where a session is full you are on its waiting list."))
    else:
        messages.success(request, _("Your sessions are kept."))
    return _back(found)


@require_http_methods(["GET", "POST"])
@for_bearer
def details(request: HttpRequest, found: Registration) -> HttpResponse:
    """Correct what was typed."""
    _not_cancelled(found)
    typed = {"name": found.name, **{f"ask-{name}": said for name, said in found.answers.items()}}
    form = DetailsForm(found.admission, language(), request.POST or None, initial=typed)
    if form.is_valid():
        name = form.cleaned_data["name"]
        services.change(registration_id=found.pk, name=name, answers=form.answers, at=timezone.now())
        messages.success(request, _("Corrected."))
        return _back(found)
    context = {
        "form": form, "registration": found, "edition": found.admission.edition, "token": letters.own_token(found),
        "section": "events",
    }  # fmt: skip
    return render(request, "events/registration/details.html", context, status=422 if form.is_bound else 200)


def _not_cancelled(found: Registration) -> None:
    if found.cancelled_at is not None or found.confirmed_at is None:
        raise Http404("registration: cancelled, or not confirmed yet")


@require_http_methods(["GET", "POST"])
@for_bearer
def accept(request: HttpRequest, found: Registration, place_id: int) -> HttpResponse:
    """Behind the link of an offer: a button that takes the place."""
    place = _place(found, place_id)
    if request.method != "POST":
        return _ask(request, found, place, "accept")
    try:
        services.accept(registration_id=found.pk, place_id=place_id, at=timezone.now())
    except (OfferGone, NotThere):
        messages.error(request, _("This offer is over: the place went to the next who waits."))
    else:
        messages.success(request, _("The place is yours."))
    return _back(found)


@require_http_methods(["GET", "POST"])
@for_bearer
def leave(request: HttpRequest, found: Registration, place_id: int) -> HttpResponse:
    """A button that gives a place back, declines an offer or leaves the list."""
    place = _place(found, place_id)
    if request.method != "POST":
        return _ask(request, found, place, "leave")
    try:
        services.leave(registration_id=found.pk, place_id=place_id, at=timezone.now())
    except NotThere:
        messages.error(request, _("This was given back already."))
    else:
        messages.success(request, _("Given back. Whoever waits is offered the place."))
    return _back(found)


def _place(found: Registration, place_id: int) -> Place:
    place = found.places.select_related("session").filter(pk=place_id).first()
    if place is None:
        raise Http404(f"place {place_id}: not of this registration")
    return place


def _ask(request: HttpRequest, found: Registration, place: Place, what: str) -> HttpResponse:
    is_over = place.state not in (Place.State.OFFERED,) if what == "accept" else place.state not in Place.STANDS
    if place.state == Place.State.OFFERED and place.offered_until and place.offered_until <= timezone.now():
        is_over = True
    context = {
        "place": place, "what": what, "is_over": is_over, "registration": found, "edition": found.admission.edition,
        "token": letters.own_token(found), "section": "events",
    }  # fmt: skip
    return render(request, "events/registration/place.html", context)


@require_POST
@for_bearer
def wait(request: HttpRequest, found: Registration) -> HttpResponse:
    """After an offer lapsed: stand in line again."""
    try:
        place = services.wait_again(registration_id=found.pk, at=timezone.now())
    except (NotThere, NotOpen):
        messages.error(request, _("This registration is over."))
    else:
        has = place.state == Place.State.HELD
        messages.success(request, _("The place is yours.") if has else _("You are on the waiting list."))
    return _back(found)
