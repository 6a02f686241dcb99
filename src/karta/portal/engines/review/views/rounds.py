"""Rounds, for who leads them: the list, a new one, its rules, opening and closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.engines.review import rules, services
from karta.portal.engines.review.assigning import queries as assigning
from karta.portal.engines.review.doors import leading
from karta.portal.engines.review.errors import Fixed, Incomplete, NotNow
from karta.portal.engines.review.forms import TIES, CategoryForm, CriterionForm, RoundForm
from karta.portal.engines.review.models import Round


@never_cache
@leading
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every round, the newest first."""
    now = timezone.now()
    found = [(one, rules.phase(one, now)) for one in Round.objects.all()]
    return render(request, "review/team/rounds.html", {"rounds": found, "section": "team"})


@never_cache
@leading
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new round, in draft."""
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.make_round(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("review:led", made.pk)
    context = {"form": form, "section": "team"}
    return render(request, "review/team/new.html", context, status=422 if form.is_bound else 200)


@never_cache
@leading
@require_safe
def one(request: HttpRequest, round_id: int) -> HttpResponse:
    """A round: how far it is, what to do next, its rules."""
    return _one(request, get_object_or_404(Round, pk=round_id))


def _one(request: HttpRequest, found: Round, **bound: Any) -> HttpResponse:
    """The page; `bound`: a form that was sent and is shown again with its errors."""
    now = timezone.now()
    context = {
        **frame(found), "progress": assigning.progress(found), "uncovered": assigning.uncovered(found)[:50],
        "form": RoundForm.of(found), "category_form": CategoryForm(auto_id="category_%s"),
        "criterion_form": CriterionForm(auto_id="criterion_%s"), "criteria": list(found.criteria.all()),
        "ties": [TIES[code] for code in found.tie_rules if code in TIES], "can_change": rules.may_change_rules(found),
        "can_close": found.state == Round.State.OPEN and rules.phase(found, now) != "closed", **bound,
    }  # fmt: skip
    return render(request, "review/team/round.html", context, status=422 if bound else 200)


def frame(found: Round) -> dict[str, Any]:
    """What every page about a round has."""
    return {
        "round": found, "phase": rules.phase(found, timezone.now()), "categories": list(found.categories.all()),
        "section": "team",
    }  # fmt: skip


@never_cache
@leading
@require_POST
def change(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change the rules; after the opening the titles and a later end alone."""
    found = get_object_or_404(Round, pk=round_id)
    form = RoundForm.of(found, request.POST)
    if not form.is_valid():
        return _one(request, found, form=form)
    said = {name: value for name, value in form.cleaned_data.items() if name not in ("sent_key", "app")}
    try:
        services.change_round(round_id=round_id, by=request.user, at=timezone.now(), **said)
    except Fixed:
        form.add_error(None, _("The round was opened: its rules are fixed. Titles and a later end can be changed."))
    except NotNow:
        form.add_error("closes_at", _("The end can be moved while the round is open, to a later moment."))
    else:
        messages.success(request, _("The round is changed."))
        return redirect("review:led", round_id)
    return _one(request, found, form=form)


@never_cache
@leading
@require_POST
def category(request: HttpRequest, round_id: int) -> HttpResponse:
    """Add a category, or remove one."""
    removed = request.POST.get("remove")
    if removed:
        return _tried(request, round_id, lambda said: services.remove_category(category_id=_number(removed), **said))
    form = CategoryForm(request.POST, auto_id="category_%s")
    return _added(
        request, round_id, "category_form", form, lambda said: services.put_category(category_id=None, **said)
    )


@never_cache
@leading
@require_POST
def criterion(request: HttpRequest, round_id: int) -> HttpResponse:
    """Add a criterion, or remove one."""
    removed = request.POST.get("remove")
    if removed:
        return _tried(request, round_id, lambda said: services.remove_criterion(criterion_id=_number(removed), **said))
    form = CriterionForm(request.POST, auto_id="criterion_%s")
    return _added(request, round_id, "criterion_form", form,
                  lambda said: services.put_criterion(criterion_id=None, **said))  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _added(request: HttpRequest, round_id: int, name: str, form: Any, write: Any) -> HttpResponse:
    found = get_object_or_404(Round, pk=round_id)
    if not form.is_valid():
        return _one(request, found, **{name: form})
    try:
        return _tried(request, round_id, lambda said: write({**said, **form.cleaned_data}))
    except IntegrityError:
        form.add_error("code", _("There is one of this code already."))
        return _one(request, found, **{name: form})


def _tried(request: HttpRequest, round_id: int, write: Any) -> HttpResponse:
    """Do it, or say why not, and come back to the round."""
    try:
        write({"round_id": round_id, "by": request.user, "at": timezone.now()})
    except Incomplete as error:
        messages.error(request, error.what)
    except Fixed:
        messages.error(request, _("The round was opened: its rules are fixed."))
    except NotNow:
        messages.error(request, _("The state of the round does not allow it any more."))
    return redirect("review:led", round_id)


@never_cache
@leading
@require_POST
def open_(request: HttpRequest, round_id: int) -> HttpResponse:
    """Fix rules and entries."""
    return _tried(request, round_id, lambda said: services.open_round(**said))


@never_cache
@leading
@require_POST
def close(request: HttpRequest, round_id: int) -> HttpResponse:
    """End scoring before its time."""
    return _tried(request, round_id, lambda said: services.close_round(**said))
