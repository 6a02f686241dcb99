"""Entries with who stands behind them, and conflicts of interest with their proof: for who leads the round."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.engines.review import conflicts as found_conflicts
from karta.portal.engines.review import sources
from karta.portal.engines.review.conflicts import Side
from karta.portal.engines.review.doors import leading
from karta.portal.engines.review.errors import NotNow
from karta.portal.engines.review.forms import CheckForm, ReasonForm
from karta.portal.engines.review.jury import queries, services
from karta.portal.engines.review.models import Conflict, Entry, Identity, Party, Round
from karta.portal.engines.review.views.rounds import frame

PAGE = 50


@never_cache
@leading
@require_safe
def entries(request: HttpRequest, round_id: int) -> HttpResponse:
    """Every entry with its code, its identity and the room's page of it."""
    found = get_object_or_404(Round, pk=round_id)
    page = Paginator(found.entries.select_related("category"), PAGE).get_page(request.GET.get("page"))
    identities = {one.pk: one for one in Identity.objects.filter(pk__in=[one.pk for one in page])}
    parties: dict[int, list[Party]] = defaultdict(list)
    for one in Party.objects.filter(identity__in=identities).select_related("user"):
        parties[one.identity_id].append(one)
    room = {one.app: one for one in sources.all_sources()}.get(found.app)
    rows = [(one, identities.get(one.pk), parties[one.pk], room.address(one.object_id) if room else "") for one in page]
    return render(request, "review/team/entries.html", {**frame(found), "page": page, "rows": rows})


@never_cache
@leading
@require_http_methods(["GET", "POST"])
def conflicts(request: HttpRequest, round_id: int) -> HttpResponse:
    """Conflicts that stand, each with its proof; a POST looks for them anew."""
    found = get_object_or_404(Round, pk=round_id)
    if request.method == "POST":
        count = services.refresh_conflicts(round_id=round_id, by=request.user, at=timezone.now())
        messages.success(request, _("Looked again: %(count)d new.") % {"count": count})
        return redirect("review:conflicts", round_id)
    standing = Conflict.objects.filter(entry__round=found, ended_at=None).select_related("entry", "juror", "waived_by")
    page = Paginator(standing.order_by("entry__code", "juror__number", "pk"), PAGE).get_page(request.GET.get("page"))
    titles = dict(Identity.objects.filter(pk__in=[one.entry_id for one in page]).values_list("pk", "title"))
    rows = [(one, titles.get(one.entry_id, ""), proof(one.proof)) for one in page]
    context = {**frame(found), "page": page, "rows": rows, "names": queries.names(_ids(page))}
    return render(request, "review/team/conflicts.html", context)


def proof(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a proof, each a relation of the map or a project."""
    steps = told.get("steps", [])
    return steps if isinstance(steps, list) else []


def _ids(page: Any) -> set[str]:
    found = {org_id for one in page for org_id in (one.juror_org_id, one.entry_org_id)}
    return found | {step.get(side, "") for one in page for step in proof(one.proof) for side in ("org_id", "target")}


@never_cache
@leading
@require_POST
def settle(request: HttpRequest, round_id: int, conflict_id: int) -> HttpResponse:
    """Set a conflict aside with a reason, or let it count again."""
    said: dict[str, Any] = {"conflict_id": conflict_id, "by": request.user, "at": timezone.now()}
    form = ReasonForm(request.POST)
    try:
        if request.POST.get("what") == "restore":
            services.restore(**said)
        elif form.is_valid():
            services.set_aside(reason=form.cleaned_data["words"], **said)
        else:
            messages.error(request, _("Say why it does not count: the record keeps it."))
    except NotNow:
        messages.error(request, _("Nobody can set this one aside."))
    return redirect("review:conflicts", round_id)


@never_cache
@leading
@require_safe
def check(request: HttpRequest, round_id: int) -> HttpResponse:
    """What conflicts somebody would have, without asking them: by address, name and organisations."""
    found = get_object_or_404(Round, pk=round_id)
    form = CheckForm(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    told = _would_have(found, **said) if any(said.values()) else None
    context = {**frame(found), "form": form, "told": told}
    return render(request, "review/team/check.html", context, status=422 if form.errors else 200)


def _would_have(found: Round, email: str, name: str, org_ids: list[str]) -> list[tuple[Entry, str, Any]]:
    user_id = queries.account_of(email) if email else None
    belong = queries.belongings([user_id])[user_id] if user_id else set()
    side = Side(user_id, name, frozenset(belong | set(queries.now(org_ids).values())))
    asked = Entry.objects.filter(round=found, withdrawn_at=None)
    web = queries.web(side.org_ids)
    told = [one for behind in queries.behind(asked) for one in found_conflicts.found(side, behind, web)]
    entries_ = asked.in_bulk([one.entry for one in told])
    labels = dict(Conflict.Kind.choices)
    return [(entries_[one.entry], str(labels[one.kind]), proof(one.proof)) for one in told]
