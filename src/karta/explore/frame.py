"""The rows that a question is asked of: those of one snapshot, with the figures of the window or of one year.

Row numbers are positions in the snapshot's own order, so states, codes and numbers of one frame are arrays of equal
length. Everything is read where the index holds it; what is worked out from it is kept for the life of the frame.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from karta.snapshot.index.bits import Mask, Rows, Words, pack, unpack
from karta.snapshot.index.layout import UNKNOWN
from karta.snapshot.index.numbers import EVERY, Intervals, Numbers
from karta.snapshot.index.read import Codes, Index, Scope, Sets
from karta.snapshot.reader import Snapshot

Cached = TypeVar("Cached")
Floats = NDArray[np.float64]
States = NDArray[np.uint8]

__all__ = ["EVERY", "UNKNOWN", "Codes", "Floats", "Frame", "Mask", "Rows", "States", "Words", "frame"]


class Frame:
    """Columns of one snapshot and one `year`; with it, the winners of that year in place of the window's
    (ARCHITECTURE §3b line 3)."""

    def __init__(self, snapshot: Snapshot, year: int | None) -> None:
        self._connection = snapshot.connection()
        self.year = year
        self.name = snapshot.name
        self.index: Index = snapshot.index
        self.scope: Scope = snapshot.index.scope(year)
        self.count: int = self.scope.count
        self.every: Words = pack(np.ones(self.count, dtype=np.bool_))
        self._cache: dict[tuple[str, str], Any] = {}

    def query(self, sql: str, values: object = None) -> Any:
        """Run `sql` on a cursor of its own, so that threads never share one."""
        return self._connection.cursor().execute(sql, values)

    def cached(self, kind: str, name: str, make: Callable[[], Cached]) -> Cached:
        """What `make` gives, kept for the life of the frame. Two threads may both make it; one result is kept."""
        key = (kind, name)
        if key not in self._cache:
            self._cache[key] = make()
        result: Cached = self._cache[key]
        return result

    def codes(self, name: str) -> Codes:
        """A coded column: `values`, `index` (position of each row's code), `counts(mask)`. Errors: KeyError."""
        return self.scope.codes(name)

    def rows_with(self, name: str, *codes: str) -> Words:
        """The set of rows that have one of these codes in a column."""
        return self.scope.rows_with(name, *codes)

    def sets(self, name: str) -> Sets:
        """Sets of rows: `<measure>_bars`, `<measure>_sum`."""
        return self.scope.sets(name)

    def numbers(self, name: str) -> Numbers:
        """lon, lat, completeness, founded. Errors: KeyError."""
        return self.scope.numbers(name)

    def printed(self, measure: str, column: str) -> Floats:
        """`value`, `min`, `max` or `year` of a measure as it is printed: one a row, NaN where unknown."""
        return self.cached(f"printed {column}", measure, lambda: self._printed(measure, column))

    def _printed(self, measure: str, column: str) -> Floats:
        table = self.scope.table(measure)
        numbers = np.full(self.count, np.nan)
        numbers[table["row"].to_numpy()] = pc.fill_null(table[column].cast(pa.float64()), np.nan).to_numpy()
        return numbers

    def intervals(self, measure: str) -> Intervals:
        """The current figures of a measure."""
        return self.scope.intervals(measure)

    def is_current(self, measure: str) -> Mask:
        """Rows whose figure lies in the window (or in the year) and has a EUR value."""
        return unpack(self.rows_with(f"{measure}_state", "current"), self.count)

    def is_outdated(self, measure: str) -> Mask:
        """Rows whose only figures are older than the window."""
        return unpack(self.rows_with(f"{measure}_state", "outdated"), self.count)

    def middles(self, measure: str) -> Floats:
        """What sums, medians and shares take (ARCHITECTURE §3b line 12), NaN for a row that is left out: legal units,
        individual or unknown statement, finite intervals by their middle."""

        return self.cached("middles", measure, lambda: self._middles(measure))

    def middles_at(self, measure: str, rows: Rows) -> Floats:
        """`middles` of these rows, without keeping those of all."""
        made: Floats = self._middles(measure)[rows]
        return made

    def _middles(self, measure: str) -> Floats:
        low, high = self.intervals(measure).ends()
        middles: Floats = (low + high) / 2
        middles[~unpack(self.scope.is_added(measure), self.count)] = np.nan
        return middles

    def row_of(self, org_id: str) -> int | None:
        """The row of an organisation, or None."""
        return self.index.row_of(org_id)

    def rows_with_eik(self, digits: str) -> Rows:
        """Rows whose ЕИК begins with these digits."""
        return self.index.rows_with_eik(digits)

    def rows_with_words(self, words: list[str]) -> Rows:
        """Rows of which one name holds, for each of these, a word that begins so."""
        found: Rows = self.index.name_rows[self.index.names_with(words)]
        return found


_frames: WeakKeyDictionary[Snapshot, dict[int | None, Frame]] = WeakKeyDictionary()
_lock = threading.Lock()


def frame(snapshot: Snapshot, year: int | None = None) -> Frame:
    """The rows of `snapshot` with the figures of the window, or of `year`; made once, dropped with the snapshot."""
    known = year if year is None or year in snapshot.index.years else -1  # one frame serves all years without figures
    with _lock:
        frames = _frames.setdefault(snapshot, {})
        if known not in frames:
            frames[known] = Frame(snapshot, known)
        return frames[known]
