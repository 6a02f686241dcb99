"""The change log: one row for each thing that a message adds or erases, as Parquet, one file a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from karta.snapshot.database import connect

_BATCH = 50_000
_SORT_MEMORY = "1GB"


class Change(NamedTuple):
    """One change. Nothing in it is about a natural person: the reader of the source has seen to that.

    `subject` is whom it is about (an ЕИК), `part` the section of its file, `field` our word for what is told, `item`
    the record that an Erase names again, `entry` what orders changes, `value` text or JSON (None where there is none).
    """

    subject: str
    part: str
    field: str
    item: str
    operation: str  # Add | Erase
    entry: str
    on: date
    value: str | None


SCHEMA = pa.schema(
    [
        ("subject", pa.string()),
        ("part", pa.string()),
        ("field", pa.string()),
        ("item", pa.string()),
        ("operation", pa.string()),
        ("entry", pa.string()),
        ("on", pa.date32()),
        ("value", pa.string()),
        ("place", pa.int32()),  # order in the message
        ("day", pa.date32()),  # of the message
        ("learned_on", pa.date32()),  # when the message was taken in
    ]
)


def write_log(path: Path, changes: Iterable[Change], *, day: date, learned_on: date) -> int:
    """Write a message's changes sorted by subject; how many. Whole or not at all; memory does not grow with them."""
    unsorted, sorted_file = path.with_suffix(".unsorted"), path.with_suffix(".sorted")
    rows = 0
    try:
        with pq.ParquetWriter(unsorted, SCHEMA, compression="lz4") as writer:
            for batch in _batches(changes):
                writer.write_table(_table(batch, rows, day, learned_on))
                rows += len(batch)
        with connect(memory_limit=_SORT_MEMORY, temp_directory=str(path.parent)) as con:
            con.execute(
                f"COPY (FROM read_parquet('{unsorted}') ORDER BY subject, place) TO '{sorted_file}' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        sorted_file.replace(path)
    finally:
        unsorted.unlink(missing_ok=True)
        sorted_file.unlink(missing_ok=True)
    return rows


def _batches(changes: Iterable[Change]) -> Iterator[list[Change]]:
    waiting = iter(changes)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _table(batch: list[Change], first: int, day: date, learned_on: date) -> pa.Table:
    columns = [pa.array(cells, kind) for cells, kind in zip(zip(*batch, strict=True), SCHEMA.types, strict=False)]
    columns.append(pa.array(range(first, first + len(batch)), pa.int32()))
    columns += [pa.array([told] * len(batch), pa.date32()) for told in (day, learned_on)]
    return pa.Table.from_arrays(columns, schema=SCHEMA)
