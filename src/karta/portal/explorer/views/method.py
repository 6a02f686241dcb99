"""How the figures came to be: generated from the snapshot, linked from every number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from karta.explore.completeness import ASSUMPTIONS, METHODS, coverage
from karta.explore.completeness_note import COVERAGE_HEAD, INTRODUCTION, coverage_rows
from karta.explore.filters import Filter, FilterError
from karta.explore.method import method
from karta.explore.method_note import MethodNote, as_markdown, method_note
from karta.portal.explorer.views.proof import not_understood
from karta.portal.platform.context import built_day
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.reader import Snapshot
from karta.vocab import formats
from karta.vocab.labels import closed_list

VIEW_ONLY = ("statistic", "level", "tab", "place")  # parameters of the map that choose no rows


def method_page(request: HttpRequest) -> HttpResponse:
    """The method note of the snapshot: sources, years, classes, rates, rules, checks, and what is not shown."""
    made, lang = method(asked_snapshot(request)), language()
    said = {
        "completeness": _completeness(asked_snapshot(request), lang),
        "method": made,
        "notes": list(made.notes.values()),
        "rates": [_rate(code, rate, lang) for code, rate in made.rates.items() if code != "EUR"],
        "sizes": list(made.size_classes),
        "segments": [entry[lang] for entry in closed_list("segment").values()],
        "passed": [check for check in made.checks if check["passed"]],
        "failed": [check for check in made.checks if not check["passed"]],
        "section": "data",
        "tab": "method",
    }
    return render(request, "explorer/method.html", said)


def _completeness(snapshot: Snapshot, lang: str) -> dict[str, Any]:
    """Rows of the note's table, each with its share of 100 units of the picture, low end and high; and its words."""
    texts = [pair[lang == "en"] for pair in (INTRODUCTION, *METHODS.values())]
    marks = [
        {"low": f"{100 * row.share_low:.1f}", "at": f"{100 * row.share:.1f}", "high": f"{100 * row.share_high:.1f}"}
        if row.share is not None and row.share_low is not None and row.share_high is not None
        else None
        for row in coverage(snapshot)
    ]
    rows = zip(coverage_rows(snapshot, lang), marks, strict=True)
    return {
        "texts": texts,
        "assumptions": [pair[lang == "en"] for pair in ASSUMPTIONS],
        "head": [pair[lang == "en"] for pair in COVERAGE_HEAD],
        "rows": [{"name": cells[0], "counts": cells[1:4], "estimate": cells[4], "share": cells[5], "marks": mark}
                 for cells, mark in rows],
    }  # fmt: skip


def method_note_page(request: HttpRequest) -> HttpResponse:
    """The method note of a filter, or of the whole snapshot, on one page that prints well."""
    try:
        note, asked = _note(request)
    except FilterError as error:
        return not_understood(request, error)
    params = urlencode(asked.to_params())
    markdown = reverse("explorer:method_file") + (f"?{params}" if params else "")
    said = {"note": note, "markdown": markdown, "section": "data", "tab": "method"}
    return render(request, "explorer/method_note.html", said)


def method_file(request: HttpRequest) -> HttpResponse:
    """The same note as a Markdown file."""
    try:
        note, _asked = _note(request)
    except FilterError as error:
        return not_understood(request, error)
    response = HttpResponse(as_markdown(note), content_type="text/markdown; charset=utf-8")
    day = f"{built_day(asked_snapshot(request).manifest):%Y-%m-%d}"
    response["Content-Disposition"] = f'attachment; filename="karta-method-{day}-{note.language}.md"'
    return response


def _note(request: HttpRequest) -> tuple[MethodNote, Filter]:
    """Errors: FilterError."""
    asked = Filter.from_params({name: request.GET.getlist(name) for name in request.GET}, also=VIEW_ONLY)
    return method_note(asked_snapshot(request), asked, language()), asked


def _rate(code: str, rate: Any, lang: str) -> dict[str, Any]:
    """A currency's rate as text: one for ever, or one a year."""
    if rate.get("fixed"):
        text = formats.number(Decimal(rate["fixed"]), lang, 5)
    else:
        text = "; ".join(f"{year}: {formats.number(Decimal(one), lang, 4)}" for year, one in rate["annual"].items())
    return {"code": code, "text": text, "source": rate["source"]}
