"""Rows into a table of the working connection, in bulk through Arrow: a row at a time costs a hundred times as much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

_ARROW = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "TINYINT": pa.int8(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
}


def create_table(con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> None:
    """An empty table, in place of what the connection held under that name."""
    described = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {table} ({described})")


@contextmanager
def handed_over(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    """An Arrow table that statements know by `name` as long as the block lasts."""
    con.register(name, table)
    try:
        yield
    finally:
        con.unregister(name)


def insert_rows(
    con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]
) -> None:
    """Append rows, whose cells stand in the order of `columns` (column → DuckDB type)."""
    if not rows:
        return
    arrays = [
        pa.array(cells, type=_ARROW[kind])
        for cells, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)
    ]
    with handed_over(con, "karta_batch", pa.Table.from_arrays(arrays, names=list(columns))):
        con.execute(f"INSERT INTO {table} SELECT * FROM karta_batch")
