"""The numbers of a chart as rows: what stands beside it, and what is taken away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from karta.explore.citation import address, citation, source_terms
from karta.explore.export import harmless
from karta.explore.filters import Filter
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot

TERMS = ("snapshot", "citation", "filter", "licences")  # with every row: a row that is copied out alone keeps them

Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` on the page, `value` in the file; an unknown number has neither."""

    text: str
    value: Value
    address: str = ""
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`name` heads it in the file, `title` on the page; without a title it stands in the file only."""

    name: str
    title: str
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """`level` indents its head: 0, 1, 2."""

    head: Cell
    cells: list[Cell]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The first column heads the rows. `more`: rows that only the file has."""

    caption: str
    columns: list[Column]
    rows: list[Row]
    total: Row | None = None
    more: int = 0

    @property
    def shown(self) -> list[Column]:
        """The columns of the page."""
        return [column for column in self.columns if column.title]

    @property
    def shown_rows(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """The rows of the page with the cells of `shown` after the first."""
        return [(row, self.shown_cells(row)) for row in self.rows]

    @property
    def shown_total(self) -> tuple[Row, list[tuple[Column, Cell]]] | None:
        return (self.total, self.shown_cells(self.total)) if self.total else None

    def shown_cells(self, row: Row) -> list[tuple[Column, Cell]]:
        return [(column, cell) for column, cell in zip(self.columns[1:], row.cells, strict=True) if column.title]


def told(text: str, value: Value, address: str = "") -> Cell:
    """A number that is known, or the word for one that is not."""
    return Cell(text, value, address) if value is not None else Cell(str(_("unknown")), None, address, is_unknown=True)


def records(table: Table) -> Iterator[list[Value]]:
    """The table's rows as they stand in the file: the total too."""
    for row in [*table.rows, *([table.total] if table.total else [])]:
        yield [row.head.value, *(cell.value for cell in row.cells)]


def csv_lines(
    snapshot: Snapshot, asked: Filter, columns: list[str], rows: Iterable[list[Value]], language: str
) -> Iterator[str]:
    """A table as CSV, row by row, each with snapshot, citation, filter and licences."""
    sources = " | ".join(source_terms(source, language) for source in snapshot.manifest["sources"])
    said = f"{filter_sentence(snapshot, asked, language)} ({address(asked)})"
    terms = [snapshot.name, citation(snapshot, language), said, sources]
    yield "\ufeff" + _line([*columns, *TERMS])
    for row in rows:
        yield _line([*row, *terms])


def _line(values: list[Value]) -> str:
    buffer = io.StringIO()
    written = [harmless(value) if isinstance(value, str) else "" if value is None else value for value in values]
    csv.writer(buffer, lineterminator="\r\n").writerow(written)
    return buffer.getvalue()
