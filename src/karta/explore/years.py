"""Sums by year of many organisations: what their growth is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from karta.explore.frame import Floats, Mask
from karta.snapshot.reader import Snapshot

# The rule of ARCHITECTURE §3b line 12 for the winners of each year: a middle for what is added, null for the rest.
# The file's row number is the snapshot's default order: what positions and masks are counted in.
SQL = """
    SELECT o.file_row_number::INTEGER AS position, f.year::SMALLINT AS year, CASE WHEN o.unit_kind = 'legal_unit'
        AND coalesce(f.statement, 'unknown') <> 'consolidated' AND coalesce(f.population, 'all') = 'all'
        AND isfinite(f.value_min) AND isfinite(f.value_max) THEN (f.value_min + f.value_max) / 2 END AS middle
    FROM figures f JOIN read_parquet($file, file_row_number = true) o USING (org_id)
    WHERE f.is_year_winner AND f.measure = $measure AND f.year IS NOT NULL
    ORDER BY position, year
"""


@dataclass(frozen=True, slots=True)
class YearSum:
    """One year of a group. `sum`: EUR or persons; `organisations`: how many were added; `left_out`: those with a figure
    that cannot be added: groups, parts, open intervals, other currencies."""

    year: int
    sum: float | None
    organisations: int
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class _Winners:
    """The year winners of one measure, one entry each: position of its row, year, what sums take (NaN: left out)."""

    position: NDArray[np.int32]
    year: NDArray[np.int16]
    middle: Floats


_kept: WeakKeyDictionary[Snapshot, dict[str, _Winners]] = WeakKeyDictionary()


def sums_by_year(snapshot: Snapshot, measure: str, mask: Mask) -> list[YearSum]:
    """The sums of `measure` over the rows of `mask`, one a year that has a figure, oldest first.

    The organisations of two years are not the same: a sum grows when more of them are known, so that their number
    belongs beside it.
    """
    winners = _winners(snapshot, measure)
    chosen = mask[winners.position]
    years, middles = winners.year[chosen].astype(np.int64), winners.middle[chosen]
    if not len(years):
        return []
    first = int(years.min())
    is_added = ~np.isnan(middles)
    told = np.bincount(years - first)
    added = np.bincount(years[is_added] - first, minlength=len(told))
    sums = np.bincount(years[is_added] - first, weights=middles[is_added], minlength=len(told))
    return [
        YearSum(first + i, round(float(sums[i]), 2) if added[i] else None, int(added[i]), int(told[i] - added[i]))
        for i in np.flatnonzero(told).tolist()
    ]


def _winners(snapshot: Snapshot, measure: str) -> _Winners:
    """Loaded once a measure: 14 bytes a figure, for a million organisations with ten years 20 MB."""
    kept = _kept.setdefault(snapshot, {})
    if measure not in kept:
        values = {"file": str(snapshot.path / "organisations.parquet"), "measure": measure}
        table = snapshot.connection().execute(SQL, values).fetchnumpy()
        middle = np.asarray(np.ma.filled(table["middle"], np.nan), dtype=np.float64)
        kept[measure] = _Winners(np.asarray(table["position"]), np.asarray(table["year"]), middle)
    return kept[measure]
