"""The proof of an aggregate: a page of its own, the content of the drawer, and the lists behind its counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from karta.explore.aggregate_proof import PAGE, rows_behind
from karta.explore.filters import Filter, FilterError
from karta.explore.frame import frame
from karta.explore.number import Number, read_number
from karta.explore.proof_table import csv_lines
from karta.explore.rows import Page, rows_at
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.listing import list_rows
from karta.portal.explorer.proof_page.address import proof_address
from karta.portal.explorer.proof_page.bars import bar_rows
from karta.portal.explorer.proof_page.page import IN_DRAWER, PART_NAMES, ProofPage, number_sentence
from karta.portal.platform.context import built_day
from karta.portal.platform.snapshots import asked_snapshot, store
from karta.portal.platform.templatetags.karta import language

VIEW_ONLY = ("level", "tab", "delimiter")  # of other pages, so that their addresses can be written on
LAST_PAGE = 10**6


def proof_page(request: HttpRequest) -> HttpResponse:
    """Where an aggregate comes from; to htmx and the drawer its content alone."""
    try:
        number, page = _asked(request)
        is_drawer = bool(request.htmx and not request.htmx.boosted)
        limit = IN_DRAWER if is_drawer else PAGE
        made = ProofPage(asked_snapshot(request), number, language(), (page - 1) * PAGE, limit).context()
    except FilterError as error:
        return not_understood(request, error)
    template = "explorer/aggregate_proof_body.html" if is_drawer else "explorer/aggregate_proof.html"
    said = {"is_drawer": is_drawer, "permalink": permalink(request, number), "section": "map"}
    response = render(request, template, {**made, **said})
    patch_vary_headers(response, ["HX-Request"])
    return response


def bars_page(request: HttpRequest) -> HttpResponse:
    """A histogram as a table: each bar's count opens to its proof. To htmx and the drawer its content alone."""
    name = request.GET.get("measure", "")
    try:
        params = {key: request.GET.getlist(key) for key in request.GET if key != "measure"}
        asked = Filter.from_params(params, also=VIEW_ONLY)
        rows = bar_rows(asked_snapshot(request), asked, name, language())
    except FilterError as error:
        return not_understood(request, error)
    is_drawer = bool(request.htmx and not request.htmx.boosted)
    said = {
        "rows": rows,
        "title": words.filter_name(name, language()),
        "filter_words": number_sentence(asked_snapshot(request), Number(asked=asked.without(name)), language()),
        "section": "map",
    }
    template = "explorer/proof_bars_body.html" if is_drawer else "explorer/proof_bars.html"
    response = render(request, template, said)
    patch_vary_headers(response, ["HX-Request"])
    return response


def organisations_page(request: HttpRequest) -> HttpResponse:
    """The organisations behind one count of a proof: those in the number, left out of it, or in doubt."""
    try:
        number, page = _asked(request)
        snapshot, part = asked_snapshot(request), request.GET.get("part") or "organisations"
        positions = rows_behind(snapshot, number, part)
        rows = rows_at(snapshot, frame(snapshot, number.asked.year), positions[(page - 1) * PAGE : page * PAGE])
    except FilterError as error:
        return not_understood(request, error)
    measures = [number.measure or snapshot.manifest.get("default_measure") or "revenue"]
    said = {
        "rows": list_rows(Page(rows, len(positions), 0), measures, number.asked, language()),
        "count": len(positions),
        "part_name": PART_NAMES[part],
        "filter_words": number_sentence(snapshot, number, language()),
        "number": page,
        "pages": max(1, -(-len(positions) // PAGE)),
        "proof": proof_address(number),
        "here": proof_address(number, "proof_organisations", part=part),
        "csv": proof_address(number, "proof_csv", part=part),
        "section": "map",
    }
    return render(request, "explorer/proof_organisations.html", said)


def organisations_csv(request: HttpRequest) -> HttpResponseBase:
    """The same organisations with their claims, sources and licences as a table; streamed."""
    try:
        number, _page = _asked(request)
        snapshot, part = asked_snapshot(request), request.GET.get("part") or "organisations"
        positions = rows_behind(snapshot, number, part)
    except FilterError as error:
        return not_understood(request, error)
    delimiter = ";" if request.GET.get("delimiter") == ";" else ","
    pieces = (piece.encode() for piece in csv_lines(snapshot, number, positions, lang=language(), delimiter=delimiter))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    name = f"karta-{built_day(snapshot.manifest):%Y-%m-%d}-{part}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def permalink(request: HttpRequest, number: Number) -> str:
    """The address that keeps showing this number, also after the next snapshot is published."""
    moment = store().published_at(asked_snapshot(request).name)
    params = [pair for pair in number.to_params() if pair[0] != "as_of"]
    if moment:
        params.append(("as_of", f"{moment:%Y-%m-%dT%H:%M:%SZ}"))
    return request.build_absolute_uri(f"{reverse('explorer:aggregate_proof')}?{urlencode(params)}")


def not_understood(request: HttpRequest, error: FilterError) -> HttpResponse:
    """A wrong address says which parameter, and what may stand there."""
    message = error.message_bg if language() == "bg" else error.message_en
    context = {"parameter": error.parameter, "value": error.value, "message": message}
    return render(request, "explorer/map_error.html", context, status=400)


def _asked(request: HttpRequest) -> tuple[Number, int]:
    """The number and the page of its organisations. Errors: FilterError."""
    number = read_number({name: request.GET.getlist(name) for name in request.GET}, also=VIEW_ONLY)
    text = request.GET.get("page") or "1"
    if not text.isdecimal() or len(text) > 7 or not 1 <= int(text) <= LAST_PAGE:
        raise FilterError("page", text, f"write a number from 1 to {LAST_PAGE}", f"пишете число от 1 до {LAST_PAGE}")
    return number, int(text)
