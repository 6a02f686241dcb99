"""Snapshots to ask: a synthetic economy of 3,000, and small ones written row by row."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from karta.matching.names import search_key
from karta.snapshot.index.write import write_index
from karta.snapshot.reader import Snapshot, open_snapshot
from karta.snapshot.schema import SCHEMA_VERSION, SNAPSHOT_TABLES

MAKE_ECONOMY = Path(__file__).parents[2] / "bench" / "make_economy.py"
Rows = Sequence[dict[str, Any]]


@pytest.fixture(scope="session")
def economy(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """3,000 invented organisations over ten years."""
    spec = importlib.util.spec_from_file_location("make_economy", MAKE_ECONOMY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return open_snapshot(module.make_economy(tmp_path_factory.mktemp("economy"), organisations=3000, seed=7))


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Snapshot]:
    """`write(organisations, figures=[…], names=[…] …)`: a snapshot of these rows; other columns are null."""
    return lambda organisations, **tables: write_snapshot(tmp_path, organisations, **tables)


def write_snapshot(parent: Path, organisations: Rows, **tables: Rows) -> Snapshot:
    """A snapshot of these rows in a folder of its own; other columns are null."""
    folder = parent / f"20260101T000000Z-{len(list(parent.iterdir())):012d}"
    folder.mkdir()
    con = duckdb.connect()
    tables["organisations"] = organisations
    if "names" not in tables:
        tables["names"] = [
            {"org_id": row["org_id"], "name": row["name_bg"], "search_key": search_key(row["name_bg"])}
            for row in organisations
        ]
    for table, columns in SNAPSHOT_TABLES.items():
        con.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        for row in tables.get(table, ()):
            marks = ", ".join("?" * len(row))
            con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        con.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet)")
    manifest = {
        "name": folder.name, "hash": folder.name[-12:], "schema_version": SCHEMA_VERSION,
        "built_at": "2026-01-01T00:00:00Z",
        "title": {"bg": "Проба", "en": "Trial"}, "reference_year": 2025,
        "linking": {"rules": {"first": 1}, "candidates": 0, "thresholds": {"same": 0.7, "different": 0.2},
                    "errors": {"same": {"expected": 0, "at_most": 0}, "different": {"expected": 0, "at_most": 0}}},
        "sources": [{"source_id": "list", "title": {"bg": "Списък", "en": "List"}, "attribution": "The list",
                     "licence": {"name": "CC0-1.0", "url": "https://example.org/cc0"}}],
    }  # fmt: skip
    write_index(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return open_snapshot(folder)
