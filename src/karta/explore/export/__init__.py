"""The rows that the counter counts, taken away: CSV, XLSX, GeoJSON, Parquet.

Each file carries its citation, its filter in words and the licences of its sources. In CSV they stand in the last
columns of every row, not in a block of comments: a leading block breaks each tool that expects a header line, and a
row that was copied out alone still says where it comes from and under which terms. An empty `_min` or `_max` beside a
known figure is an open end.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

from karta.explore.export.columns import columns
from karta.explore.export.csv_file import csv_pieces, write_csv
from karta.explore.export.geojson_file import geojson_pieces, write_geojson
from karta.explore.export.harmless import harmless
from karta.explore.export.parquet_file import arrow_batches, parquet_pieces, write_parquet
from karta.explore.export.xlsx_file import TooManyRows, about_file, write_xlsx
from karta.explore.filters import Filter, FilterError
from karta.snapshot.files import written
from karta.snapshot.reader import Snapshot

FORMATS = ("csv", "xlsx", "geojson", "parquet")
LANGUAGES = ("bg", "en")
__all__ = (
    "FORMATS", "LANGUAGES", "TooManyRows", "about_file", "arrow_batches", "columns", "csv_pieces", "geojson_pieces",
    "harmless", "parquet_pieces", "write_csv", "write_file", "write_geojson", "write_parquet", "write_xlsx",
)  # fmt: skip


def write_file(
    snapshot: Snapshot, asked: Filter, path: Path, *, form: str, lang: str = "en", delimiter: str = ","
) -> None:
    """Write all matches to `path` in one of FORMATS. The file appears when it is whole, or not at all.

    Errors: FilterError for another format, language or delimiter; TooManyRows.
    """
    for name, given, choices in (
        ("format", form, FORMATS),
        ("lang", lang, LANGUAGES),
        ("delimiter", delimiter, ",;\t"),
    ):
        if given not in tuple(choices):
            listed = " ".join(choices)
            raise FilterError(name, given, f"write one of {listed}", f"пишете едно от {listed}")
    writers: dict[str, Callable[[IO[bytes]], None]] = {
        "csv": lambda file: write_csv(snapshot, asked, file, lang=lang, delimiter=delimiter),
        "xlsx": lambda file: write_xlsx(snapshot, asked, file, lang=lang),
        "geojson": lambda file: write_geojson(snapshot, asked, file, lang=lang),
        "parquet": lambda file: write_parquet(snapshot, asked, file, lang=lang),
    }
    with written(path) as file:
        writers[form](file)
