"""Sums over organisations: ARCHITECTURE §3b line 12. Never a sum without the number that it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.frame import Frame, Mask, Words
from karta.snapshot.index.bits import pack, size, unpack
from karta.snapshot.schema import MEASURES


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of one measure: EUR, or persons for headcount; None where no organisation has a figure to add.

    organisations  how many were added: legal units, individual or unknown statement, finite intervals by their middle
    share_known    of the rows asked about, the share that was added, 0–1; None where there are no rows
    left_out       rows with a figure in the window that were not added: groups, open intervals, other currencies
    """

    sum: float | None
    organisations: int
    share_known: float | None
    left_out: int


def sum_of(rows: Frame, measure: str, chosen: Words | Mask) -> Sum:
    """The sum of `measure` over a set of rows."""
    asked_rows: Words = pack(chosen) if chosen.dtype == np.bool_ else chosen  # type: ignore[arg-type, assignment]  # its dtype tells which
    made, added = rows.scope.sum_of(measure, asked_rows)
    asked = size(asked_rows)
    return Sum(
        sum=round(made, 2) if added else None,
        organisations=added,
        share_known=added / asked if asked else None,
        left_out=size(asked_rows & figure_set(rows, measure)) - added,
    )


def sums(rows: Frame, chosen: Words | Mask) -> dict[str, Sum]:
    """The sums of all measures over a set of rows."""
    return {measure: sum_of(rows, measure, chosen) for measure in MEASURES}


def figure_set(rows: Frame, measure: str) -> Words:
    """The set of rows with a figure in the window, in whatever currency."""
    return rows.rows_with(f"{measure}_state", "current", "other_currency")


def has_figure(rows: Frame, measure: str) -> Mask:
    """`figure_set` as bool, one a row."""
    return unpack(figure_set(rows, measure), rows.count)
