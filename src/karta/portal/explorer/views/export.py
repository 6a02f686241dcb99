"""The rows that the counter counts, taken away in one click; the same parameters as the page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import IO

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karta.explore.datapackage import package_pieces
from karta.explore.export import TooManyRows, csv_pieces, geojson_pieces, parquet_pieces, write_xlsx
from karta.explore.filters import Filter, FilterError
from karta.explore.matches import match
from karta.portal.platform.context import built_day
from karta.portal.platform.snapshots import asked_snapshot
from karta.snapshot.reader import Snapshot

VIEW_ONLY = ("delimiter", "statistic", "level", "tab", "place")  # parameters of the page that choose no rows
KEPT_IN_MEMORY = 8 * 1024 * 1024
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
STREAMED = {"geojson": geojson_pieces, "parquet": parquet_pieces, "zip": package_pieces}


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """All matches of the filter as csv, xlsx, geojson, parquet or zip (a data package).

    `delimiter=;` for spreadsheets that expect it.
    """
    snapshot, language = asked_snapshot(request), get_language()
    asked = _asked(request, language)
    name = f"karta-{built_day(snapshot.manifest):%Y-%m-%d}.{form}"
    match(snapshot, asked)  # a filter that cannot be answered fails here, before the download begins
    if form == "xlsx":
        file = _written(snapshot, asked, language)
        return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])
    if form == "csv":
        delimiter = ";" if request.GET.get("delimiter") == ";" else ","
        pieces = csv_pieces(snapshot, asked, lang=language, delimiter=delimiter)
    else:
        pieces = STREAMED[form](snapshot, asked, lang=language)
    response = StreamingHttpResponse(_begun(pieces), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first one made already: what fails at the beginning is an error, not an empty file."""
    first = next(pieces, b"")
    return chain([first], pieces)


def _asked(request: HttpRequest, language: str) -> Filter:
    try:
        return Filter.from_params({name: request.GET.getlist(name) for name in request.GET}, also=VIEW_ONLY)
    except FilterError as error:
        said = error.message_bg if language == "bg" else error.message_en
        raise BadRequest(f"{error.parameter}={error.value}: {said}") from error


def _written(snapshot: Snapshot, asked: Filter, language: str) -> IO[bytes]:
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        write_xlsx(snapshot, asked, file, lang=language)
    except TooManyRows as error:
        raise BadRequest(_("A worksheet cannot hold so many rows: take CSV, or narrow the filter.")) from error
    file.seek(0)
    return file
