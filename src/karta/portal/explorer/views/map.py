"""The explorer: map, histograms, table and list of one filter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from karta.explore.filters import FilterError
from karta.explore.matches import match
from karta.explore.rows import Page, rows_at
from karta.portal.explorer.map_page.areas import box_around
from karta.portal.explorer.map_page.listing import list_rows
from karta.portal.explorer.map_page.map_part import MapPart
from karta.portal.explorer.map_page.page import MapPage
from karta.portal.explorer.map_page.state import State, read_state
from karta.portal.explorer.views.embed import oembed_address
from karta.portal.platform import mail
from karta.portal.platform.public_state import kept
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.reader import Snapshot

PLACE_LIMIT = 200
MAP_PARTS = {"values": "map_values", "drawn": "map_drawn"}  # what `Karta-Map` may ask for alone → template


def explorer_map(request: HttpRequest) -> HttpResponse:
    """The map page in the reader's language; to htmx only the parts that a change of filter changes.

    A page whose live map runs says `Karta-Map: live` and gets what stands beside the map, so that no key press waits
    for the map's values. It asks for those with `Karta-Map: values`, and with `Karta-Map: drawn` for the drawing, for
    print.
    """
    is_part = request.htmx and not request.htmx.history_restore_request
    wanted = request.headers.get("Karta-Map", "") if is_part else ""
    try:
        state, snapshot = read_state(dict(request.GET.lists())), asked_snapshot(request)
        if wanted in MAP_PARTS:
            template, context = MAP_PARTS[wanted], MapPart(snapshot, state, language()).context()
        else:
            template = "map_parts" if is_part else "map"
            context = _part(snapshot, state, with_map=wanted != "live") if is_part else _page(snapshot, state)
            context["oembed"] = mail.absolute(request, oembed_address(mail.absolute(request, state.address())))
    except FilterError as error:
        return _not_understood(request, error)
    response = render(request, f"explorer/{template}.html", {**context, "is_live": wanted == "live"})
    patch_vary_headers(response, ["HX-Request", "Karta-Map"])
    return response


def _part(snapshot: Snapshot, state: State, *, with_map: bool) -> dict[str, Any]:
    return MapPage(snapshot, state, language()).context(with_map=with_map)


def _page(snapshot: Snapshot, state: State) -> dict[str, Any]:
    """What a whole page reads: asked once a snapshot, whoever asks for the same state of it."""
    name = f"explorer.map {snapshot.name} {language()} {state.address()}"
    return dict(kept(name, lambda: _part(snapshot, state, with_map=True)))


def place(request: HttpRequest) -> HttpResponse:
    """The list behind one circle of the map: those of a settlement, or those known to a municipality only."""
    snapshot, code = asked_snapshot(request), request.GET.get("place", "")
    try:
        state = read_state(dict(request.GET.lists()))
        found = match(snapshot, state.asked)
    except FilterError as error:
        return _not_understood(request, error)
    places = found.frame.codes("place")
    there = (
        found.is_match & (places.index == places.values.index(code)) if code in places.values else found.is_match[:0]
    )
    positions = np.flatnonzero(there)
    if not len(positions):
        return render(request, "explorer/map_place.html", {"rows": []}, status=404)
    page = Page(rows_at(snapshot, found.frame, positions[:PLACE_LIMIT]), len(positions), 0)
    lon, lat = (float(found.frame.numbers(name).at(positions[:1])[0]) for name in ("lon", "lat"))
    context = {
        "rows": list_rows(page, [snapshot.manifest["default_measure"], "headcount"], state.asked, language()),
        "more": max(len(positions) - PLACE_LIMIT, 0),
        "all_address": state.address(replace(state.asked, bbox=box_around(lon, lat))),
    }
    return render(request, "explorer/map_place.html", context)


def _not_understood(request: HttpRequest, error: FilterError) -> HttpResponse:
    """A wrong address says which parameter, and what may stand there; nothing is silently left out."""
    message = error.message_bg if language() == "bg" else error.message_en
    context = {"parameter": error.parameter, "value": error.value, "message": message}
    return render(request, "explorer/map_error.html", context, status=400)
