"""The charts of a filter: a page, and its table as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from karta.explore.filters import FilterError
from karta.portal.explorer.charts_page import network
from karta.portal.explorer.charts_page.page import ChartsPage
from karta.portal.explorer.charts_page.state import ChartState, read_chart_state
from karta.portal.explorer.charts_page.tables import Value, csv_lines, records
from karta.portal.platform.context import built_day
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language


def charts_page(request: HttpRequest) -> HttpResponse:
    """One chart of the filter with its table; the address is the whole state."""
    try:
        state = read_chart_state(dict(request.GET.lists()))
        context = ChartsPage(asked_snapshot(request), state, language()).context()
    except FilterError as error:
        return _not_understood(request, error)
    return render(request, "explorer/charts.html", context)


def charts_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The chart's table as CSV, each row with snapshot, citation, filter and licences; all relations, however many."""
    snapshot = asked_snapshot(request)
    try:
        state = read_chart_state(dict(request.GET.lists()))
        columns, rows = _rows(ChartsPage(snapshot, state, language()), state)
    except FilterError as error:
        said = error.message_bg if language() == "bg" else error.message_en
        raise BadRequest(f"{error.parameter}={error.value}: {said}") from error
    lines = csv_lines(snapshot, state.asked, columns, rows, language())
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    name = f"karta-{state.chart}-{built_day(snapshot.manifest):%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(page: ChartsPage, state: ChartState) -> tuple[list[str], Iterable[list[Value]]]:
    if state.chart == "network":
        return list(network.COLUMNS), network.edge_records(page.snapshot, state.asked, page.language)
    _picture, table = page.chart()
    return ([], []) if table is None else ([column.name for column in table.columns], records(table))


def _not_understood(request: HttpRequest, error: FilterError) -> HttpResponse:
    message = error.message_bg if language() == "bg" else error.message_en
    context = {"parameter": error.parameter, "value": error.value, "message": message}
    return render(request, "explorer/map_error.html", context, status=400)
