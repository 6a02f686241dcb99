"""Databases for whoever reads or makes tables: in memory, or beside it where tables may be larger."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "3GiB"  # of tables that are being made; what is more goes to disk


def connect(database: Path | str = ":memory:", **config: str) -> duckdb.DuckDBPyConnection:
    """A database that fetches no extension and draws no progress: what commands print is read by others."""
    con = duckdb.connect(str(database), config={"autoinstall_known_extensions": "false", **config})
    con.execute("SET enable_progress_bar = false")
    return con


@contextmanager
def working(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in a file, which is gone when the block ends. On disk tables are compressed, in memory not."""
    _remove(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    con = connect(file, memory_limit=MEMORY)
    try:
        con.execute("SET checkpoint_threshold = '1GiB'")
        yield con
    finally:
        con.close()
        _remove(file)


def give_back(con: duckdb.DuckDBPyConnection) -> None:
    """Let go of the memory of a working database whose tables are hardly read any more; they stay on disk."""
    con.execute("SET memory_limit = '256MiB'")


def _remove(file: Path) -> None:
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(file.with_name(f"{file.name}.tmp"), ignore_errors=True)
