"""Pages of an import: one address an import, which shows the step that it is at."""

from __future__ import annotations

from typing import Any

import yaml
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from karta.portal.engines.builds import queries as builds
from karta.portal.engines.builds.services import Busy
from karta.portal.imports import forms, queries, services, tasks
from karta.portal.imports.models import Import
from karta.portal.platform.access import steward_required
from karta.portal.platform.snapshots import store
from karta.snapshot.errors import SnapshotError

State = Import.State
STEPS = (
    gettext_noop("File"),
    gettext_noop("Columns"),
    gettext_noop("Check"),
    gettext_noop("Building"),
    gettext_noop("Publication"),
)
_STEP_OF = {
    State.READING: 1, State.REFUSED: 1, State.COLUMNS: 2, State.CHECKING: 3, State.CHECK: 3, State.BUILDING: 4,
    State.REVIEW: 5, State.PUBLISHED: 6, State.DISCARDED: 0,
}  # fmt: skip


@steward_required
@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Imports so far, and the form for another."""
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = services.upload(file=form.cleaned_data["file"], by=request.user, at=timezone.now())
        tasks.read_file.enqueue(made.pk)
        return redirect("imports:detail", made.pk)
    services.purge_forgotten(at=timezone.now())
    status = 422 if form.errors else 200
    return render(request, "imports/list.html", {"form": form, "imports": queries.latest(), **_team()}, status=status)


@steward_required
@require_GET
def detail(request: HttpRequest, import_id: int) -> HttpResponse:
    """The step that the import is at."""
    found = _found(import_id)
    return render(request, _template(found), _context(request, found))


@steward_required
@require_GET
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The running step, for htmx; when it has ended, the page is loaded anew."""
    found = _found(import_id)
    if not found.is_busy:
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "builds/progress.html", _context(request, found))


@steward_required
@require_POST
def read_again(request: HttpRequest, import_id: int) -> HttpResponse:
    """Read the file with another encoding, separator, sheet or header row."""
    found, form = _found(import_id), forms.FormForm(request.POST)
    if not form.is_valid():
        return render(request, _template(found), _context(request, found, form_form=form), status=422)
    said = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
    return _do(
        request,
        import_id,
        lambda: services.read_again(import_id=import_id, form=said, **_who(request)),
        tasks.read_file,
    )


@steward_required
@require_POST
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Keep what the columns hold and whose rows they are; check every row."""
    found, form = _found(import_id), forms.SourceForm(request.POST)
    names = [column["column"] for column in found.columns]
    mapped, ignored = forms.columns_from(request.POST, names, found.mapping.get("columns", []))
    mapping = found.mapping | {"columns": mapped, "ignored": ignored}
    if not form.is_valid():
        found.mapping = mapping  # shown again as typed, not saved
        return render(request, _template(found), _context(request, found, source_form=form), status=422)
    mapping |= form.keys()
    return _do(
        request,
        import_id,
        lambda: services.confirm_columns(import_id=import_id, mapping=mapping, **_who(request)),
        tasks.check_file,
    )


@steward_required
@require_POST
def earlier(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take over the mapping of an earlier file with the same columns."""
    return _do(
        request, import_id, lambda: services.use_earlier_mapping(import_id=import_id, **_who(request)), tasks.check_file
    )


@steward_required
@require_POST
def act(request: HttpRequest, import_id: int, action: str) -> HttpResponse:
    """Buttons: accept, back, cancel, publish, undo, discard."""
    _found(import_id)
    write, task, done = _ACTIONS.get(action, (None, None, None))
    if write is None:
        raise Http404(f"import: there is no {action}")
    if action == "accept" and not request.POST.get("is_public"):
        messages.error(request, _("Confirm that the rows become public: the map is open to everyone."))
        return redirect("imports:detail", import_id)
    response = _do(request, import_id, lambda: write(import_id=import_id, **_who(request)), task)
    if done:
        messages.success(request, _(done))
    return response


_ACTIONS: dict[str, tuple[Any, Any, str | None]] = {
    "accept": (services.accept, tasks.build_import, None),
    "back": (services.back_to_columns, None, None),
    "cancel": (services.cancel, None, None),
    "publish": (services.publish, None, None),
    "undo": (services.undo_publication, None, None),
    "discard": (services.discard, None, None),
}


@steward_required
@require_GET
def problems(_request: HttpRequest, import_id: int) -> FileResponse:
    """The list of all problems, as CSV."""
    found = _found(import_id)
    if not found.folder or not found.problems_file.exists():
        raise Http404(f"import {import_id}: there is no list of problems; it was not checked yet, or it is closed")
    name = f"{found.upload.stem}-problems.csv"
    return FileResponse(found.problems_file.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


@steward_required
@require_GET
def mapping(_request: HttpRequest, import_id: int) -> HttpResponse:
    """The mapping as a file, to keep or to use on the command line."""
    text = yaml.safe_dump(_found(import_id).mapping, allow_unicode=True, sort_keys=False, width=110)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="mapping.yml"'
    return response


def _found(import_id: int) -> Import:
    """The import, moved on if its run has ended."""
    if queries.one(import_id) is None:
        raise Http404(f"import {import_id}: there is none")
    services.settle(import_id=import_id, at=timezone.now())
    found = queries.one(import_id)
    assert found is not None  # noqa: S101 - imports are never deleted
    return found


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _do(request: HttpRequest, import_id: int, write: Any, task: Any = None) -> HttpResponseRedirect:
    """One write, then its task; what goes wrong is said on the page."""
    try:
        write()
    except services.WrongStep:
        messages.warning(request, _("Somebody moved this import on in the meantime. This is where it stands now."))
    except Busy:
        messages.warning(request, _("A build is under way. Wait until it has ended, or cancel it."))
    except SnapshotError as error:
        messages.error(request, error.message_bg if _language() == "bg" else error.message_en)
    else:
        if task is not None:
            task.enqueue(import_id)
    return redirect("imports:detail", import_id)


def _language() -> str:
    return (get_language() or "bg")[:2]


def _team() -> dict[str, Any]:
    return {"section": "team", "team": "imports"}


def _template(found: Import) -> str:
    return f"imports/{'busy' if found.is_busy else found.state}.html"


def _context(request: HttpRequest, found: Import, **given: Any) -> dict[str, Any]:
    language = _language()
    step = _STEP_OF[State(found.state)]
    shown: dict[str, Any] = {
        "import": found,
        "run": found.run,
        "progress_url": reverse("imports:progress", args=[found.pk]),
        "cancel_url": reverse("imports:act", args=[found.pk, "cancel"]),
        "is_unclaimed": bool(found.run and builds.is_unclaimed(found.run, at=timezone.now())),
        "steps": [(index, _(name), index < step, index == step) for index, name in enumerate(STEPS, 1)],
        "error": found.error.get(f"message_{language}") if found.error else None,
        "is_crash": found.error.get("code") in ("crashed", "worker_lost") if found.error else False,
        "form_form": given.get("form_form") or forms.FormForm(initial=found.form),
        **_team(),
    }
    if found.state == State.COLUMNS:
        shown |= _columns(found, given.get("source_form"))
    elif found.state == State.CHECK:
        with_remarks = request.GET.get("rows") != "all"
        shown |= {
            "rows": queries.preview_rows(found, with_remarks=with_remarks, language=language),
            "with_remarks": with_remarks,
            "questions": queries.questions(found, language=language),
            "headers": [(column["column"], forms.field_label(column)) for column in queries.shown_columns(found)],
            "replaces": queries.replaces(found),
            "remarks": sum(1 for row in found.preview["sample"] if row["problems"]),
        }
    elif found.state == State.REVIEW:
        shown |= _review(found)
    elif found.state == State.PUBLISHED:
        current = store().current()
        shown["is_current"] = current is not None and current.name == found.snapshot
    return shown


def _columns(found: Import, source_form: forms.SourceForm | None) -> dict[str, Any]:
    mapped = {column["column"]: column for column in found.mapping.get("columns", [])}
    ignored = set(found.mapping.get("ignored", []))
    rows = []
    for index, guess in enumerate(found.columns):
        column = mapped.get(guess["column"])
        chosen = forms.choice_of(column) if column else "-" if guess["column"] in ignored else ""
        rows.append({"index": index, **guess, "chosen": chosen, "set": column or {}})
    return {
        "columns": rows,
        "choices": forms.field_choices(),
        "units": list(forms.UNITS.items()),
        "source_form": source_form or forms.SourceForm(initial=forms.SourceForm.from_mapping(found.mapping)),
    }


def _review(found: Import) -> dict[str, Any]:
    current = store().current()
    shown: dict[str, Any] = {"current_name": current.name if current else None}
    try:
        if current is not None:
            shown["difference"] = builds.difference_shown(current.name, found.snapshot, language=_language())
    except SnapshotError as error:
        shown["error"] = error.message_bg if _language() == "bg" else error.message_en
    return shown
