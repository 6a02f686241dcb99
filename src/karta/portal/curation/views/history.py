"""Who decided what, when and why; the file of decisions, in and out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from karta.portal.curation import decisions, forms, queries, services
from karta.portal.curation.templatetags.curation import DECIDED
from karta.portal.curation.views import shown
from karta.portal.platform.access import curator_required
from karta.portal.platform.templatetags.karta import language


@curator_required
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Every decision, the latest first; `by`, `decision`, `q` and `batch` choose among them."""
    return _page(request, forms.UploadForm())


@curator_required
@require_GET
def download(request: HttpRequest) -> FileResponse:  # noqa: ARG001 - Django hands every view its request
    """decisions.jsonl as it is."""
    if not decisions.path().exists():
        raise Http404("decisions.jsonl: nothing was decided yet")
    return FileResponse(decisions.path().open("rb"), as_attachment=True, filename="decisions.jsonl",
                        content_type="application/jsonl")  # fmt: skip


@curator_required
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take in decisions from a file, all of its lines or none."""
    form = forms.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    lines = form.lines
    new = services.take_in(lines=lines, by=request.user, at=timezone.now())
    known = len(lines) - new
    said = ngettext("%(n)s new decision.", "%(n)s new decisions.", new) % {"n": new}
    said_of_known = ngettext("%(n)s was known already.", "%(n)s were known already.", known) % {"n": known}
    messages.success(request, f"{said} {said_of_known}")
    return redirect("curation:history")


def _page(request: HttpRequest, form: forms.UploadForm, status: int = 200) -> HttpResponse:
    asked = queries.HistoryAsked.of(request.GET)
    found = queries.history(asked)
    shown_form = {"form": form, "errors": form.line_errors(language()), "asked": asked, "found": found}
    words: dict[str, Any] = {"decisions": [(code, _(word)) for code, word in DECIDED.items()]}
    team = {"section": "team", "team": "curation", "tab": "history", **shown.progress()}
    return render(request, "curation/history.html", shown_form | words | team, status=status)
