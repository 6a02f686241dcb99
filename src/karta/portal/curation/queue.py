"""The queue of pairs: candidates of a snapshot in the order of their worth, less what was decided.

A snapshot's candidates never change, so they are read once in each process and kept as columns; a page is some rows of
them. What was decided is looked up by a key of the two organisations and by a key of the two records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from karta.explore.filters import STATUSES, UNIT_KINDS, Filter
from karta.explore.frame import UNKNOWN, Frame, frame
from karta.explore.matches import match
from karta.portal.curation import decisions
from karta.portal.curation.decisions import Decisions
from karta.snapshot.reader import Snapshot
from karta.vocab.decisions import Line, RecordKey, record

PER_PAGE = 12
BANDS = {"90": (0.9, 1.01), "70": (0.7, 0.9), "50": (0.5, 0.7), "0": (-1.0, 0.5)}  # scores from … to below …
STATES = ("open", "unsure")
PARTS = ("why", "band", "source", "place")
Mask = NDArray[np.bool_]
Keys = NDArray[np.uint64]

_CANDIDATES = """
SELECT c.* EXCLUDE (file_row_number), l.position::BIGINT AS left_row, r.position::BIGINT AS right_row,
    hash(least(left_record, right_record), greatest(left_record, right_record)) AS record_key
FROM (SELECT *, left_source_id || chr(31) || left_record_id AS left_record,
        right_source_id || chr(31) || right_record_id AS right_record FROM {candidates}) c
JOIN positions l ON l.org_id = left_org_id JOIN positions r ON r.org_id = right_org_id ORDER BY file_row_number
"""
_KEYS = """SELECT hash(least(one, other), greatest(one, other)) AS key
FROM (SELECT unnest(?::VARCHAR[]) AS one, unnest(?::VARCHAR[]) AS other)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a curator wants to see of the queue; empty means any. `state`: open, or decided as unsure."""

    why: str = ""
    band: str = ""
    source: str = ""
    place: str = ""
    q: str = ""
    state: str = "open"

    def params(self) -> dict[str, str]:
        """The parameters of an address that ask for this."""
        told = {name: getattr(self, name) for name in (*PARTS, "q", "state")}
        return {name: value for name, value in told.items() if value and (name, value) != ("state", "open")}


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked for: positions in the queue, and how many are left by code of each filter, that one lifted."""

    positions: NDArray[np.int64]
    counts: dict[str, dict[str, int]]
    left: int  # of the whole queue


class Queue:
    """Candidates of one snapshot, by position."""

    def __init__(self, snapshot: Snapshot, rows: Frame) -> None:
        self._rows = rows
        sql = _CANDIDATES.format(candidates=snapshot.parquet("candidates", file_row_number=True))
        self.table: pa.Table = rows.query(sql).to_arrow_table()
        self.count = self.table.num_rows
        self.sides = tuple(_numbers(self.table[name]) for name in ("left_row", "right_row"))
        self._org_keys = self._rows_keys(*self.sides)
        self._record_keys = _numbers(self.table["record_key"])
        self._codes = {
            "why": [_coded(self.table["reason"], pc.unique(self.table["reason"]).to_pylist())],
            "band": [_banded(_numbers(self.table["score"]))],
            "source": _of_sources(self.table),
            "place": [_Codes(rows.codes("district").values, rows.codes("district").index[side]) for side in self.sides],
        }
        self._decided: tuple[Decisions, Mask, Mask] | None = None

    def row(self, position: int) -> dict[str, Any]:
        """The candidate at a position."""
        told: dict[str, Any] = self.table.slice(position, 1).to_pylist()[0]
        return told

    def position_of(self, left: str, right: str) -> int | None:
        """Where two organisations stand in the queue; None where they do not."""
        rows = self._rows.row_of(left), self._rows.row_of(right)
        if None in rows:
            return None
        found = np.flatnonzero(self._org_keys == self._rows_keys(*np.array(rows)))
        return int(found[0]) if len(found) else None

    def find(self, asked: Asked, snapshot: Snapshot) -> Found:
        """Positions that were asked for, in order."""
        decided, unsure = self.decided()
        shown = unsure if asked.state == "unsure" else ~decided
        if asked.q:
            shown = shown & self._named(asked.q, snapshot)
        masks = {part: self._with(part, getattr(asked, part)) for part in PARTS if getattr(asked, part)}
        counts = {part: self._counts(part, _all(shown, masks, but=part)) for part in PARTS}
        return Found(np.flatnonzero(_all(shown, masks)), counts, int(self.count - decided.sum()))

    def decided(self) -> tuple[Mask, Mask]:
        """Whether a person has decided each pair, and whether that was `unsure`."""
        said = decisions.read()
        if self._decided is None or self._decided[0] is not said:
            unsure = [line for line in said.pairs if line["decision"] == "unsure"]
            self._decided = said, self._about(said.pairs), self._about(unsure)
        return self._decided[1], self._decided[2]

    def _about(self, lines: Sequence[Line]) -> Mask:
        """The pairs that these decisions are about: their records, or the organisations that they were of."""
        by_record = self._keys([(_joined(record(one, "left")), _joined(record(one, "right"))) for one in lines])
        rows = [tuple(self._rows.row_of(str(one.get(f"{side}_org_id"))) for side in ("left", "right")) for one in lines]
        there = np.array([pair for pair in rows if None not in pair], dtype=np.int64).reshape(-1, 2)
        by_org = self._rows_keys(there[:, 0], there[:, 1])
        return np.isin(self._record_keys, by_record) | np.isin(self._org_keys, by_org)

    def _named(self, text: str, snapshot: Snapshot) -> Mask:
        """Pairs of which one name holds the text."""
        holds = np.zeros(snapshot.index.count, dtype=np.bool_)
        holds[match(snapshot, Filter(q=text, unit_kind=UNIT_KINDS, status=STATUSES)).rows] = True
        left, right = self.sides
        found: Mask = holds[left] | holds[right]
        return found

    def _rows_keys(self, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.int64]:
        """A number for two organisations in any order."""
        found: NDArray[np.int64] = np.minimum(left, right) * np.int64(self._rows.count) + np.maximum(left, right)
        return found

    def _keys(self, pairs: Sequence[tuple[str, str]]) -> Keys:
        """Keys of pairs of records in any order, as the candidates have them."""
        sides = [[pair[side] for pair in pairs] for side in (0, 1)]
        return _numbers(self._rows.query(_KEYS, sides).to_arrow_table()["key"])

    def _with(self, part: str, code: str) -> Mask:
        found: Mask = np.logical_or.reduce([side.rows_with(code) for side in self._codes[part]])
        return found

    def _counts(self, part: str, chosen: Mask) -> dict[str, int]:
        """How many of the chosen pairs have each code; one with the code on both sides counts once."""
        sides = self._codes[part]
        counted = sum(np.bincount(side.of_rows[chosen], minlength=len(side.values)) for side in sides)
        if len(sides) > 1:
            both = sides[0].of_rows[chosen][sides[0].of_rows[chosen] == sides[1].of_rows[chosen]]
            counted = counted - np.bincount(both, minlength=len(sides[0].values))
        told = zip(sides[0].values, np.asarray(counted).tolist(), strict=True)
        return {code: number for code, number in told if code != UNKNOWN}


@dataclass(frozen=True, slots=True, eq=False)
class _Codes:
    values: Sequence[str]
    of_rows: NDArray[Any]

    def rows_with(self, code: str) -> Mask:
        at = list(self.values).index(code) if code in self.values else -1
        found: Mask = self.of_rows == at
        return found


def queue(snapshot: Snapshot) -> Queue:
    """The queue of a snapshot, read once in each process."""
    rows = frame(snapshot)
    return rows.cached("curation", "queue", lambda: Queue(snapshot, rows))


def _joined(key: RecordKey) -> str:
    return "\x1f".join(key)


def _numbers(column: pa.ChunkedArray) -> NDArray[Any]:
    found: NDArray[Any] = column.combine_chunks().to_numpy(zero_copy_only=False)
    return found


def _coded(column: pa.ChunkedArray, values: Sequence[str]) -> _Codes:
    places = pa.array(values, pa.string())
    return _Codes(values, _numbers(pc.index_in(column, value_set=places)))


def _of_sources(table: pa.Table) -> list[_Codes]:
    columns = [table["left_source_id"], table["right_source_id"]]
    values = sorted({value for column in columns for value in pc.unique(column).to_pylist()})
    return [_coded(column, values) for column in columns]


def _banded(scores: NDArray[np.float64]) -> _Codes:
    of_rows = np.zeros(len(scores), dtype=np.int32)
    for place, (low, high) in enumerate(BANDS.values()):
        of_rows[(scores >= low) & (scores < high)] = place
    return _Codes(tuple(BANDS), of_rows)


def _all(shown: Mask, masks: dict[str, Mask], *, but: str = "") -> Mask:
    for part, mask in masks.items():
        if part != but:
            shown = shown & mask
    return shown
