"""The team's pages: awards that are open or can be opened, one award with its questions and entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.rooms.awards import queries, rules, services
from karta.portal.rooms.awards.categories import categories
from karta.portal.rooms.awards.doors import runner_required
from karta.portal.rooms.awards.errors import NotNow, TooMany
from karta.portal.rooms.awards.export import MEDIA_TYPE, workbook
from karta.portal.rooms.awards.forms import AwardForm, QuestionForm
from karta.portal.rooms.awards.jury import services as jury
from karta.portal.rooms.awards.models import Award, Question
from karta.portal.rooms.awards.views.files import download

COLUMNS = ("opens_at", "closes_at", "about_bg", "about_en")
ASKED = ("label_bg", "label_en", "hint_bg", "hint_en", "category", "longest", "is_required")


@never_cache
@runner_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Awards that take or took entries, and editions that could."""
    at = timezone.now()
    rows = [{"award": one, "phase": rules.phase(one, at)} for one in queries.desk()]
    context = {"rows": rows, "editions": list(queries.editions_to_open())}
    return render(request, "awards/desk.html", context)


@never_cache
@runner_required
@require_http_methods(["GET", "POST"])
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One award: its times and words, its entries; of an edition that is not open yet the form that opens it."""
    edition, at = queries.edition_of(code), timezone.now()
    if edition is None:
        raise Http404(f"award {code}: there is none of this name")
    opened = queries.award_of(code)
    form = AwardForm(request.POST or None, initial=_initial(opened))
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in COLUMNS}
        try:
            if opened is None:
                services.open_award(edition=edition, by=request.user, at=at, **said)
            else:
                services.change_award(award_id=opened.pk, by=request.user, at=at, **said)
        except NotNow:
            form.add_error(
                "closes_at", _("The times stay once an award is closed, and no deadline moves into the past.")
            )
        else:
            messages.success(request, _("Kept."))
            return redirect("awards:run", code)
    context: dict[str, Any] = {"edition": edition, "award": opened, "form": form}
    if opened is not None:
        entries = queries.entries_of(opened)
        context |= {"entries": entries, "phase": rules.phase(opened, at), "questions": list(opened.questions.all())}
        context |= _decided(opened, at)
    return render(request, "awards/run.html", context, status=422 if form.is_bound else 200)


def _decided(opened: Award, at: datetime) -> dict[str, Any]:
    """How far the jury is."""
    won = [one for one in queries.results(opened) if one.place is not None]
    names = queries.submitted_names(one.object_id for one in won)
    return {
        "may_hand_over": rules.may_hand_over(opened, at),
        "results": [
            (categories()[one.category].name, one.place, names.get(one.object_id, "–")) for one in won
        ],
    }  # fmt: skip


@never_cache
@runner_required
@require_POST
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Give the entries to the jury."""
    try:
        jury.hand_over(award_id=_opened(code).pk, by=request.user, at=timezone.now())
    except NotNow:
        messages.warning(request, _("Not now: the deadline has not passed, nothing was submitted, or it was done."))
    else:
        messages.success(request, _("Handed over. Set the rules of the round and open it."))
    return redirect("awards:run", code)


@never_cache
@runner_required
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the winners that were decided."""
    try:
        jury.publish(award_id=_opened(code).pk, by=request.user, at=timezone.now())
    except NotNow:
        messages.warning(request, _("No decision is issued yet."))
    else:
        messages.success(request, _("The winners stand on the award’s page."))
    return redirect("awards:run", code)


def _initial(opened: Award | None) -> dict[str, Any]:
    if opened is None:
        return {}
    return {name: getattr(opened, name) for name in COLUMNS}


@never_cache
@runner_required
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """What an award asks, and the form of one question more."""
    opened = _opened(code)
    form = QuestionForm(request.POST or None)
    if form.is_valid() and _written(request, opened, None, form):
        return redirect("awards:questions", code)
    context = {
        "award": opened, "form": form, "questions": list(opened.questions.all()),
        "is_fixed": opened.entries.exists(),
    }  # fmt: skip
    return render(request, "awards/questions.html", context, status=422 if form.is_bound else 200)


@never_cache
@runner_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, code: str, question_id: int) -> HttpResponse:
    """Change one question, or drop it."""
    opened = _opened(code)
    found = opened.questions.filter(pk=question_id).first()
    if found is None:
        raise Http404(f"question {question_id}")
    if request.method == "POST" and request.POST.get("what") == "drop":
        try:
            services.drop_question(award_id=opened.pk, question_id=question_id, by=request.user, at=timezone.now())
        except NotNow:
            messages.warning(request, _("Somebody has begun an entry: the questions stay as they are."))
        return redirect("awards:questions", code)
    form = QuestionForm(request.POST or None, initial={name: getattr(found, name) for name in ASKED})
    if form.is_valid() and _written(request, opened, found, form):
        return redirect("awards:questions", code)
    context = {"award": opened, "form": form, "question": found}
    return render(request, "awards/question.html", context, status=422 if form.is_bound else 200)


def _written(request: HttpRequest, opened: Award, found: Question | None, form: QuestionForm) -> bool:
    try:
        services.write_question(
            award_id=opened.pk, question_id=found and found.pk, by=request.user, at=timezone.now(),
            **{name: form.cleaned_data[name] for name in ASKED},
        )  # fmt: skip
    except NotNow:
        form.add_error(None, _("Somebody has begun an entry: the questions stay as they are."))
    except TooMany:
        form.add_error(None, _("There are as many questions as an award may ask."))
    else:
        messages.success(request, _("Kept."))
        return True
    return False


@never_cache
@runner_required
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """All entries as a workbook."""
    opened = _opened(code)
    response = HttpResponse(workbook(queries.entries_of(opened), list(opened.questions.all())), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return response


@never_cache
@runner_required
@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """A file of an entry that was submitted; drafts are their applicants' alone."""
    found = queries.submitted_file(file_id)
    if found is None:
        raise Http404(f"file {file_id}")
    return download(found)


def _opened(code: str) -> Award:
    found = queries.award_of(code)
    if found is None:
        raise Http404(f"award {code}: nobody opened it")
    return found
