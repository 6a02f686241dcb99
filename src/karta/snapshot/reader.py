"""Opening a snapshot: its tables in memory once per process, a cursor for every question."""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot.errors import NoSuchSnapshot
from karta.snapshot.schema import SCHEMA_VERSION, SNAPSHOT_TABLES

# Enough for the current snapshot, the candidate, and one asked for by date; each holds its tables in memory.
_OPEN_AT_ONCE = 4
_opening = threading.Lock()


class Snapshot:
    """An opened snapshot. Read-only by habit: its database lives in memory and is thrown away with the process."""

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
        self._database = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        for table in SNAPSHOT_TABLES:
            self._database.execute(f"CREATE TABLE {table} AS FROM read_parquet(?)", [str(path / f"{table}.parquet")])

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for the caller's thread; all tables of karta.snapshot.schema are in it."""
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
