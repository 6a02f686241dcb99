"""An applicant's pages: their entries, one entry as a form that keeps itself, receipts of what was submitted."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from karta.portal.directory.timing import SOFIA
from karta.portal.platform import uploads
from karta.portal.platform.access import account_required
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.awards import queries, rules
from karta.portal.rooms.awards.entries import services
from karta.portal.rooms.awards.errors import Incomplete, Late, NotNow, NotThere, TooMany
from karta.portal.rooms.awards.forms import EntryForm, FileForm, first_values
from karta.portal.rooms.awards.models import Award, Entry, File
from karta.portal.rooms.awards.views.files import download

KINDS = tuple(File.Kind)


@never_cache
@account_required
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """What the account enters, and how each stands."""
    at = timezone.now()
    rows = [{"entry": one, "phase": rules.phase(one.award, at)} for one in queries.own_entries(request.user)]
    context = {"rows": rows, "section": "events"}
    return render(request, "awards/entries.html", context)


@never_cache
@account_required
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an entry to an award."""
    award = _award(code)
    try:
        made = services.start(award_id=award.pk, language=language(), by=request.user, at=timezone.now())
    except Late:
        messages.warning(request, _("The award takes no entries now."))
    except TooMany:
        messages.warning(request, _("You have as many entries as one account may have: change one of them."))
        return redirect("awards:entries")
    except NotThere:
        messages.warning(request, _("Confirm your e-mail address first: receipts go there."))
        return redirect("account_email")
    else:
        return redirect("awards:entry", made.pk)
    return redirect("awards:award", code)


def _award(code: str) -> Award:
    found = queries.award_of(code)
    if found is None:
        raise Http404(f"award {code}: nobody opened it")
    return found


# The token is checked once the counting stands: reading the form is what takes the file in (Django's own advice).
@never_cache
@csrf_exempt
@account_required
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The form of an entry: kept as a draft, submitted, changed until the deadline."""
    at = timezone.now()
    found = _own(request, entry_id)
    if request.method == "POST":
        uploads.count(request, len(KINDS) * uploads.LARGEST)
    return _entry(request, found, at)


@csrf_protect
def _entry(request: HttpRequest, found: Entry, at: datetime) -> HttpResponse:
    questions = list(found.award.questions.order_by("position", "pk"))
    if request.method != "POST":
        form = EntryForm(initial=first_values(found), questions=questions)
        return _page(request, found, at, form, questions)
    too_large = uploads.too_large_field(request)
    form = EntryForm(request.POST, questions=questions, held=found.org_id)
    if not rules.is_open(found.award, at) or found.award.handed_at:
        return _page(request, found, at, form, questions, status=409)
    refused = {} if not form.is_valid() else _keep(request, found, form, at, too_large)
    if form.errors or refused:
        return _page(request, found, at, form, questions, status=422, refused=refused)
    if request.POST.get("what") != "submit":
        messages.success(request, _("Kept as a draft. The jury sees only what you submit."))
        return redirect("awards:entry", found.pk)
    return _submit(request, found, form, questions, at)


def _keep(request: HttpRequest, found: Entry, form: EntryForm, at: datetime, too_large: str) -> dict[str, str]:
    """Keep the draft and the files that came with it; kind of file → why it was not taken."""
    services.save_draft(entry_id=found.pk, draft=form.draft(), by=request.user, at=at)
    refused: dict[str, str] = {}
    for kind in KINDS:
        sent = request.FILES.get(kind)
        if sent is None and kind != too_large:
            continue
        file_form = FileForm({}, {"file": sent} if sent else {}, is_too_large=kind == too_large)
        if not file_form.is_valid():
            refused[kind] = file_form.errors["file"][0]
            continue
        said = {name: file_form.cleaned_data[name] for name in ("file", "taken")}
        try:
            services.keep_file(entry_id=found.pk, kind=kind, by=request.user, at=at, **said)
        except TooMany:
            refused[kind] = _("Files of this entry were replaced too often. Write to the cluster.")
    return refused


def _submit(
    request: HttpRequest, found: Entry, form: EntryForm, questions: list[Any], at: datetime
) -> HttpResponse:  # fmt: skip
    draft = form.draft()
    found = _own(request, found.pk)
    asked = [one for one in questions if one.category in ("", draft.category)]
    if not request.POST.get("sure") and queries.names_left(found, asked):
        return _page(request, found, at, form, questions, status=422, asks_sure=True)
    try:
        made = services.submit(entry_id=found.pk, draft=draft, by=request.user, at=at)
    except Incomplete as error:
        form.demand(error.missing)
        refused = {kind: _("This is needed to submit.") for kind in KINDS if kind in error.missing}
        return _page(request, found, at, form, questions, status=422, refused=refused)
    except Late:
        return _page(request, found, at, form, questions, status=409)
    messages.success(request, _("Submitted. The receipt is on its way to you by mail."))
    return redirect("awards:receipt", found.pk, made.version)


def _page(
    request: HttpRequest, found: Entry, at: datetime, form: EntryForm, questions: list[Any], *, status: int = 200,
    refused: dict[str, str] | None = None, asks_sure: bool = False,
) -> HttpResponse:  # fmt: skip
    files = queries.present_files(found)
    submissions = list(found.submissions.all())
    phase = "closed" if found.award.handed_at else rules.phase(found.award, at)
    last = submissions[0] if submissions else None
    context = {
        "entry": found, "award": found.award, "form": form, "phase": phase, "at": at, "is_late": status == 409,
        "questions": [(one, form[f"q_{one.pk}"]) for one in questions],
        "files": [(kind, files.get(kind), (refused or {}).get(kind, "")) for kind in KINDS],
        "names_left": queries.names_left(found, questions),
        "blind": queries.blind_state(found),
        "submissions": submissions,
        "outcome": queries.outcome(found),
        "is_changed": last is not None and found.changed_at > last.at,
        "asks_sure": asks_sure,
        "section": "events",
    }  # fmt: skip
    return render(request, "awards/entry.html", context, status=status)


@never_cache
@account_required
@require_POST
def save(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Keep the draft while it is being written; says when, in Bulgarian time, or why not."""
    at = timezone.now()
    found = _own(request, entry_id)
    form = EntryForm(request.POST, questions=list(found.award.questions.all()), held=found.org_id, is_typing=True)
    if not form.is_valid():
        return JsonResponse({"problem": _("Not kept: correct what is marked when you save.")}, status=422)
    try:
        services.save_draft(entry_id=found.pk, draft=form.draft(), by=request.user, at=at)
    except Late:
        return JsonResponse({"problem": _("Not kept: the deadline has passed.")}, status=409)
    return JsonResponse({"saved": _("Draft kept at %(at)s") % {"at": f"{at.astimezone(SOFIA):%H:%M:%S}"}})


@never_cache
@account_required
@require_POST
def withdraw(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take a submitted entry back, or delete one that was never submitted."""
    found, at = _own(request, entry_id), timezone.now()
    try:
        if found.number is None:
            services.discard(entry_id=found.pk, by=request.user, at=at)
            messages.success(request, _("The draft is deleted."))
        else:
            services.withdraw(entry_id=found.pk, by=request.user, at=at)
            messages.success(request, _("Withdrawn. The jury does not see it."))
    except Late:
        messages.warning(request, _("The deadline has passed: nothing can be changed. Write to the cluster."))
    except NotNow:
        messages.warning(request, _("It is withdrawn already."))
    return redirect("awards:entries")


@never_cache
@account_required
@require_safe
def receipt(request: HttpRequest, entry_id: UUID, version: int) -> HttpResponse:
    """What was submitted, when, under which number and digest: a page to print."""
    found = queries.own_submission(request.user, entry_id, version)
    if found is None:
        raise Http404(f"entry {entry_id}: no version {version}")
    award = found.entry.award
    asked = queries.asked(award, found.category)
    context = {
        "submission": found, "entry": found.entry, "award": award,
        "answers": [(one.label, found.answers.get(str(one.pk), "")) for one in asked],
        "section": "events",
    }  # fmt: skip
    return render(request, "awards/receipt.html", context)


@never_cache
@account_required
@require_safe
def content(request: HttpRequest, entry_id: UUID, version: int) -> HttpResponse:
    """The text whose digest stands on the receipt, byte for byte."""
    found = queries.own_submission(request.user, entry_id, version)
    if found is None:
        raise Http404(f"entry {entry_id}: no version {version}")
    response = HttpResponse(found.content.encode(), content_type="application/json; charset=utf-8")
    name = f"entry-{found.entry.number}-{found.version}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@account_required
@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A file of one's own entry."""
    found = queries.own_file(request.user, file_id)
    if found is None:
        raise Http404(f"file {file_id}")
    return download(found)


def _own(request: HttpRequest, entry_id: UUID) -> Entry:
    found = queries.own_entry(request.user, entry_id)
    if found is None:
        raise Http404(f"entry {entry_id}")
    return found
