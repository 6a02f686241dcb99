"""One measure of one scope: its states, its intervals, the bars of its histogram, and the planes of its sum.

A sum over any set of rows comes from its planes alone: plane k holds the rows whose amount has bit k, so the sum is
Σ 2^k · |plane k ∩ set|, exact in half cents (a bit-sliced index, O'Neil and Quass 1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from karta.snapshot.index.bars import bar_of, edges
from karta.snapshot.index.bits import Mask, Rows, pack
from karta.snapshot.index.layout import HALF_CENTS, LARGEST_ADDED
from karta.snapshot.index.sets import ScopeWriter
from karta.snapshot.schema import STATES
from karta.vocab.size import SIZE_CLASSES

Floats = NDArray[np.float64]
UNDECIDED = "undecided"
RESULTS = ("loss", "profit", UNDECIDED, "zero", "unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The rows that have any figure on one measure, in order, and what is known of each.

    state  position in schema.STATES; low, high  NaN unless current; is_added  may stand in sums (§3b line 12)
    """

    rows: Rows
    state: NDArray[np.int64]
    low: Floats
    high: Floats
    is_added: Mask


def known(table: pa.Table, is_legal_unit: Mask) -> Known:
    """From a table with columns row, state, min, max, statement, sorted by row."""
    rows = table["row"].to_numpy().astype(np.int64)
    state = pc.index_in(table["state"], value_set=pa.array(STATES)).to_numpy().astype(np.int64)
    low, high = (_floats(table, end) for end in ("min", "max"))
    is_current = state == STATES.index("current")
    low, high = (np.where(is_current, end, np.nan) for end in (low, high))
    alone = pc.not_equal(pc.fill_null(table["statement"], "unknown"), "consolidated").to_numpy(zero_copy_only=False)
    finite = (np.abs(low) < LARGEST_ADDED) & (np.abs(high) < LARGEST_ADDED)
    return Known(rows, state, low, high, is_current & alone & finite & is_legal_unit[rows])


def write_measure(scope: ScopeWriter, name: str, found: Known, *, dense: bool) -> None:
    """Everything that the index holds of a measure. `dense`: intervals as one number a row, else of known rows only."""
    count = scope.count
    state = np.full(count, STATES.index("unknown"), dtype=np.int64)
    state[found.rows] = found.state
    scope.codes(f"{name}_state", STATES, state)
    _write_intervals(scope, name, found, dense=dense)
    middle = np.where(found.is_added, (found.low + found.high) / 2, np.nan)
    _write_bars(scope, name, found, edges(name, middle))
    _write_planes(scope, name, found.rows[found.is_added], middle[found.is_added])
    if name == "headcount":
        _write_size_classes(scope, found)
    if name == "profit":
        _write_results(scope, found)


def _write_intervals(scope: ScopeWriter, name: str, found: Known, *, dense: bool) -> None:
    current = ~np.isnan(found.low)
    rows, low, high = found.rows[current], found.low[current], found.high[current]
    is_wide = high != low
    scope.rows(f"{name}_wide", rows[is_wide] if dense else np.flatnonzero(is_wide))
    scope.numbers(f"{name}_high", high[is_wide])
    if not dense:
        scope.rows(f"{name}_rows", rows)
    scope.numbers(f"{name}_low", _spread(scope.count, rows, low) if dense else low)


def write_founded(scope: ScopeWriter, years: Floats, ends: tuple[float, ...]) -> None:
    """The histogram of founding years: it has no interval and no currency."""
    scope.numbers("founded", years)
    bars = np.where(np.isnan(years), -1, np.searchsorted(ends, years, side="right") - 1)
    sets = [pack(bars == i) for i in range(len(ends) - 1)]
    nothing = np.zeros(scope.count, dtype=np.bool_)
    scope.sets("founded_bars", [*sets, pack(nothing), pack(nothing), pack(np.isnan(years))], edges=_listed(ends))


def _write_bars(scope: ScopeWriter, name: str, found: Known, ends: tuple[float, ...]) -> None:
    """One set a bar; behind them the rows across two bars, in another currency, and without a figure or outdated."""
    current = found.state == STATES.index("current")
    undecided, other, unknown = (len(ends) - 1 + i for i in range(3))
    places = np.full(scope.count, unknown, dtype=np.int8)
    places[found.rows[found.state == STATES.index("other_currency")]] = other
    bars = bar_of(ends, found.low[current], found.high[current])
    places[found.rows[current]] = np.where(bars < 0, undecided, bars)
    scope.sets(f"{name}_bars", [pack(places == i) for i in range(unknown + 1)], edges=_listed(ends))


def _write_planes(scope: ScopeWriter, name: str, rows: Rows, middles: Floats) -> None:
    """The rows that are added, then plane after plane of their amounts less the smallest one, in half cents divided by
    the largest number that divides them all: whole persons and exact cents need fewer planes."""
    added = np.zeros(scope.count, dtype=np.bool_)
    added[rows] = True
    amounts = np.rint(middles * HALF_CENTS).astype(np.int64)
    smallest = int(amounts.min()) if len(amounts) else 0
    step = max(int(np.gcd.reduce(amounts - smallest)), 1)
    above = np.zeros(scope.count, dtype=np.uint64)
    above[rows] = ((amounts - smallest) // step).astype(np.uint64)
    planes = []
    for byte in above.view(np.uint8).reshape(scope.count, 8).T[: -(-int(above.max(initial=0)).bit_length() // 8)]:
        held = np.ascontiguousarray(byte)
        planes += [pack(held & np.uint8(1 << bit)) for bit in range(8)]
    while planes and not planes[-1].any():
        planes.pop()
    scope.sets(f"{name}_sum", [pack(added), *planes], smallest=smallest, step=step)


def _write_size_classes(scope: ScopeWriter, found: Known) -> None:
    """An annual average of 9.5 persons stands in the class 1-9: classes hold whole persons."""
    values = (*SIZE_CLASSES, UNDECIDED, "unknown")
    codes = np.full(scope.count, len(values) - 1, dtype=np.int64)
    low, high = np.floor(found.low), np.floor(found.high)
    current = ~np.isnan(low)
    codes[found.rows[current]] = values.index(UNDECIDED)
    for position, (least, most) in enumerate(SIZE_CLASSES.values()):
        codes[found.rows[(low >= least) & (high <= most)]] = position
    scope.codes("size_class", values, codes)


def _write_results(scope: ScopeWriter, found: Known) -> None:
    codes = np.full(scope.count, RESULTS.index("unknown"), dtype=np.int64)
    shown = found.state != STATES.index("outdated")
    codes[found.rows[shown]] = RESULTS.index(UNDECIDED)  # also a figure in a currency without a rate
    codes[found.rows[found.high < 0]] = RESULTS.index("loss")
    codes[found.rows[found.low > 0]] = RESULTS.index("profit")
    codes[found.rows[(found.low == 0) & (found.high == 0)]] = RESULTS.index("zero")
    scope.codes("result", RESULTS, codes)


def _spread(count: int, rows: Rows, values: Floats) -> Floats:
    whole = np.full(count, np.nan)
    whole[rows] = values
    return whole


def _floats(table: pa.Table, name: str) -> Floats:
    made: Floats = pc.fill_null(table[name].cast(pa.float64()), float("nan")).to_numpy()
    return made


def _listed(ends: tuple[float, ...]) -> list[float | None]:
    """Edges as JSON can hold them: an infinite end is null."""
    return [None if end in (float("inf"), float("-inf")) else end for end in ends]
