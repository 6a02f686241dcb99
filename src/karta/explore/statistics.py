"""The region × sector table: organisations, headcount, revenue and the share known, with totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.filters import Filter, one_of
from karta.explore.frame import UNKNOWN, Codes, Floats, Frame, Mask
from karta.explore.labels import closed_codes, label_of
from karta.explore.matches import Matches, match
from karta.explore.sums import Sum, has_figure
from karta.snapshot.index.layout import HALF_CENTS
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
        one_of(name, value, DIMENSIONS)
    found = match(snapshot, asked)
    down, across = found.frame.codes(rows), found.frame.codes(columns)
    shown = _present(down, rows, found.is_match), _present(across, columns, found.is_match)
    counts = _counts(found, down, across)
    cells = {
        (row if row is None else down.values[row], column if column is None else across.values[column]): _cell(
            {name: _inside(table, row, column) for name, table in counts.items()}
        )
        for row in (*shown[0], None)
        for column in (*shown[1], None)
    }
    return Table(
        rows,
        columns,
        _headings(snapshot, found.frame, rows, [down.values[i] for i in shown[0]]),
        _headings(snapshot, found.frame, columns, [across.values[i] for i in shown[1]]),
        cells,
    )


def _present(codes: Codes, dimension: str, matching: Mask) -> list[int]:
    """Positions of the codes that occur, in their reviewed order or by code, `unknown` last."""
    order = {code: position for position, code in enumerate(closed_codes(dimension))}
    present: list[int] = np.flatnonzero(codes.counts(matching)).tolist()
    present.sort(key=lambda i: (codes.values[i] == UNKNOWN, order.get(codes.values[i], len(order)), codes.values[i]))
    return present


def _counts(found: Matches, down: Codes, across: Codes) -> dict[str, Floats]:
    """float64[rows, columns] each: organisations, and of each measure `added`, `half_cents` and `figures`."""
    shape = (len(down.values), len(across.values))
    cell_of = down.index.astype(np.int64) * shape[1] + across.index

    def by_cell(mask: Mask, weights: Floats | None = None) -> Floats:
        weighed = None if weights is None else weights[mask]
        return np.bincount(cell_of[mask], weighed, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)

    counts = {"organisations": by_cell(found.is_match)}
    for measure in CELL_MEASURES:
        middles = found.frame.middles(measure)
        added = found.is_match & ~np.isnan(middles)
        counts[f"{measure}_added"] = by_cell(added)
        counts[f"{measure}_half_cents"] = by_cell(added, np.rint(middles * HALF_CENTS))
        counts[f"{measure}_figures"] = by_cell(found.is_match & has_figure(found.frame, measure))
    return counts


def _inside(table: Floats, row: int | None, column: int | None) -> float:
    return float(table[slice(None) if row is None else row, slice(None) if column is None else column].sum())


def _cell(counts: dict[str, float]) -> Cell:
    organisations = int(counts["organisations"])
    sums = {}
    for measure in CELL_MEASURES:
        added, figures = int(counts[f"{measure}_added"]), int(counts[f"{measure}_figures"])
        sums[measure] = Sum(
            sum=round(counts[f"{measure}_half_cents"] / HALF_CENTS, 2) if added else None,
            organisations=added,
            share_known=added / organisations if organisations else None,
            left_out=figures - added,
        )
    return Cell(organisations, sums)


def _headings(snapshot: Snapshot, rows: Frame, dimension: str, codes: list[str]) -> list[Heading]:
    labelled = label_of(snapshot, rows, dimension)
    return [Heading(code, *labelled(code)) for code in codes]
