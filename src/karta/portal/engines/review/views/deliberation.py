"""The jury together, once the round is closed: scores, minutes, votes, the signature under the decision."""

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
from karta.portal.engines.review.deciding import queries, services
from karta.portal.engines.review.doors import juror_required
from karta.portal.engines.review.errors import InConflict, NotNow
from karta.portal.engines.review.forms import WordsForm
from karta.portal.engines.review.models import Category, Vote
from karta.portal.engines.review.scoring.queries import barred


@never_cache
@juror_required
@require_safe
def category(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """What was scored and said; nothing of entries that the juror must not speak of."""
    return _page(request, _category(round_id, category), WordsForm())


def _category(round_id: int, code: str) -> Category:
    """A category of a closed round. Errors: Http404 before it is closed, as if there were none."""
    found = get_object_or_404(Category.objects.select_related("round"), round_id=round_id, code=code)
    if not rules.may_see_others(found.round, timezone.now()):
        raise Http404(f"category {code}: the round is not closed")
    return found


def _page(request: HttpRequest, found: Category, form: WordsForm, status: int = 200) -> HttpResponse:
    own, closed_to = request.seat, barred(request.seat)
    board = queries.board(found)
    decision = queries.decision(found)
    votes = dict(Vote.objects.filter(juror=own, entry__category=found).values_list("entry_id", "choice"))
    context = {
        "seat": own, "round": found.round, "category": found, "criteria": board.criteria, "form": form,
        "rows": [(row, votes.get(row.entry.pk, "")) for row in board.rows if row.entry.pk not in closed_to],
        "left_out": sum(row.entry.pk in closed_to for row in board.rows), "is_normalised": board.is_normalised,
        "minutes": [one for one in queries.minutes(found) if one.entry_id not in closed_to],
        "decision": decision, "outcome": _outcome(decision, closed_to), "choices": Vote.Choice.choices,
        "has_signed": decision is not None and any(one.juror_id == own.pk for one in decision.signatures.all()),
        "section": "account",
    }  # fmt: skip
    return render(request, "review/deliberation.html", context, status=status)


def _outcome(decision: Any, closed_to: set[int]) -> list[dict[str, Any]]:
    told = decision.outcome if decision else []
    kept = [one for one in told if one["entry"] not in closed_to and (one["place"] or one["verdict"] == "revise")]
    return sorted(kept, key=lambda one: (one["place"] is None, one["place"] or 0))


@never_cache
@juror_required
@require_POST
def minute(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """Add a line to the minutes."""
    found, form = _category(round_id, category), WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    told = form.cleaned_data
    _done(request, lambda: services.add_minute(
        category_id=found.pk, text=told["text"], code=told["code"].strip().upper(), sent_key=told["sent_key"],
        by=request.user, at=timezone.now(),
    ))  # fmt: skip
    return redirect("review:deliberation", round_id, category)


@never_cache
@juror_required
@require_POST
def vote(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """Vote about one entry."""
    found, choice = _category(round_id, category), request.POST.get("choice", "")
    if choice not in Vote.Choice.values:
        raise Http404(f"vote {choice[:20]}")
    _done(request, lambda: services.vote(
        category_id=found.pk, code=request.POST.get("code", ""), choice=Vote.Choice(choice), by=request.user,
        at=timezone.now(),
    ))  # fmt: skip
    return redirect("review:deliberation", round_id, category)


@never_cache
@juror_required
@require_POST
def sign(request: HttpRequest, round_id: int, category: str) -> HttpResponse:
    """Sign the decision as it was read."""
    found = _category(round_id, category)
    decision = queries.decision(found)
    if decision is None:
        raise Http404(f"category {category}: there is no decision")
    sha256 = request.POST.get("sha256", "")
    if _done(request, lambda: services.sign(
        decision_id=decision.pk, sha256=sha256, by=request.user, at=timezone.now()
    )):  # fmt: skip
        messages.success(request, _("You have signed the decision."))
    return redirect("review:deliberation", round_id, category)


def _done(request: HttpRequest, write: Any) -> bool:
    try:
        write()
    except InConflict:
        messages.warning(request, _("You have an interest in an entry that this is about."))
    except NotNow:
        messages.warning(request, _("Not any more: it was decided or replaced meanwhile. Look at it as it is now."))
    else:
        return True
    return False
