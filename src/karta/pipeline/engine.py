"""Where the heavy steps of a build run: set-wise expressions, and Python over batches of rows.

The working tables live in one DuckDB connection; an engine reads some of them and writes one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import duckdb
import ibis
import pyarrow as pa
from ibis.expr.types import Table

from karta.pipeline.ingest.bulk import handed_over

_BATCH = 5_000  # rows that a process gets at a time; a table of fewer is not worth a process

ENGINES = ("duckdb", "spark")
Batch = Callable[[pa.RecordBatch], pa.RecordBatch]
Expression = Callable[[Callable[[str], Table]], Table]  # over tables that it asks for by name


class EngineError(Exception):
    """An engine that cannot start, or that failed in a step. `code` is a stable slug."""

    def __init__(self, code: str, message_en: str, message_bg: str) -> None:
        super().__init__(message_en)
        self.code = code
        self.message_en = message_en
        self.message_bg = message_bg


class Engine(Protocol):
    """Runs what a million records take long for."""

    name: str

    def create(self, con: duckdb.DuckDBPyConnection, table: str, expression: Expression) -> None:
        """Write `table`: an Ibis expression over tables of the connection. The order of its rows means nothing."""

    def map_batches(
        self, con: duckdb.DuckDBPyConnection, table: str, source: str, function: Batch, schema: pa.Schema
    ) -> None:
        """Write `table` (`schema`): a pure function of a module over batches of the table `source`, in no order."""

    def close(self) -> None:
        """End what was started."""


class DuckdbEngine:
    """This machine: DuckDB, and for a step over many batches a process for each core, ended with the step."""

    name = "duckdb"

    def create(self, con: duckdb.DuckDBPyConnection, table: str, expression: Expression) -> None:
        """As Engine says."""
        backend = ibis.duckdb.from_connection(con)
        con.execute(f"DROP TABLE IF EXISTS {table}")
        backend.create_table(table, expression(backend.table), temp=True)

    def map_batches(
        self, con: duckdb.DuckDBPyConnection, table: str, source: str, function: Batch, schema: pa.Schema
    ) -> None:
        """As Engine says."""
        # As batches from the beginning: to hand a slice of a larger one to a process copies all of it.
        batches = con.execute(f"FROM {source}").to_arrow_table(_BATCH).to_batches()
        if len(batches) <= 1:
            found = [function(batch) for batch in batches]
        else:
            # Not forked: this process has threads of DuckDB's, whose locks a fork would copy.
            with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
                found = list(pool.map(function, batches))
        with handed_over(con, "mapped_rows", pa.Table.from_batches(found, schema=schema)):
            con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM mapped_rows")

    def close(self) -> None:
        """As Engine says: nothing lasts longer than its step."""


@contextmanager
def opened(name: str, data_dir: Path) -> Iterator[Engine]:
    """The engine of this name, closed in the end; what it writes to disk stands in the data folder's place for work.

    Errors: EngineError where it cannot start.
    """
    engine: Engine
    if name == "duckdb":
        engine = DuckdbEngine()
    elif name == "spark":
        from karta.pipeline.engine_spark import SparkEngine

        engine = SparkEngine(data_dir / "work" / "spark")
    else:
        raise ValueError(f"{name}: one of {', '.join(ENGINES)}")
    try:
        yield engine
    finally:
        engine.close()
