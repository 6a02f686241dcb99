"""The pages of contradictions: all of them, each with its claims, and a person's choice between them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory import queries, rules, services
from karta.portal.directory.forms import ChoiceForm
from karta.portal.directory.links import organisation_ids
from karta.portal.directory.models import Claim, Contradiction, Mention
from karta.portal.directory.subjects import subjects
from karta.portal.platform.access import required


def contradiction_list(request: HttpRequest) -> HttpResponse:
    """Every contradiction with its claims side by side, what is preferred and why; `kind` keeps one kind."""
    found = queries.contradictions()
    kind = request.GET.get("kind", "")
    shown = [one for one in found if not kind or one.kind == kind]
    about = subjects((one.subject_kind, one.subject_code) for one in shown)
    kinds = [(code, name, sum(one.kind == code for one in found)) for code, name in Contradiction.Kind.choices]
    context = {
        "rows": [_row(request, one, about) for one in shown],
        "kinds": [one for one in kinds if one[2]],
        "kind": kind,
        "count": len(found),
        "section": "data",
    }
    return render(request, "facts/contradictions.html", context)


def _row(request: HttpRequest, one: Contradiction, about: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """What everybody may see; spellings of a person's name are the team's (X-07)."""
    claims = list(one.claims.all())
    public = (
        claims if rules.may_choose(request.user) else [c for c in claims if c.visibility == Claim.Visibility.PUBLIC]
    )
    return {
        "one": one,
        "claims": public,
        "hidden": len(claims) - len(public),
        "subject": about.get((one.subject_kind, one.subject_code)),
    }


@never_cache
def contradiction(request: HttpRequest, code: str) -> HttpResponse:
    """One contradiction: claims, standing choice and its history; curators and editors choose here."""
    one = get_object_or_404(Contradiction.objects.select_related("preferred", "chosen_by"), code=code)
    mentions = Prefetch("mentions", Mention.objects.select_related("body"))
    claims = one.claims.select_related("source", "corrects").prefetch_related(mentions).order_by("pk")
    may_choose = rules.may_choose(request.user)
    public = [c for c in claims if may_choose or c.visibility == Claim.Visibility.PUBLIC]
    form, status = None, 200
    if may_choose:
        standing = [claim for claim in public if claim.withdrawn_at is None]
        form = ChoiceForm(request.POST or None, claims=standing, initial={"claim": one.preferred_id or ""})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            services.choose(
                contradiction_id=one.pk, claim_id=said["claim"] or None,
                reason={"bg": said["reason_bg"], "en": said["reason_en"]}, by=request.user, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Your choice stands; it can be taken back."))
            return redirect("facts:contradiction", code)
        status = 422 if form.is_bound else 200
    choices = list(one.choices.select_related("claim__source", "by", "undone_by"))
    newest = next((choice for choice in choices if choice.undone_at is None), None)
    context = {
        "one": one,
        "claims": public,
        "hidden": len(claims) - len(public),
        "subject": subjects([(one.subject_kind, one.subject_code)]).get((one.subject_kind, one.subject_code)),
        "org_ids": organisation_ids(request, [m.body for claim in public for m in claim.mentions.all()]),
        "choices": choices,
        "may_undo": may_choose and newest is not None and newest.by_id is not None,
        "form": form,
        "section": "data",
    }
    return render(request, "facts/contradiction.html", context, status=status)


@require_POST
@required(rules.may_choose)
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the newest choice of a person back."""
    one = get_object_or_404(Contradiction, code=code)
    try:
        services.undo_choice(contradiction_id=one.pk, by=request.user, at=timezone.now())
    except services.NothingToUndo:
        messages.warning(request, _("There is no choice to take back any more."))
    else:
        messages.success(request, _("Taken back; the choice before it stands again."))
    return redirect("facts:contradiction", code)
