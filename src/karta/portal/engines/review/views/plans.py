"""Assignment, for who leads the round: a plan as a draft, its release, single assignments by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from karta.portal.engines.review.assigning import queries, services
from karta.portal.engines.review.doors import leading
from karta.portal.engines.review.errors import Incomplete, InConflict, NotNow
from karta.portal.engines.review.models import Assignment, Plan, Round
from karta.portal.engines.review.tasks import compute_plan
from karta.portal.engines.review.views.rounds import frame
from karta.portal.platform import mail

PAGE = 200


@never_cache
@leading
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, round_id: int) -> HttpResponse:
    """The plan as it is: under way, a draft, not possible and why, released; a POST asks for one."""
    found = get_object_or_404(Round, pk=round_id)
    if request.method == "POST":
        try:
            asked = services.ask_plan(round_id=round_id, by=request.user, at=timezone.now())
        except NotNow:
            messages.warning(request, _("A plan is under way, or the round is not open."))
        else:
            compute_plan.enqueue(asked.pk)
        return redirect("review:plan", round_id)
    latest = queries.latest_plan(found)
    is_draft = latest is not None and latest.state == Plan.State.DRAFT
    state = Assignment.State.DRAFT if is_draft else Assignment.State.RELEASED
    page = Paginator(queries.assignments(found, state), PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(found), "plan": latest, "is_draft": is_draft, "page": page, "loads": queries.loads(found),
        "is_under_way": latest is not None and latest.state in Plan.UNDER_WAY,
        "share": latest.value / latest.bound if latest and latest.value and latest.bound else None,
        "uncovered": queries.uncovered(found)[:50],
    }  # fmt: skip
    return render(request, "review/team/plan.html", context)


@never_cache
@leading
@require_POST
def settle(request: HttpRequest, round_id: int, plan_id: int) -> HttpResponse:
    """Release a draft, or throw it away."""
    get_object_or_404(Plan, pk=plan_id, round_id=round_id)
    said: dict[str, Any] = {"plan_id": plan_id, "by": request.user, "at": timezone.now()}
    try:
        if request.POST.get("what") == "discard":
            services.discard(**said)
        else:
            services.release(origin=mail.absolute(request, "/")[:-1], **said)
            messages.success(request, _("Released: jurors see their entries, and letters are on their way."))
    except Incomplete as error:
        messages.error(request, error.what)
    except NotNow:
        messages.warning(request, _("This plan was settled already, or the round is over."))
    return redirect("review:plan", round_id)


@never_cache
@leading
@require_POST
def by_hand(request: HttpRequest, round_id: int) -> HttpResponse:
    """Give one entry to one juror, or take it back."""
    said: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    taken, number = request.POST.get("take_back", ""), request.POST.get("number", "")
    try:
        if taken:
            services.take_back(assignment_id=int(taken) if taken.isdecimal() else 0, **said)
        else:
            code = request.POST.get("code", "").strip().upper()
            services.assign(round_id=round_id, code=code, number=int(number) if number.isdecimal() else 0, **said)
    except InConflict:
        messages.error(request, _("This juror has a conflict of interest with this entry."))
    except NotNow:
        messages.error(request, _("Its review is submitted, or the round is not open."))
    return redirect("review:plan", round_id)
