"""CSV. The lines are put together in SQL, so a million rows take seconds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO

from karta.explore.export.columns import FLAGS, NUMBERS, WHOLE
from karta.explore.export.harmless import MACRO, harmless
from karta.explore.export.taken import Taken, literal, taking, text_bytes
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot


def csv_pieces(snapshot: Snapshot, asked: Filter, *, lang: str = "en", delimiter: str = ",") -> Iterator[bytes]:
    """The CSV piece by piece, beginning with a byte order mark so that spreadsheets read it as UTF-8.

    With `;` decimals have a comma: that is what a Bulgarian spreadsheet expects of it.
    """
    with taking(snapshot, asked, lang) as out:
        define_cells(out, delimiter)
        yield "\ufeff".encode() + _line(out.columns, delimiter)
        constant = {name: _line([harmless(text)], delimiter).decode().rstrip() for name, text in out.about.items()}
        cells = ", ".join(literal(constant[name]) if name in constant else _cell(name) for name in out.columns)
        for piece in out.pieces(f"concat_ws('{delimiter}', {cells}) || chr(13) || chr(10) AS line"):
            yield from text_bytes(piece.column("line"))


def define_cells(out: Taken, delimiter: str) -> None:
    """Macros of a CSV's cells: `cell(text)` and `number(double)`, never null."""
    out.define(MACRO)
    out.define(f"CREATE MACRO cell(x) AS {_quoted('harmless(x)', delimiter)}")
    out.define(f"CREATE MACRO number(x) AS {_number(delimiter)}")


def write_csv(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en", delimiter: str = ",") -> None:
    """Write all matches as CSV in UTF-8 to a binary file."""
    for piece in csv_pieces(snapshot, asked, lang=lang, delimiter=delimiter):
        file.write(piece)


def _cell(column: str) -> str:
    """SQL of one cell, never null."""
    if column in NUMBERS:
        return f"number({column})"
    return f"coalesce({column}::VARCHAR, '')" if column in WHOLE or column in FLAGS else f"cell({column})"


def _quoted(x: str, delimiter: str) -> str:
    special = " OR ".join(f"contains(x, {mark})" for mark in (f"'{delimiter}'", "'\"'", "chr(10)", "chr(13)"))
    return f"""CASE WHEN x IS NULL THEN '' WHEN {special} THEN '"' || replace({x}, '"', '""') || '"' ELSE {x} END"""


def _number(delimiter: str) -> str:
    """A number as it is written by hand: no point in a whole one, no exponent."""
    text = "CASE WHEN x = trunc(x) AND abs(x) < 1e37 THEN x::HUGEINT::VARCHAR ELSE x::VARCHAR END"
    return f"coalesce({f'replace({text}, chr(46), chr(44))' if delimiter == ';' else text}, '')"


def _line(cells: Iterable[str], delimiter: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()
