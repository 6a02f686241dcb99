"""A workbook for spreadsheets: XlsxWriter makes the book, SQL its rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from karta.explore.citation import citation, source_terms
from karta.explore.export.columns import FLAGS, NUMBERS, WHOLE
from karta.explore.export.harmless import MACRO, harmless
from karta.explore.export.taken import Taken, taking, text_bytes
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot

MOST_ROWS = 1_048_575  # a sheet's rows less the header
MOST_CHARACTERS = 32_767  # a cell's
PIECE = 12_288  # rows; one takes five kilobytes
ROWS_PART, END_OF_ROWS = "xl/worksheets/sheet1.xml", b"</sheetData>"
# The text of a cell with the end of its tag. XML knows no control characters but three, and trims blanks at the ends.
ESCAPED = rf"""CASE WHEN strlen(x) < {MOST_CHARACTERS} AND NOT regexp_matches(x, '[&<>\x00-\x1f]|^ | $') THEN '>' || x
    ELSE ' xml:space="preserve">' || replace(replace(replace(regexp_replace(left(x, {MOST_CHARACTERS}),
    '[\x00-\x08\x0b\x0c\x0e-\x1f]', '', 'g'), '&', '&amp;'), '<', '&lt;'), '>', '&gt;') END"""


class TooManyRows(ValueError):
    """A worksheet cannot hold the rows: take CSV or Parquet."""

    def __init__(self, count: int) -> None:
        self.message_en = f"{count} rows do not fit in a worksheet; take CSV or Parquet, or narrow the filter"
        self.message_bg = f"{count} реда не се побират в лист; вземете CSV или Parquet или стеснете филтъра"
        super().__init__(self.message_en)


def write_xlsx(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as a workbook; its second sheet holds citation, filter, totals and licences.

    Errors: TooManyRows above 1,048,575.
    """
    with taking(snapshot, asked, lang) as out:
        if out.count > MOST_ROWS:
            raise TooManyRows(out.count)
        frame = _frame(out, about_file(snapshot, asked, lang))
        with zipfile.ZipFile(frame) as empty, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
            for part in empty.infolist():
                if part.filename != ROWS_PART:
                    book.writestr(part, empty.read(part), zipfile.ZIP_DEFLATED)
                    continue
                head, tail = empty.read(part).split(END_OF_ROWS)
                with book.open(ROWS_PART, "w", force_zip64=True) as sheet:
                    sheet.write(_sized(head, out))
                    for piece in _rows(out):
                        sheet.write(piece)
                    sheet.write(END_OF_ROWS + tail)


def _frame(out: Taken, about: list[tuple[str, str]]) -> IO[bytes]:
    """The workbook without its rows: a million of them would take minutes, cell by cell."""
    from xlsxwriter import Workbook

    frame = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(frame, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet({"bg": "Организации", "en": "Organisations"}[out.lang])
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, out.columns, bold)
        terms = book.add_worksheet({"bg": "Източници", "en": "Sources"}[out.lang])
        for number, (name, text) in enumerate(about):
            terms.write_string(number, 0, name, bold)
            terms.write_string(number, 1, harmless(text))
    frame.seek(0)
    return frame


def _sized(head: bytes, out: Taken) -> bytes:
    """The sheet's beginning with the range that its rows will fill."""
    return re.sub(rb'<dimension ref="A1:([A-Z]+)1"', rb'<dimension ref="A1:\g<1>%d"' % (out.count + 1), head)


def _rows(out: Taken) -> Iterator[Any]:
    """The rows as SpreadsheetML, put together in SQL. Cells stand in order, so none needs its address."""
    out.define(MACRO)
    out.define(f"CREATE MACRO escaped(x) AS {ESCAPED}")
    out.define(
        "CREATE MACRO cell(x) AS "
        "coalesce('<c t=\"inlineStr\"><is><t' || escaped(harmless(x)) || '</t></is></c>', '<c/>')"
    )
    out.define("CREATE MACRO flag(x) AS coalesce('<c t=\"b\"><v>' || x::INTEGER || '</v></c>', '<c/>')")
    out.define("CREATE MACRO number(x) AS coalesce('<c><v>' || x || '</v></c>', '<c/>')")
    kinds = {**dict.fromkeys(NUMBERS | WHOLE, "number"), **dict.fromkeys(FLAGS, "flag")}
    cells = " || ".join(f"{kinds.get(name, 'cell')}({name})" for name in out.columns)
    for piece in out.pieces(f"'<row>' || {cells} || '</row>' AS row", rows=PIECE):
        yield from text_bytes(piece.column("row"))


def about_file(snapshot: Snapshot, asked: Filter, lang: str) -> list[tuple[str, str]]:
    """What an export says of itself: citation, filter, totals, how to read it, sources with their terms."""
    words = {
        "bg": ("цитиране", "снимка", "филтър", "празна граница", "отворен край на интервала", "източник"),
        "en": ("citation", "snapshot", "filter", "empty bound", "an open end of the interval", "source"),
    }[lang]
    used = _used_sources(snapshot, asked)
    return [
        (words[0], citation(snapshot, lang)),
        (words[1], snapshot.name),
        (words[2], filter_sentence(snapshot, asked, lang)),
        *((name, str(count)) for name, count in match(snapshot, asked).totals.items()),
        (words[3], words[4]),
        *((words[5], source_terms(s, lang)) for s in snapshot.manifest["sources"] if s["source_id"] in used),
    ]


def _used_sources(snapshot: Snapshot, asked: Filter) -> set[str]:
    """Sources of the rows, and those that name every row's place and sector."""
    found = match(snapshot, asked)
    codes = found.frame.codes("source")
    counted = codes.counts(found.is_match)
    used = {code for code, count in zip(codes.values, counted.tolist(), strict=True) if count}
    return used | {source["source_id"] for source in snapshot.manifest["sources"] if source.get("reference")}
