"""Results of a category, for who leads the round: ranking, severity, firmness, minutes, the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from karta.portal.engines.review import rules
from karta.portal.engines.review.deciding import pictures, queries, services
from karta.portal.engines.review.deciding.sheets import score_sheet
from karta.portal.engines.review.doors import leading
from karta.portal.engines.review.errors import Incomplete, NotNow
from karta.portal.engines.review.forms import DecisionForm, WordsForm
from karta.portal.engines.review.models import Category
from karta.portal.engines.review.views.rounds import frame
from karta.portal.platform.templatetags.karta import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLACED = 60  # entries that a place can be given to on the page: the first ones of the ranking


@never_cache
@leading
@require_safe
def category(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """The ranking with all that it comes from."""
    return _page(request, _category(round_id, category))


def _category(round_id: int, code: str) -> Category:
    """A category of a closed round: who leads it does not watch scores come in either. Errors: Http404."""
    found = get_object_or_404(Category.objects.select_related("round"), round_id=round_id, code=code)
    if not rules.may_see_others(found.round, timezone.now()):
        raise Http404(f"category {code}: the round is not closed")
    return found


def _page(request: HttpRequest, found: Category, **bound: Any) -> HttpResponse:
    board, decision = queries.board(found), queries.decision(found)
    firm = board.sensitivity()
    codes = {row.entry.pk: row.entry.code for row in board.rows}
    context = {
        **frame(found.round), "category": found, "board": board, "decision": decision,
        "picture": pictures.intervals(firm, codes, found.places),
        "left": [(board.numbers[one.juror], _codes(one.gained, codes), _codes(one.lost, codes))
                 for one in firm.left if one.gained or one.lost],
        "severities": [(board.numbers[one.juror], one) for one in board.fit.severities],
        "notable": [(codes[one.entry], board.numbers[one.juror], one) for one in board.fit.residuals if one.is_notable],
        "parts": [[board.numbers[one] for one in part] for part in board.fit.parts],
        "minutes": queries.minutes(found), "minute_form": WordsForm(), "form": DecisionForm(),
        "placed": PLACED, **bound,
    }  # fmt: skip
    return render(request, "review/team/results.html", context, status=422 if bound else 200)


def _codes(keys: tuple[int, ...], codes: dict[int, str]) -> list[str]:
    return [codes[one] for one in keys]


@never_cache
@leading
@require_safe
def sheet(request: HttpRequest, round_id: int, category: str) -> HttpResponse:  # noqa: ARG001 - its door asks for it
    """Scores as a spreadsheet."""
    board = queries.board(_category(round_id, category))
    reply = HttpResponse(score_sheet(board, language()), content_type=XLSX)
    reply["Content-Disposition"] = f'attachment; filename="scores-{round_id}-{category}.xlsx"'
    return reply


@never_cache
@leading
@require_POST
def minute(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """Add a line to the minutes."""
    found, form = _category(round_id, category), WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, minute_form=form)
    told = form.cleaned_data
    try:
        services.add_minute(
            category_id=found.pk, text=told["text"], code=told["code"].strip().upper(), sent_key=told["sent_key"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except NotNow:
        messages.warning(request, _("The category is decided: its minutes are closed."))
    return redirect("review:results", round_id, category)


@never_cache
@leading
@require_POST
def decide(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """Write the decision for jurors to sign."""
    found, form = _category(round_id, category), DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    given = {name.removeprefix("place-"): value for name, value in request.POST.items() if name.startswith("place-")}
    places = {code: int(value) for code, value in given.items() if value.isdecimal()}
    try:
        services.draft_decision(
            category_id=found.pk, places=places, revise=request.POST.getlist("revise"),
            reasons=form.cleaned_data["reasons"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Incomplete as error:
        form.add_error(None, error.what)
        return _page(request, found, form=form)
    except NotNow:
        messages.warning(request, _("The category is decided already."))
    return redirect("review:results", round_id, category)


@never_cache
@leading
@require_POST
def issue(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """Make the result public."""
    decision = queries.decision(_category(round_id, category))
    if decision is None:
        raise Http404(f"category {category}: there is no decision")
    try:
        services.issue(decision_id=decision.pk, by=request.user, at=timezone.now())
    except Incomplete as error:
        messages.error(request, error.what)
    except NotNow:
        messages.warning(request, _("The category is decided already."))
    else:
        messages.success(request, _("The decision is issued: its result is public."))
    return redirect("review:results", round_id, category)
