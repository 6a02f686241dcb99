"""An investor's pages: asking for a seat, the desk, one organisation with documents, interest, introduction, notes."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.explore.export import harmless
from karta.explore.search import suggest
from karta.portal.directory.ids import ids_of
from karta.portal.platform import mail
from karta.portal.platform.access import account_required
from karta.portal.platform.errors import error_page
from karta.portal.platform.services import give_consent
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.investors import queries, services
from karta.portal.rooms.investors.agreement import TERMS
from karta.portal.rooms.investors.doors import seat_required
from karta.portal.rooms.investors.errors import NotNow, NotThere
from karta.portal.rooms.investors.forms import IntroductionForm, NoteForm, SeatForm
from karta.portal.rooms.investors.models import Introduction, Seat

SUGGESTIONS = 8
COLUMNS = ("org_id", "name_bg", "name_en", "text", "made_at", "changed_at", "is_mine")


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for a seat, see what became of the request, or agree to terms whose words changed."""
    if queries.standing_seat(request.user):
        return redirect("investors:desk")
    last, address = queries.last_seat(request.user), queries.address_of(request.user)
    waits = last is not None and last.state in (Seat.State.ASKED, Seat.State.ADMITTED)
    if request.method == "POST" and waits:
        if request.POST.get("what") == "agree":
            give_consent(purpose=TERMS.key, by=request.user, at=timezone.now())
        else:
            messages.warning(request, _("You have asked already."))
        return redirect("investors:join")
    form = SeatForm(request.POST or None)
    if address and form.is_valid():
        if not mail.may_ask(request, address):
            return error_page(request, 429)
        said = {name: form.cleaned_data[name] for name in ("name", "organisation", "reason")}
        try:
            services.ask_seat(**said, language=language(), by=request.user, at=timezone.now())
        except NotNow:
            messages.warning(request, _("You have asked already."))
        return redirect("investors:join")
    context = {"form": form, "last": last, "waits": waits, "address": address, "terms": TERMS, "section": "investors"}
    return render(request, "investors/join.html", context, status=422 if form.is_bound else 200)


@never_cache
@account_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Give the seat up, or take the request back."""
    last = queries.last_seat(request.user)
    try:
        services.end_seat(seat_id=last.pk if last else 0, answer="", by=request.user, at=timezone.now())
    except (NotThere, NotNow):
        messages.warning(request, _("There is no seat to give up."))
    else:
        messages.success(request, _("Your seat has ended. What was released to you no longer opens."))
    return redirect("investors:join")


@never_cache
@seat_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What the investor has in hand, and the way to any organisation of the map."""
    snapshot, found = current_snapshot(), queries.desk(request.seat)
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "seat": request.seat,
        "desk": found,
        "names": queries.names(snapshot, found.org_ids),
        "q": text,
        "found": suggest(snapshot, text, SUGGESTIONS) if text else [],
        "section": "investors",
    }
    return render(request, "investors/desk.html", context)


@never_cache
@seat_required
@require_safe
def organisation(request: HttpRequest, org_id: str) -> HttpResponse:
    """One organisation as an investor sees it."""
    return _organisation(request, org_id)


def _organisation(request: HttpRequest, org_id: str, **bound: Any) -> HttpResponse:
    """The page; `bound`: a form that was sent and is shown again with its errors."""
    ids = _ids(org_id)
    if ids[0] != org_id and not bound:
        return redirect("investors:organisation", ids[0], permanent=True)
    seat, snapshot = request.seat, current_snapshot()
    introductions = queries.introductions_of(seat, ids)
    context = {
        "org_id": ids[0],
        "name": queries.names(snapshot, ids[:1])[ids[0]],
        "seat": seat,
        "documents": queries.released_to(seat, ids),
        "interest": queries.interest_of(seat, ids),
        "introductions": introductions,
        "is_asked": any(one.is_open for one in introductions),
        "notes": list(queries.notes(seat).filter(org_id__in=ids)),
        "note_form": NoteForm(),
        "introduction_form": IntroductionForm(),
        "has_people": bool(queries.representatives(ids)),
        "section": "investors",
        **bound,
    }
    return render(request, "investors/organisation.html", context, status=422 if bound else 200)


def _ids(org_id: str) -> list[str]:
    """The organisation's present id and its former ones. Errors: Http404."""
    found = ids_of(current_snapshot(), org_id)
    if not found:
        raise Http404(f"organisation {org_id}: the map has none of this id")
    return found


@never_cache
@seat_required
@require_POST
def interest(request: HttpRequest, org_id: str) -> HttpResponse:
    """Mark interest or take it back."""
    ids = _ids(org_id)
    if request.POST.get("what") == "end":
        services.end_interest(seat=request.seat, org_ids=ids, by=request.user, at=timezone.now())
    else:
        services.mark_interest(seat=request.seat, org_id=ids[0], by=request.user, at=timezone.now())
    return redirect("investors:organisation", ids[0])


@never_cache
@seat_required
@require_POST
def introduction(request: HttpRequest, org_id: str) -> HttpResponse:
    """Ask the cluster for an introduction."""
    ids, form = _ids(org_id), IntroductionForm(request.POST)
    if not form.is_valid():
        return _organisation(request, org_id, introduction_form=form)
    if any(one.is_open for one in queries.introductions_of(request.seat, ids)):
        messages.warning(request, _("You have asked already; the team is at it."))
        return redirect("investors:organisation", ids[0])
    address = queries.address_of(request.user)
    if address is None or not mail.may_ask(request, address):
        return error_page(request, 429)
    words = form.cleaned_data["words"]
    try:
        services.ask_introduction(seat=request.seat, org_id=ids[0], words=words, by=request.user, at=timezone.now())
    except NotNow:
        messages.warning(request, _("You have asked already; the team is at it."))
    else:
        messages.success(request, _("The team has your request; a copy is on its way to you."))
    return redirect("investors:organisation", ids[0])


@never_cache
@seat_required
@require_POST
def withdraw(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """Take one's own request for an introduction back."""
    try:
        found = services.withdraw_introduction(
            introduction_id=introduction_id, seat=request.seat, by=request.user, at=timezone.now()
        )
    except NotThere as error:
        raise Http404(str(error)) from error
    except NotNow:
        messages.warning(request, _("It is closed already."))
        found = Introduction.objects.get(pk=introduction_id)
    return redirect("investors:organisation", found.org_id)


@never_cache
@seat_required
@require_POST
def write_note(request: HttpRequest, org_id: str) -> HttpResponse:
    """Write a note about an organisation."""
    ids, form = _ids(org_id), NoteForm(request.POST)
    if not form.is_valid():
        return _organisation(request, org_id, note_form=form)
    services.write_note(
        seat=request.seat, org_id=ids[0], text=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    return redirect("investors:organisation", ids[0])


@never_cache
@seat_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Rewrite or delete one's own note; a colleague's is read on the organisation's page."""
    found = queries.notes(request.seat).filter(pk=note_id, by_id=request.user.pk).first()
    if found is None:
        raise Http404(f"note {note_id}")
    said = {"note_id": note_id, "seat": request.seat, "by": request.user, "at": timezone.now()}
    if request.POST.get("what") == "delete":
        services.delete_note(**said)
        messages.success(request, _("The note is deleted."))
        return redirect("investors:organisation", found.org_id)
    form = NoteForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        services.change_note(text=form.cleaned_data["text"], **said)
        return redirect("investors:organisation", found.org_id)
    name = queries.names(current_snapshot(), [found.org_id])[found.org_id]
    context = {"note": found, "form": form, "name": name, "section": "investors"}
    return render(request, "investors/note.html", context, status=422 if form.is_bound else 200)


@never_cache
@seat_required
@require_safe
def notes_csv(request: HttpRequest) -> HttpResponse:
    """Every note of one's investor, one row each."""
    found = list(queries.notes(request.seat))
    names = queries.names(current_snapshot(), {one.org_id for one in found})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in found:
        changed = one.changed_at.isoformat() if one.changed_at else ""
        name = names[one.org_id]
        cells = (one.org_id, name["bg"], name["en"], one.text, one.made_at.isoformat(), changed,
                 str(one.by_id == request.user.pk).lower())  # fmt: skip
        writer.writerow([harmless(cell or "") for cell in cells])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="notes.csv"'
    return response
