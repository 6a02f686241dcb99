"""CSV. Lines are put together column by column, so a million rows take seconds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from karta.explore.export.harmless import all_harmless
from karta.explore.export.lines import lines, written
from karta.explore.export.taken import Taken
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot

PIECE = 16_384  # rows; one takes 1.4 kilobytes
END = "\r\n"


def csv_pieces(snapshot: Snapshot, asked: Filter, *, lang: str = "en", delimiter: str = ",") -> Iterator[bytes]:
    """The CSV piece by piece, beginning with a byte order mark so that spreadsheets read it as UTF-8.

    With `;` decimals have a comma: that is what a Bulgarian spreadsheet expects of it.
    """
    out = Taken(snapshot, asked, lang)
    yield "\ufeff".encode() + header(out.columns, delimiter)
    yield from out.pieces(partial(csv_lines, delimiter=delimiter), PIECE)


def csv_lines(piece: pa.RecordBatch, delimiter: str = ",") -> Any:
    """The rows of a table as lines of CSV."""
    return lines(piece, partial(_cells, delimiter), between=delimiter, end=END)


def header(columns: Iterable[str], delimiter: str = ",") -> bytes:
    """The first line."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=END).writerow(columns)
    return buffer.getvalue().encode()


def write_csv(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en", delimiter: str = ",") -> None:
    """Write all matches as CSV in UTF-8 to a binary file."""
    for piece in csv_pieces(snapshot, asked, lang=lang, delimiter=delimiter):
        file.write(piece)


def _cells(delimiter: str, _: str, values: Any) -> pa.StringArray:
    if pa.types.is_floating(values.type):
        return pc.replace_substring(written(values), ".", ",") if delimiter == ";" else written(values)
    return _quoted(all_harmless(values), delimiter) if pa.types.is_string(values.type) else values.cast(pa.string())


def _quoted(texts: pa.StringArray, delimiter: str) -> pa.StringArray:
    special = pc.match_substring_regex(texts, f'[{delimiter}"\r\n]')
    if not pc.any(special).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), texts)
