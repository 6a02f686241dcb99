"""Lists of what the team edits, the page of one subject with its claims and its history, and undoing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory import recorded, rules
from karta.portal.directory.disagreement import disagreeing
from karta.portal.directory.models import Change, Claim, Contradiction, Mention
from karta.portal.directory.properties import LABELS
from karta.portal.editing import queries, services
from karta.portal.editing.forms import FORMS, SubjectForm
from karta.portal.platform.access import required
from karta.portal.platform.templatetags.karta import language

PAGE = 50
editor_required = required(rules.may_record)


def kind_of(code: str) -> recorded.Subjects:
    """The kind of an address. Errors: Http404."""
    if code not in recorded.KINDS:
        raise Http404(f"facts: {code} is no kind of subject")
    return recorded.KINDS[code]


@never_cache
@editor_required
def subject_list(request: HttpRequest) -> HttpResponse:
    """Events, series, projects, organisations named, sources: what there is, and which texts lack a language."""
    kind = kind_of(request.GET.get("kind", "edition"))
    asked, lacking = request.GET.get("q", "")[:100], request.GET.get("lacking") == "1"
    found = [row for row in queries.rows(kind.kind, asked) if row.lacks or not lacking]
    context = {
        "kind": kind,
        "kinds": list(recorded.KINDS.values()),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "q": asked,
        "lacking": lacking,
        "section": "team",
        "team": "facts",
    }
    return render(request, "editing/list.html", context)


@never_cache
@editor_required
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter a subject."""
    entered = kind_of(kind)
    form = FORMS[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, at = form.cleaned_data["reason"], timezone.now()
        made = services.create(kind=kind, told=form.told(), reason=reason, by=request.user, at=at)
        messages.success(request, _("Entered. Now say what sources tell of it."))
        return redirect("editing:subject", kind, made.code)
    context = {"form": form, "kind": entered, "section": "team", "team": "facts"}
    return render(request, "editing/new.html", context, status=422 if form.is_bound else 200)


@never_cache
@editor_required
def subject(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One subject: its columns to edit, claims, contradictions, what people changed. Nobody overwrites another."""
    edited = kind_of(kind)
    found = get_object_or_404(edited.model, code=code)
    form = FORMS[kind](request.POST or None, instance=found)
    told: recorded.Values | None = None
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        told = form.told()
        try:
            made = services.edit(
                kind=kind, code=code, seen=said["seen"], told=told, reason=said["reason"], by=request.user, at=at
            )
        except services.ChangedMeanwhile:
            return _conflict(request, edited, code, form, told)
        messages.success(request, _("Saved.") if made else _("Nothing was new: nothing was written."))
        return redirect("editing:subject", kind, code)
    context = _context(edited, code, form)
    return render(request, "editing/subject.html", context, status=422 if form.is_bound else 200)


def _conflict(
    request: HttpRequest, edited: recorded.Subjects, code: str, form: SubjectForm, told: recorded.Values
) -> HttpResponse:
    """What somebody else wrote since beside what the editor wants; saving once more is then meant."""
    now = recorded.values(edited.kind, edited.model.objects.get(code=code))
    changed = {column: value for column, value in told.items() if now[column] != value}
    beside = Change(subject_kind=edited.kind, subject_code=code, kind=Change.Kind.EDITED,
                    before={column: now[column] for column in changed}, after=changed)  # fmt: skip
    last = next(iter(recorded.changes(edited.kind, code)), None)
    form.data = form.data.copy()
    form.data["seen"] = queries.stamp(now)
    context = {**_context(edited, code, form), "conflict": recorded.in_words(beside, language()), "last": last}
    return render(request, "editing/subject.html", context, status=409)


def _context(edited: recorded.Subjects, code: str, form: SubjectForm) -> dict[str, Any]:
    mentions = Prefetch("mentions", Mention.objects.select_related("body").order_by("position"))
    claims = list(
        Claim.objects.standing().filter(subject_kind=edited.kind, subject_code=code)
        .select_related("source").prefetch_related(mentions).order_by("pk")
    )  # fmt: skip
    contradictions = list(Contradiction.objects.filter(subject_kind=edited.kind, subject_code=code))
    subject = edited.model.objects.get(code=code)
    return {
        "form": form,
        "kind": edited,
        "code": code,
        "subject": subject,
        "name": subject.title if edited.kind == "source" else subject.name,
        "public": reverse(edited.page, args=[code]) if edited.page else "",
        "properties": _properties(edited, claims, contradictions),
        "addable": [(name, LABELS[name]) for name in edited.properties],
        "contradictions": contradictions,
        "changes": [(one, recorded.in_words(one, language())) for one in recorded.changes(edited.kind, code)],
        "section": "team",
        "team": "facts",
    }


def _properties(
    edited: recorded.Subjects, claims: list[Claim], contradictions: list[Contradiction]
) -> list[dict[str, Any]]:
    """Claims by property in the order of their kind; whether some disagree and nobody has said so yet."""
    names = [*edited.properties, *(one.property for one in claims)]
    found = []
    for name in dict.fromkeys(names):
        own = [one for one in claims if one.property == name]
        if own:
            known = [one for one in contradictions if one.property == name]
            found.append({
                "name": name, "label": LABELS.get(name, name), "claims": own,
                "preferred": {one.preferred_id for one in known},
                "is_open": not known and any(disagreeing(one, own) for one in own),
            })  # fmt: skip
    return found


@require_POST
@editor_required
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take a change back."""
    found = get_object_or_404(Change, pk=change_id)
    try:
        services.undo(change_id=change_id, by=request.user, at=timezone.now())
    except services.CannotUndo:
        messages.warning(request, _("This cannot be taken back any more: something later stands on it."))
    else:
        messages.success(request, _("Taken back."))
        if found.kind == Change.Kind.CREATED:
            return redirect(f"{reverse('editing:list')}?kind={found.subject_kind}")
    return redirect("editing:subject", found.subject_kind, found.subject_code)
