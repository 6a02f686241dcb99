"""The region × sector table: organisations, people, income and the share known, with totals."""

from __future__ import annotations

from dataclasses import dataclass, replace

from karta.explore.filters import Filter
from karta.explore.number import Number
from karta.explore.statistics import Cell, Table
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.state import State
from karta.portal.explorer.proof_page.address import proof_address
from karta.vocab import formats


@dataclass(frozen=True, slots=True)
class TableSum:
    """A sum in words, "" where nobody published a figure, with the share of organisations that it is made of."""

    measure: str
    text: str
    share: str
    proof: str


@dataclass(frozen=True, slots=True)
class TableCell:
    organisations: str
    is_empty: bool
    sums: list[TableSum]
    address: str
    proof: str


@dataclass(frozen=True, slots=True)
class TableRow:
    title: str
    cells: list[TableCell]


@dataclass(frozen=True, slots=True)
class CrossTable:
    columns: list[str]
    rows: list[TableRow]
    total: TableRow


def cross_table(found: Table, state: State, language: str, total_name: str) -> CrossTable:
    """The table with a total column and a total row; each count links to its organisations."""

    def row(code: str | None, title: str) -> TableRow:
        codes = [*(heading.code for heading in found.columns), None]
        return TableRow(title, [_cell(found, code, column, state, language) for column in codes])

    return CrossTable(
        columns=[words.named(heading, language) for heading in found.columns] + [total_name],
        rows=[row(heading.code, words.capitalised(words.named(heading, language))) for heading in found.rows],
        total=row(None, total_name),
    )


def _cell(found: Table, row: str | None, column: str | None, state: State, language: str) -> TableCell:
    cell: Cell = found.cells[(row, column)]
    codes = ((found.row_dimension, row), (found.column_dimension, column))
    number = Number(asked=state.asked, cells=tuple((dimension, code) for dimension, code in codes if code is not None))
    return TableCell(
        organisations=formats.count(cell.organisations, language),
        is_empty=cell.organisations == 0,
        sums=[
            TableSum(
                measure=words.measure_name(measure, language),
                text="" if made.sum is None else words.amount(measure, made.sum, language),
                share=formats.percent(made.share_known or 0, language),
                proof=proof_address(replace(number, measure=measure, statistic="sum")),
            )
            for measure, made in cell.sums.items()
        ],
        address=state.address(
            _narrowed(_narrowed(state.asked, found.row_dimension, row), found.column_dimension, column), tab="list"
        ),
        proof=proof_address(number),
    )


def _narrowed(asked: Filter, dimension: str, code: str | None) -> Filter:
    return asked if code is None else replace(asked, **{dimension: (code,)})
