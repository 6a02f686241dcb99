"""A workbook for spreadsheets."""

from __future__ import annotations

from typing import IO

from karta.explore.citation import citation, source_terms
from karta.explore.export.columns import is_text
from karta.explore.export.harmless import MACRO, harmless
from karta.explore.export.taken import taking
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot

MOST_ROWS = 1_048_575  # a sheet's rows less the header


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
    from xlsxwriter import Workbook

    with taking(snapshot, asked, lang) as out:
        if out.count > MOST_ROWS:
            raise TooManyRows(out.count)
        out.define(MACRO)
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(file, options) as book:
            head = book.add_format({"bold": True})
            sheet = book.add_worksheet({"bg": "Организации", "en": "Organisations"}[lang])
            sheet.freeze_panes(1, 2)
            sheet.write_row(0, 0, out.columns, head)
            number = 0
            select = ", ".join(f"harmless({c}) AS {c}" if is_text(c) else c for c in out.columns)
            for piece in out.pieces(select):
                for row in zip(*(column.to_pylist() for column in piece.columns), strict=True):
                    number += 1
                    for column, value in enumerate(row):
                        if isinstance(value, str):
                            sheet.write_string(number, column, value)
                        elif value is not None:
                            sheet.write(number, column, value)
            about = book.add_worksheet({"bg": "Източници", "en": "Sources"}[lang])
            for number, (name, text) in enumerate(about_file(snapshot, asked, lang)):
                about.write_string(number, 0, name, head)
                about.write_string(number, 1, harmless(text))


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
