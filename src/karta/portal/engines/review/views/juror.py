"""A juror's pages: invitations, what is theirs to review, one entry with its rubric, conflicts of interest."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.engines.review import rules, sources
from karta.portal.engines.review.doors import juror_required, seat_required
from karta.portal.engines.review.errors import Incomplete, NotNow, Stale
from karta.portal.engines.review.forms import AboutForm, AcceptForm, ReasonForm, ReviewForm
from karta.portal.engines.review.jury import queries as jury_queries
from karta.portal.engines.review.jury import services as jury
from karta.portal.engines.review.models import Assignment, Juror
from karta.portal.engines.review.scoring import queries, services
from karta.portal.platform.access import account_required

SHOWN_INLINE = frozenset({"application/pdf", "image/png", "image/jpeg"})


@never_cache
@account_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Rounds that the account was asked to review in."""
    context = {"seats": list(jury_queries.seats(request.user)), "section": "account", "now": timezone.now()}
    return render(request, "review/mine.html", context)


@never_cache
@seat_required
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, round_id: int) -> HttpResponse:
    """Accept or decline; once accepted, what one knows and belongs to."""
    own = request.seat
    kind = AboutForm if own.state == Juror.State.ACCEPTED else AcceptForm
    if request.method == "POST" and request.POST.get("what") == "decline":
        return _answered(request, round_id, lambda: jury.decline(round_id=round_id, by=request.user, at=timezone.now()))
    initial = {"terms": ", ".join(own.terms), "org_ids": own.org_ids}
    form = kind(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("terms", "org_ids")}
        write = jury.describe if kind is AboutForm else jury.accept
        return _answered(
            request, round_id, lambda: write(round_id=round_id, by=request.user, at=timezone.now(), **said)
        )
    context = {"seat": own, "round": own.round, "form": form, "section": "account"}
    return render(request, "review/seat.html", context, status=422 if form.is_bound else 200)


def _answered(request: HttpRequest, round_id: int, write: Any) -> HttpResponse:
    try:
        write()
    except NotNow:
        messages.warning(request, _("It was answered already, or the round is over."))
    return redirect("review:seat" if request.POST.get("what") == "decline" else "review:round", round_id)


@never_cache
@seat_required
@require_safe
def round(request: HttpRequest, round_id: int) -> HttpResponse:
    """What is the juror's to review, and how far they are."""
    own = request.seat
    if own.state != Juror.State.ACCEPTED:
        return redirect("review:seat", round_id)
    now = timezone.now()
    assigned = list(queries.assigned(own))
    submitted = sum(getattr(getattr(one, "review", None), "state", "") == "submitted" for one in assigned)
    context = {
        "seat": own, "round": own.round, "assigned": assigned, "submitted": submitted, "section": "account",
        "phase": rules.phase(own.round, now),
        "categories": list(own.round.categories.all()) if rules.may_see_others(own.round, now) else [],
    }  # fmt: skip
    return render(request, "review/round.html", context)


@never_cache
@juror_required
@require_safe
def entries(request: HttpRequest, round_id: int) -> HttpResponse:  # noqa: ARG001 - its door asks for the round
    """All entries of the round by code and title, to say where one has an interest."""
    own = request.seat
    context = {"seat": own, "round": own.round, "entries": list(queries.listed(own)), "section": "account"}
    return render(request, "review/entries.html", context)


@never_cache
@juror_required
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """One entry with the rubric; a POST keeps a draft or submits it. On bad input nothing that was typed is lost."""
    one = _assignment(request, code)
    if request.method == "GET":
        return _entry(request, one, _form(one))
    form = _form(one, request.POST)
    if not form.is_valid():
        return _entry(request, one, form, status=422)
    is_submitted = request.POST.get("what") == "submit"
    write = services.submit if is_submitted else services.save
    revision, said = form.cleaned_data["revision"], form.said()
    try:
        write(round_id=round_id, code=code, revision=revision, said=said, by=request.user, at=timezone.now())
    except NotNow as error:
        form.add_error(None, _refusal(error))
        return _entry(request, one, form, status=422 if isinstance(error, Incomplete) else 409)
    if is_submitted:
        messages.success(request, _("Your review of %(code)s is signed and submitted.") % {"code": code})
        return redirect("review:round", round_id)
    messages.success(request, _("The draft is kept."))
    return redirect("review:entry", round_id, code)


def _refusal(error: NotNow) -> str:
    if isinstance(error, Incomplete):
        return error.what
    if isinstance(error, Stale):
        return _("A newer draft was kept from another window. Copy what you need from here, then reload the page.")
    return _("Reviews are not taken now: the round is not open, or this one is submitted.")


def _assignment(request: HttpRequest, code: str) -> Assignment:
    found = queries.assignment(request.seat, code)
    if found is None:
        raise Http404(f"entry {code}: not this juror's")
    return found


def _form(one: Assignment, data: Any = None) -> ReviewForm:
    round_ = one.entry.round
    rubric: dict[str, Any] = {"criteria": list(round_.criteria.all()), "allows_revise": round_.allows_revise}
    return ReviewForm(data, **rubric) if data is not None else ReviewForm.of(getattr(one, "review", None), **rubric)


def _entry(request: HttpRequest, one: Assignment, form: ReviewForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    round_ = request.seat.round
    context = {
        "seat": request.seat, "round": round_, "entry": one.entry, "review": getattr(one, "review", None), "form": form,
        "may_score": rules.may_score(round_, now), "phase": rules.phase(round_, now), "section": "account",
    }  # fmt: skip
    return render(request, "review/entry.html", context, status=status)


@never_cache
@juror_required
@require_POST
def draft(request: HttpRequest, round_id: int, code: str) -> JsonResponse:
    """Keep what is typed, without a new page. Answers {"saved", "revision"}; {"problem"} where it is not taken."""
    form = _form(_assignment(request, code), request.POST)
    if not form.is_valid():
        return JsonResponse({"problem": _("Not kept yet: something is too long.")}, status=422)
    try:
        kept = services.save(
            round_id=round_id, code=code, revision=form.cleaned_data["revision"], said=form.said(), by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except NotNow as error:
        return JsonResponse({"problem": _refusal(error)}, status=409)
    return JsonResponse({"saved": _("The draft is kept."), "revision": kept.revision})


@never_cache
@juror_required
@require_POST
def reopen(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """Take a submitted review back to change it."""
    try:
        services.reopen(round_id=round_id, code=code, by=request.user, at=timezone.now())
    except NotNow:
        messages.warning(request, _("It cannot be changed any more."))
    return redirect("review:entry", round_id, code)


@never_cache
@juror_required
@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """Say that one has an interest in an entry: of the whole round, whoever reviews it."""
    found = queries.listed(request.seat).filter(code=code).first()
    if found is None:
        raise Http404(f"entry {code} of round {round_id}")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        jury.declare(round_id=round_id, code=code, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        messages.success(request, _("You will not review %(code)s, nor speak or vote about it.") % {"code": code})
        return redirect("review:entries", round_id)
    context = {"round": request.seat.round, "entry": found, "form": form, "section": "account"}
    return render(request, "review/conflict.html", context, status=422 if form.is_bound else 200)


@never_cache
@juror_required
@require_safe
def document(request: HttpRequest, round_id: int, code: str, key: str) -> HttpResponseBase:  # noqa: ARG001 - its door asks
    """A document of one's own entry, exactly as it was when the round opened."""
    one = _assignment(request, code)
    told = next((held for held in one.entry.documents if held["key"] == key), None)
    if told is None:
        raise Http404(f"entry {code}: no document {key}")
    try:
        file = sources.source(one.entry.app).document(one.entry.object_id, key).file
    except KeyError as error:
        raise Http404(f"entry {code}: {key} is gone") from error
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != told["sha256"]:
        file.close()
        raise Http404(f"entry {code}: {key} is not what was entered")
    file.seek(0)
    is_inline = told["media_type"] in SHOWN_INLINE
    reply = FileResponse(file, as_attachment=not is_inline, filename=told["name"], content_type=told["media_type"])
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return reply
