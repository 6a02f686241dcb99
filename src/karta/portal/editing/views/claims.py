"""Adding, correcting and withdrawing a claim; storing that claims disagree."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from karta.portal.directory import recorded
from karta.portal.directory.claiming import add_claim
from karta.portal.directory.disagreement import disagreeing
from karta.portal.directory.models import Claim, Contradiction
from karta.portal.directory.properties import LABELS
from karta.portal.editing import services
from karta.portal.editing.claim_forms import ClaimForm, DisagreementForm
from karta.portal.editing.forms import ReasonForm
from karta.portal.editing.views.subjects import editor_required, kind_of


def _property(kind: recorded.Subjects, name: str) -> None:
    if name not in kind.properties:
        raise Http404(f"facts: nothing of the name {name} is claimed of this kind of subject")


def _of(kind: str, code: str) -> tuple[recorded.Subjects, Any]:
    edited = kind_of(kind)
    if not edited.properties:
        raise Http404(f"facts: nothing is claimed of a {kind}")
    found = edited.model.objects.filter(code=code).first()
    if found is None:
        raise Http404(f"facts: there is no {kind} {code}")
    return edited, found


@never_cache
@editor_required
def add(request: HttpRequest, kind: str, code: str, name: str) -> HttpResponse:
    """Add what a source says of one property."""
    edited, found = _of(kind, code)
    _property(edited, name)
    form = ClaimForm(request.POST or None, name=name)
    if request.method == "POST" and form.is_valid():
        reason, at = form.cleaned_data["reason"], timezone.now()
        made = add_claim(kind=kind, code=code, said=form.said(), reason=reason, by=request.user, at=at)
        return _done(request, made, _("Added."))
    return _page(request, edited, found, form, {"property": name})


@never_cache
@editor_required
def correct(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Correct how a claim is read or printed; the old one is kept to read."""
    claim = get_object_or_404(Claim.objects.select_related("source"), pk=claim_id)
    edited, found = _of(claim.subject_kind, claim.subject_code)
    if claim.withdrawn_at is not None:
        return _gone(request, claim)
    form = ClaimForm(request.POST or None, name=claim.property, claim=claim)
    if request.method == "POST" and form.is_valid():
        reason, at = form.cleaned_data["reason"], timezone.now()
        try:
            made = services.correct_claim(claim_id=claim_id, said=form.said(), reason=reason, by=request.user, at=at)
        except services.NotStanding:
            return _gone(request, claim)
        return _done(request, made, _("Corrected; what stood there before is kept with your reason."))
    return _page(request, edited, found, form, {"claim": claim})


@never_cache
@editor_required
def withdraw(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Take back a claim that its source does not make."""
    claim = get_object_or_404(Claim.objects.select_related("source"), pk=claim_id)
    edited, found = _of(claim.subject_kind, claim.subject_code)
    if claim.withdrawn_at is not None:
        return _gone(request, claim)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_claim(
                claim_id=claim_id, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except services.NotStanding:
            return _gone(request, claim)
        messages.success(request, _("Withdrawn; it is kept with your reason."))
        return redirect("editing:subject", claim.subject_kind, claim.subject_code)
    return _page(request, edited, found, form, {"claim": claim, "is_withdrawal": True})


def _gone(request: HttpRequest, claim: Claim) -> HttpResponse:
    messages.warning(request, _("Somebody corrected or withdrew this claim before you; nothing was written."))
    return redirect("editing:subject", claim.subject_kind, claim.subject_code)


def _done(request: HttpRequest, claim: Claim, said: str) -> HttpResponse:
    """Back to the subject, or on to the question which of disagreeing claims is shown."""
    messages.success(request, said)
    if others := _disagreeing(claim):
        held = Contradiction.objects.filter(claims__in=[one.pk for one in others], property=claim.property).first()
        if held is None:
            return redirect("editing:disagreement", claim.subject_kind, claim.subject_code, claim.property)
        if not held.claims.filter(pk=claim.pk).exists():
            services.join(contradiction_id=held.pk, claim_id=claim.pk, by=request.user, at=timezone.now())
        messages.info(request, _("It does not agree with other claims: choose which is shown, and say why."))
        return redirect("facts:contradiction", held.code)
    return redirect("editing:subject", claim.subject_kind, claim.subject_code)


def _same_property(kind: str, code: str, name: str) -> list[Claim]:
    found = Claim.objects.standing().filter(subject_kind=kind, subject_code=code, property=name)
    return list(found.select_related("source").prefetch_related("mentions__body").order_by("pk"))


def _disagreeing(claim: Claim) -> list[Claim]:
    return disagreeing(claim, _same_property(claim.subject_kind, claim.subject_code, claim.property))


def _page(
    request: HttpRequest, edited: recorded.Subjects, found: Any, form: Any, about: dict[str, Any]
) -> HttpResponse:
    """`about`: the claim that is corrected or withdrawn, or the property that one is added to."""
    name = about["claim"].property if "claim" in about else about["property"]
    context = {
        "form": form, "kind": edited, "code": found.code, "name": found.name, "label": LABELS.get(name, name),
        **about, "section": "team", "team": "facts",
    }  # fmt: skip
    return render(request, "editing/claim.html", context, status=422 if form.is_bound else 200)


@never_cache
@editor_required
def disagreement(request: HttpRequest, kind: str, code: str, name: str) -> HttpResponse:
    """Store that claims of one property do not agree, and choose between them."""
    edited, found = _of(kind, code)
    own = _same_property(kind, code, name)
    claims = [one for one in own if disagreeing(one, own)]
    if len(claims) < 2:
        messages.info(request, _("Nothing disagrees here any more."))
        return redirect("editing:subject", kind, code)
    form = DisagreementForm(request.POST or None, claims=claims)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = services.contradict(
            claims=claims, kind=said["kind"], preferred_id=said["claim"] or None, title=_title(name, found),
            reason={"bg": said["reason_bg"], "en": said["reason_en"]}, by=request.user, at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Your choice stands; it can be taken back."))
        return redirect("facts:contradiction", made.code)
    context = {
        "form": form, "kind": edited, "code": code, "name": found.name, "label": LABELS.get(name, name),
        "claims": claims, "section": "team", "team": "facts",
    }  # fmt: skip
    return render(request, "editing/disagreement.html", context, status=422 if form.is_bound else 200)


def _title(name: str, subject: Any) -> dict[str, str]:
    """What the contradiction is called in both languages."""
    found = {}
    for language in ("bg", "en"):
        with translation.override(language):
            own = subject.name[language] or subject.name["bg"] or subject.name["en"]
            found[language] = f"{LABELS.get(name, name)}: {own}"[:250]
    return found
