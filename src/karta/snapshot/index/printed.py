"""Rows of a table of the index as plain values: some tens at a time, out of millions."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from karta.snapshot.index.bits import Rows


class Printed:
    """A table where it lies, and each text that it repeats, once.

    Arrow looks a repeated text up anew for every value; here a row's code finds it in a list.
    """

    def __init__(self, table: pa.Table) -> None:
        self._texts: dict[str, list[str]] = {}
        columns = {name: _one(table[name]) for name in table.column_names}
        for name, column in columns.items():
            if pa.types.is_dictionary(column.type):
                self._texts[name] = column.dictionary.to_pylist()
                columns[name] = column.indices
        self._values = pa.record_batch(list(columns.values()), list(columns))

    def at(self, rows: Rows) -> dict[str, list[Any]]:
        """The values of these rows, in this order, column by column."""
        taken = self._values.take(pa.array(rows))
        made = {name: column.to_pylist() for name, column in zip(taken.schema.names, taken.columns, strict=True)}
        for name, texts in self._texts.items():
            made[name] = [None if code is None else texts[code] for code in made[name]]
        return made


def _one(column: pa.ChunkedArray) -> pa.Array:
    """A column of one chunk as that chunk."""
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays([*column.chunks, pa.nulls(0, column.type)])
