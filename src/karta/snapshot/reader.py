"""Opening a snapshot: its index mapped, its tables read where they lie, a cursor for every question."""

from __future__ import annotations

import json
import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import finalize

import duckdb

from karta.snapshot.database import connect
from karta.snapshot.errors import NoSuchSnapshot
from karta.snapshot.index.layout import INDEX
from karta.snapshot.index.read import Index
from karta.snapshot.schema import SCHEMA_VERSION, SNAPSHOT_TABLES

# Enough for the current snapshot, the candidate, and two asked for by date.
_OPEN_AT_ONCE = 4
_opening = threading.Lock()


class Snapshot:
    """An opened snapshot. `index` answers what is counted and listed, the tables what is said of one organisation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.manifest = read_manifest(path)
        if self.manifest["schema_version"] != SCHEMA_VERSION:
            raise NoSuchSnapshot(
                "schema_version",
                f"{path}: written in schema {self.manifest['schema_version']}, this program reads {SCHEMA_VERSION}; "
                "run karta build and karta publish again",
                f"{path}: записан по схема {self.manifest['schema_version']}, програмата чете {SCHEMA_VERSION}; "
                "изпълнете отново karta build и karta publish",
            )
        self._database = connect()
        self._database.execute("SET parquet_metadata_cache = true")
        self._files = {table: self._held(path / f"{table}.parquet") for table in SNAPSHOT_TABLES}
        for table in SNAPSHOT_TABLES:
            self._database.execute(f"CREATE VIEW {table} AS FROM {self.parquet(table)}")
        self._database.execute(
            f"""CREATE VIEW positions AS SELECT org_id, file_row_number AS position
            FROM {self.parquet("organisations", file_row_number=True)}"""
        )
        self.index = Index(path / INDEX)

    def _held(self, path: Path) -> Path:
        """A name of an open file. It outlives the file's own: whoever holds a snapshot can go on asking it when it is
        deleted."""
        file = os.open(path, os.O_RDONLY)
        finalize(self, os.close, file)
        held = Path(f"/proc/self/fd/{file}")
        return held if held.exists() else path

    def parquet(self, table: str, **options: bool) -> str:
        """SQL of a table of the snapshot, for another DuckDB of this process; `options` are those of read_parquet."""
        given = "".join(f", {name} = {value}" for name, value in options.items())
        path = str(self._files[table]).replace("'", "''")
        return f"read_parquet('{path}'{given})"

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for the caller's thread. Views in it: all tables of karta.snapshot.schema, and
        `positions`, the row number of each organisation (`org_id`, `position`)."""
        return self._database.cursor()


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a complete snapshot's folder, without opening its tables."""
    loaded: dict[str, Any] = json.loads((path / "manifest.json").read_text("utf-8"))
    return loaded


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot in a folder, loaded once per process. `current` may be given: it is followed first.

    Errors: NoSuchSnapshot where the folder holds none, or one of another schema version.
    """
    folder = Path(path).resolve()
    if not (folder / "manifest.json").is_file():
        raise NoSuchSnapshot(
            "no_snapshot",
            f"{path}: holds no snapshot; run karta build and karta publish",
            f"{path}: няма снимка на данните; изпълнете karta build и karta publish",
        )
    with _opening:
        return _opened(folder)


@lru_cache(maxsize=_OPEN_AT_ONCE)
def _opened(folder: Path) -> Snapshot:
    return Snapshot(folder)
