"""The explorer: map, histograms, table and list of one filter."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from karta.explore.areas import circles
from karta.explore.filters import FilterError
from karta.explore.rows import organisations
from karta.portal.explorer.map_page.areas import box_around
from karta.portal.explorer.map_page.listing import list_rows
from karta.portal.explorer.map_page.page import MapPage
from karta.portal.explorer.map_page.state import read_state
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language

PLACE_LIMIT = 200


def explorer_map(request: HttpRequest) -> HttpResponse:
    """The map page in the reader's language; to htmx only the parts that a change of filter changes."""
    try:
        state = read_state(dict(request.GET.lists()))
        page = MapPage(asked_snapshot(request), state, language())
        context = page.context()
    except FilterError as error:
        return _not_understood(request, error)
    is_part = request.htmx and not request.htmx.history_restore_request
    response = render(request, "explorer/map_parts.html" if is_part else "explorer/map.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def place(request: HttpRequest) -> HttpResponse:
    """The list behind one circle of the map: those of a settlement, or those known to a municipality only."""
    snapshot, code = asked_snapshot(request), request.GET.get("place", "")
    try:
        state = read_state(dict(request.GET.lists()))
    except FilterError as error:
        return _not_understood(request, error)
    circle = next((one for one in circles(snapshot, state.asked) if one.code == code), None)
    if circle is None:
        return render(request, "explorer/map_place.html", {"rows": []}, status=404)
    there = replace(state.asked, bbox=box_around(circle))
    page = organisations(snapshot, there, limit=10_000)
    key = "ekatte" if len(code) == len("68134") and code.isdigit() else "municipality"
    items = [
        item
        for item in page.items
        if item.attributes[key] == code and (key == "ekatte" or not item.attributes["ekatte"])
    ]
    shown = replace(page, items=items[:PLACE_LIMIT])
    context = {
        "rows": list_rows(shown, [snapshot.manifest["default_measure"], "headcount"], state.asked, language()),
        "more": max(len(items) - PLACE_LIMIT, 0),
        "all_address": state.address(there),
    }
    return render(request, "explorer/map_place.html", context)


def _not_understood(request: HttpRequest, error: FilterError) -> HttpResponse:
    """A wrong address says which parameter, and what may stand there; nothing is silently left out."""
    message = error.message_bg if language() == "bg" else error.message_en
    context = {"parameter": error.parameter, "value": error.value, "message": message}
    return render(request, "explorer/map_error.html", context, status=400)
