"""Rows of the snapshot's tables by organisation, read with those of its neighbours: DuckDB takes as long to find one
organisation as a hundred, and whoever reads on asks no more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa

from karta.explore.frame import Frame

ORGANISATIONS = 128  # in a block
BLOCKS = 32  # kept of each question


@dataclass(frozen=True, slots=True)
class Block:
    """The answer for some organisations: its rows, and where those of each one begin and how many they are."""

    rows: pa.Table
    places: dict[str, tuple[int, int]]

    def of(self, org_id: str) -> list[dict[str, Any]]:
        start, count = self.places.get(org_id, (0, 0))
        found: list[dict[str, Any]] = self.rows.slice(start, count).to_pylist()
        return found


def rows_of(rows: Frame, sql: str, org_id: str) -> list[dict[str, Any]]:
    """The rows that `sql` gives for one organisation of the snapshot, in their order.

    `sql` asks for the organisations with $low ≤ org_id < $high; its column `subject` tells whose a row is, and is what
    it sorts by first.
    """
    read = rows.cached("blocks", sql, lambda: lru_cache(maxsize=BLOCKS)(partial(_read, rows, sql)))
    block = read(*rows.index.ids_around(org_id, ORGANISATIONS))
    return block.of(org_id)


def _read(rows: Frame, sql: str, low: str, high: str) -> Block:
    table = rows.query(sql, {"low": low, "high": high}).to_arrow_table()
    places: dict[str, tuple[int, int]] = {}
    for row, subject in enumerate(table["subject"].to_pylist()):
        start, count = places.get(subject, (row, 0))
        places[subject] = (start, count + 1)
    return Block(table.drop_columns("subject").combine_chunks(), places)
