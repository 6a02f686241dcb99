"""Databases in memory, for whoever reads or makes tables."""

from __future__ import annotations

import duckdb


def connect(**config: str) -> duckdb.DuckDBPyConnection:
    """A new database that fetches no extension and draws no progress: what commands print is read by others."""
    con = duckdb.connect(config={"autoinstall_known_extensions": "false", **config})
    con.execute("SET enable_progress_bar = false")
    return con
