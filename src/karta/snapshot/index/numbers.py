"""Numeric columns of the index, and the intervals that figures are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from karta.snapshot.index.bits import Mask, Rows, Words, pack, places_among

Floats = NDArray[np.float64]
EVERY = slice(None)
BLOCK = 1 << 15  # rows whose numbers are compared at once: what the processor keeps near


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A numeric column. `values`: the distinct numbers in order; `places`: where each row's own stands among them,
    behind the last where it is unknown. A range so compares whole numbers of one to four bytes."""

    values: Floats
    places: NDArray[Any]

    def span(self, low: float, high: float) -> tuple[int, int]:
        """The places of the numbers in [low, high]: the first, and the first behind them."""
        return int(np.searchsorted(self.values, low)), int(np.searchsorted(self.values, high, side="right"))

    def within(self, low: float, high: float) -> Mask:
        """The rows with a number in [low, high]."""
        first, end = self.span(low, high)
        made = np.empty(len(self.places), dtype=np.bool_)
        for start in range(0, len(made), BLOCK):
            near = self.places[start : start + BLOCK]
            np.logical_and(near >= first, near < end, out=made[start : start + BLOCK])
        return made

    def at(self, rows: Rows | slice) -> Floats:
        """The numbers of these rows, NaN where unknown."""
        made: Floats = np.append(self.values, np.nan)[self.places[rows]]
        return made

    @property
    def is_unknown(self) -> Mask:
        """The rows without a number."""
        made: Mask = self.places == len(self.values)
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """The current figures of a measure. Most are exact, so upper ends are kept of the others only.

    count  rows of the snapshot; rows  those that `low` is of, None for all; wide  places in `low` whose upper end
    differs; high  the upper ends of those
    """

    count: int
    rows: Rows | None
    low: Numbers
    wide: Rows
    high: Numbers

    def compared(self, least: float, most: float) -> tuple[Words, Words]:
        """The rows whose interval lies inside [least, most], and those whose interval has any part in it."""
        inside = self.low.within(least, most)
        overlapping = inside.copy()
        starts, (first, behind) = self.low.places[self.wide], self.low.span(least, most)
        ends, (first_end, behind_end) = self.high.places, self.high.span(least, most)
        inside[self.wide] = (starts >= first) & (ends < behind_end)
        overlapping[self.wide] = (starts < behind) & (ends >= first_end)
        return self._packed(inside), self._packed(overlapping)

    def ends(self) -> tuple[Floats, Floats]:
        """Both ends, one a row of the snapshot; NaN where there is no current figure."""
        low = self.low.at(EVERY)
        high = low.copy()
        high[self.wide] = self.high.at(EVERY)
        return self._spread(low), self._spread(high)

    def ends_at(self, rows: Rows) -> tuple[Floats, Floats]:
        """Both ends of the figures of these rows, which must have current ones."""
        places = rows if self.rows is None else np.searchsorted(self.rows, rows)
        low = self.low.at(places)
        high = low.copy()
        among, is_wide = places_among(self.wide, places)
        high[is_wide] = self.high.at(among[is_wide])
        return low, high

    def _packed(self, mask: Mask) -> Words:
        if self.rows is None:
            return pack(mask)
        whole = np.zeros(self.count, dtype=np.bool_)
        whole[self.rows[mask]] = True
        return pack(whole)

    def _spread(self, numbers: Floats) -> Floats:
        if self.rows is None:
            return numbers
        whole = np.full(self.count, np.nan)
        whole[self.rows] = numbers
        return whole
