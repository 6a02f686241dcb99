"""A workbook for spreadsheets: XlsxWriter makes the book, Arrow its rows."""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from karta.explore.citation import citation, source_terms
from karta.explore.export.harmless import all_harmless, harmless
from karta.explore.export.lines import lines
from karta.explore.export.taken import Taken
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot

MOST_ROWS = 1_048_575  # a sheet's rows less the header
MOST_CHARACTERS = 32_767  # a cell's
PIECE = 8_192  # rows; one takes five kilobytes
ROWS_PART, END_OF_ROWS = "xl/worksheets/sheet1.xml", b"</sheetData>"
NOT_IN_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"


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
    out = Taken(snapshot, asked, lang)
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
                for piece in out.pieces(_rows, PIECE):
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


def _rows(piece: pa.RecordBatch) -> Any:
    """The rows as SpreadsheetML. Cells stand in order, so none needs its address."""
    return lines(piece, _cells, between="", empty="<c/>", begin="<row>", end="</row>")


def _cells(_: str, values: Any) -> pa.StringArray:
    if pa.types.is_string(values.type):
        begin, texts, end = '<c t="inlineStr"><is><t', _escaped(all_harmless(values)), "</t></is></c>"
    elif pa.types.is_boolean(values.type):
        begin, texts, end = '<c t="b"><v>', values.cast(pa.int8()).cast(pa.string()), "</v></c>"
    else:
        begin, texts, end = "<c><v>", values.cast(pa.string()), "</v></c>"
    return pc.binary_join_element_wise(begin, texts, end, "")


def _escaped(texts: pa.StringArray) -> pa.StringArray:
    """The text of a cell with the end of its tag. XML knows no control characters but three, and trims blanks."""
    plain = pc.binary_join_element_wise(">", texts, "")
    marked = pc.or_(
        pc.match_substring_regex(texts, r"[&<>\x00-\x1f]|^ | $"),
        pc.greater_equal(pc.binary_length(texts), MOST_CHARACTERS),
    )
    if not pc.any(marked).as_py():
        return plain
    texts = pc.replace_substring_regex(pc.utf8_slice_codeunits(texts, 0, MOST_CHARACTERS), NOT_IN_XML, "")
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = pc.replace_substring(texts, mark, entity)
    return pc.if_else(marked, pc.binary_join_element_wise(' xml:space="preserve">', texts, ""), plain)


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
