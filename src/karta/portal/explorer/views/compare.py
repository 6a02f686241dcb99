"""Two to six places, sectors, segments or organisations side by side."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from karta.explore.citation import citation
from karta.explore.compare import MOST, Comparison, compare
from karta.explore.compare_file import csv_text
from karta.explore.filters import FilterError
from karta.explore.sentence import filter_sentence
from karta.portal.explorer.compare_page import organisations, page
from karta.portal.explorer.compare_page.picker import KIND_NAMES, picker
from karta.portal.explorer.compare_page.state import State, read_state
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.state import State as MapState
from karta.portal.platform.context import built_day
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.reader import Snapshot


def comparison(request: HttpRequest) -> HttpResponse:
    """The comparison that the address names, with a picker to change it; without `of` only the picker."""
    snapshot, said = asked_snapshot(request), language()
    try:
        state = read_state(dict(request.GET.lists()))
        found = _compared(snapshot, state)
    except FilterError as error:
        return _not_understood(request, error)
    parts = organisations if found.kind == "organisation" else page
    context: dict[str, Any] = {
        "state": state,
        "found": found,
        "picker": picker(snapshot, state, said),
        "kind_name": KIND_NAMES.get(state.kind, ""),
        "heads": parts.heads(state, found, said),
        "sections": parts.sections(found, said) if state.codes else [],
        "measures": [
            (name["measure"], words.capitalised(words.measure_name(name["measure"], said)))
            for name in snapshot.manifest["measures_by_coverage"]
        ],
        "sentence": filter_sentence(snapshot, state.asked, said),
        "map_address": MapState(asked=state.asked).address(),
        "csv": state.address(name="compare_csv"),
        "most": MOST,
        "citation": f"{citation(snapshot, said)}. {request.build_absolute_uri()}",
        "section": "map",
    }
    return render(request, "explorer/compare.html", context)


def comparison_csv(request: HttpRequest) -> HttpResponse:
    """The same numbers as a table, one number a row, with citation, filter and licences."""
    snapshot, said = asked_snapshot(request), language()
    try:
        state = read_state(dict(request.GET.lists()))
        found = _compared(snapshot, state)
    except FilterError as error:
        message = error.message_bg if said == "bg" else error.message_en
        raise BadRequest(f"{error.parameter}={error.value}: {message}") from error
    delimiter = ";" if request.GET.get("delimiter") == ";" else ","
    response = HttpResponse(csv_text(snapshot, found, said, delimiter), content_type="text/csv; charset=utf-8")
    name = f"karta-compare-{built_day(snapshot.manifest):%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _compared(snapshot: Snapshot, state: State) -> Comparison:
    measure = state.measure or snapshot.manifest["default_measure"] or "headcount"
    return compare(snapshot, state.asked, state.kind, state.codes, measure)


def _not_understood(request: HttpRequest, error: FilterError) -> HttpResponse:
    message = error.message_bg if language() == "bg" else error.message_en
    context = {"parameter": error.parameter, "value": error.value, "message": message}
    return render(request, "explorer/map_error.html", context, status=400)
