"""The region × sector table: organisations, headcount, revenue and the share known, with totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.filters import Filter, FilterError
from karta.explore.frame import Frame, Mask
from karta.explore.labels import closed_codes, label_of
from karta.explore.matches import match
from karta.explore.sums import Sum, sum_of
from karta.snapshot.reader import Snapshot

DIMENSIONS = (
    "region", "district", "municipality", "segment", "section", "division", "kind", "unit_kind", "status",
    "size_class", "result",
)  # fmt: skip
CELL_MEASURES = ("headcount", "revenue")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the matches in it, and the sums of `headcount` and `revenue` with the share known."""

    organisations: int
    sums: dict[str, Sum]


@dataclass(frozen=True, slots=True)
class Heading:
    """One row or column of the table."""

    code: str
    label_bg: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Table:
    """`cells[(row code, column code)]`; a total stands under None. Empty rows and columns are left out."""

    row_dimension: str
    column_dimension: str
    rows: list[Heading]
    columns: list[Heading]
    cells: dict[tuple[str | None, str | None], Cell]


def table(snapshot: Snapshot, asked: Filter, rows: str = "region", columns: str = "segment") -> Table:
    """The matches of a filter by two dimensions, one of DIMENSIONS each. Every match stands in one cell: `unknown`
    is a row and a column like any other.

    Errors: FilterError for another dimension.
    """
    for name, value in (("rows", rows), ("columns", columns)):
        if value not in DIMENSIONS:
            listed = ", ".join(DIMENSIONS)
            raise FilterError(name, value, f"one of {listed}", f"едно от {listed}")
    found = match(snapshot, asked)
    down, across = (_masks(found.frame, dimension, found.is_match) for dimension in (rows, columns))
    cells = {
        (row, column): _cell(found.frame, down_mask & across_mask)
        for row, down_mask in [*down.items(), (None, found.is_match)]
        for column, across_mask in [*across.items(), (None, found.is_match)]
    }
    return Table(
        rows,
        columns,
        _headings(snapshot, found.frame, rows, down),
        _headings(snapshot, found.frame, columns, across),
        cells,
    )


def _masks(rows: Frame, dimension: str, matching: Mask) -> dict[str, Mask]:
    codes = rows.codes(dimension)
    order = {code: position for position, code in enumerate(closed_codes(dimension))}
    present = np.flatnonzero(codes.counts(matching)).tolist()
    present.sort(key=lambda i: (codes.values[i] == "unknown", order.get(codes.values[i], len(order)), codes.values[i]))
    return {codes.values[i]: matching & (codes.index == i) for i in present}


def _cell(rows: Frame, mask: Mask) -> Cell:
    return Cell(int(np.count_nonzero(mask)), {measure: sum_of(rows, measure, mask) for measure in CELL_MEASURES})


def _headings(snapshot: Snapshot, rows: Frame, dimension: str, masks: dict[str, Mask]) -> list[Heading]:
    labelled = label_of(snapshot, rows, dimension)
    return [Heading(code, *labelled(code)) for code in masks]
