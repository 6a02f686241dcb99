"""Sums over organisations: ARCHITECTURE §3b line 12. Never a sum without the number that it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.frame import Frame, Mask
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


def sum_of(rows: Frame, measure: str, mask: Mask) -> Sum:
    """The sum of `measure` over the rows of `mask`."""
    middles = rows.middles(measure)[mask]
    added = middles[~np.isnan(middles)]
    return Sum(
        sum=round(float(added.sum()), 2) if len(added) else None,
        organisations=len(added),
        share_known=len(added) / len(middles) if len(middles) else None,
        left_out=int(np.count_nonzero(has_figure(rows, measure)[mask])) - len(added),
    )


def sums(rows: Frame, mask: Mask) -> dict[str, Sum]:
    """The sums of all measures over the rows of `mask`."""
    return {measure: sum_of(rows, measure, mask) for measure in MEASURES}


def has_figure(rows: Frame, measure: str) -> Mask:
    """Rows with a figure in the window, in whatever currency."""

    def load() -> Mask:
        codes = rows.codes(f"{measure}_state")
        chosen = [i for i, state in enumerate(codes.values) if state in ("current", "other_currency")]
        return np.isin(codes.index, chosen)

    return rows.cached("has_figure", measure, load)
