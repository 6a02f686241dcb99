"""The report on a filter: a page to read and print, and the same as a PDF in either language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import parse_etags

from karta.explore.facets import facets
from karta.explore.filters import Filter, FilterError
from karta.explore.matches import match
from karta.explore.report.document import Report
from karta.explore.report.make import LANGUAGES, NothingToReport, report
from karta.explore.report.pdf import pdf
from karta.portal.explorer.map_page.chips import chips, cleared, helpful_removal
from karta.portal.explorer.map_page.state import State, read_state
from karta.portal.explorer.report_page import kept
from karta.portal.platform.context import built_day
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.reader import Snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the rows of a filter, the measure, the language."""

    snapshot: Snapshot
    state: State
    language: str
    site: str

    @property
    def filter(self) -> Filter:
        return self.state.asked

    @property
    def name(self) -> str:
        """The name of the finished file: all that it depends on."""
        query = urlencode(self.filter.to_params())
        return kept.key(self.snapshot.name, query, self.state.measure or "", self.language, self.site)

    def make(self) -> Report:
        """The report. Raises NothingToReport."""
        return report(self.snapshot, self.filter, self.language, measure=self.state.measure, site=self.site)


def report_page(request: HttpRequest) -> HttpResponse:
    """The report in the reader's language as a page; where nothing matches, what would help."""
    try:
        asked = _asked(request)
        made = asked.make()
    except FilterError as error:
        return _not_understood(request, error)
    except NothingToReport:
        return _nothing(request, asked, status=200)
    return render(request, "explorer/report.html", {"report": made, **_addresses(asked), "section": "map"})


def report_pdf(request: HttpRequest) -> HttpResponse:
    """The report as PDF. It names its state by an ETag, and a file that was made once is not made again."""
    try:
        asked = _asked(request)
    except FilterError as error:
        return _not_understood(request, error)
    etag = f'"{asked.name}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": etag})
    try:
        made = kept.kept(settings.STATE / "reports", asked.name, lambda: pdf(asked.make()))
    except NothingToReport:
        return _nothing(request, asked, status=404)
    name = f"karta-{built_day(asked.snapshot.manifest):%Y-%m-%d}-{asked.language}.pdf"
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag
    response["Content-Language"] = asked.language
    # The address without a date shows whatever is published: ask again, and take the file only if it changed.
    response["Cache-Control"] = "public, no-cache"
    return response


def _asked(request: HttpRequest) -> Asked:
    state = read_state(dict(request.GET.lists()))
    return Asked(asked_snapshot(request), state, language(), f"{request.scheme}://{request.get_host()}")


def _addresses(asked: Asked) -> dict[str, Any]:
    """Where the buttons lead: the PDF in each language, and back to the map."""
    params = [*asked.filter.to_params(), *([("measure", asked.state.measure)] if asked.state.measure else [])]
    query = f"?{urlencode(params)}" if params else ""
    files = {}
    for one in LANGUAGES:
        with translation.override(one):
            files[one] = reverse("explorer:report_pdf") + query
    return {"files": files, "map_address": reverse("explorer:map") + query}


def _nothing(request: HttpRequest, asked: Asked, status: int) -> HttpResponse:
    """No organisation matches: which part of the filter to lift, and how many that would bring."""
    made = chips(asked.snapshot, asked.state, facets(asked.snapshot, asked.filter), asked.language)
    removal = helpful_removal(asked.snapshot, asked.state, made)
    query = dict(asked.state.view_params())
    context = {
        "chips": made,
        "removal": removal,
        "lifted": _with_filter(asked.filter.without(removal.chip.part), query) if removal else "",
        "everything": _with_filter(cleared(asked.filter), query),
        "all": match(asked.snapshot, cleared(asked.filter)).count,
        "map_address": asked.state.address(),
        "section": "map",
    }
    return render(request, "explorer/report_nothing.html", context, status=status)


def _with_filter(asked: Filter, view: dict[str, str]) -> str:
    params = [*asked.to_params(), *view.items()]
    return reverse("explorer:report") + (f"?{urlencode(params)}" if params else "")


def _not_understood(request: HttpRequest, error: FilterError) -> HttpResponse:
    message = error.message_bg if language() == "bg" else error.message_en
    context = {"parameter": error.parameter, "value": error.value, "message": message}
    return render(request, "explorer/map_error.html", context, status=400)
