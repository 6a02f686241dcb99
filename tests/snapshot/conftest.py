"""A small snapshot's tables, written the way a build writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from karta.snapshot import writer
from karta.snapshot.index.write import write_index
from karta.snapshot.schema import MEASURES, SCHEMA_VERSION, SNAPSHOT_TABLES

Con = duckdb.DuckDBPyConnection
ORGANISATION = {"org_id": "bg-eik-831902088", "name_bg": "Софарма АД", "eik": "831902088", "unit_kind": "legal_unit",
                "status": "active", "source_ids": ["a"], "completeness": 14, "has_disagreement": False,
                "measure_count": 0, "sort_order": 1} | {f"{m}_state": "unknown" for m in MEASURES}  # fmt: skip
CLAIM = {"claim_id": "c1", "org_id": "bg-eik-831902088", "property": "eik", "value": "831902088", "source_id": "a",
         "record_id": "1", "visibility": "public", "state": "known", "method": "as_published"}  # fmt: skip


def add(con: Con, table: str, **cells: Any) -> None:
    """Add a row to a table to be written; what is not told is null."""
    names = ", ".join(f'"{name}"' for name in cells)
    con.execute(f"INSERT INTO out_{table} ({names}) VALUES ({', '.join('?' * len(cells))})", list(cells.values()))


@pytest.fixture
def tables() -> Iterator[Con]:
    """A connection with all `out_…` tables: one organisation with one claim."""
    con = duckdb.connect()
    for table, columns in SNAPSHOT_TABLES.items():
        described = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        con.execute(f"CREATE TABLE out_{table} ({described})")
    con.execute("ALTER TABLE out_organisations ADD COLUMN sort_order INTEGER")
    add(con, "organisations", **ORGANISATION)
    add(con, "claims", **CLAIM)
    add(con, "links", org_id="bg-eik-831902088", source_id="a", record_id="1", link_rule="first")
    add(con, "names", org_id="bg-eik-831902088", name="Софарма АД", source_id="a", record_id="1")
    yield con
    con.close()


def save(con: Con, snapshots: Path, second: int = 0, *, sources: tuple[str, ...] = ("a",), records: int = 1) -> Path:
    """Write the tables as a complete snapshot; `second` makes its name differ."""
    aside = snapshots.parent / "work" / "building"
    written = writer.write_tables(con, aside)
    digest = writer.content_hash(written)
    at = datetime(2026, 11, 23, 10, 0, second, tzinfo=UTC)
    name = writer.snapshot_name(at, digest)
    manifest = {"name": name, "hash": digest, "built_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "schema_version": SCHEMA_VERSION,
                "sources": [{"source_id": source, "records": records} for source in sources]}  # fmt: skip
    write_index(aside)
    writer.write_manifest(aside, manifest)
    return writer.finish(aside, snapshots, name)


@pytest.fixture
def three(tables: Con, tmp_path: Path) -> list[Path]:
    """A data folder (tmp_path) with three snapshots, oldest first."""
    found = []
    for second in range(3):
        add(tables, "names", org_id="bg-eik-831902088", name=f"Име {second}", source_id="a", record_id="1")
        found.append(save(tables, tmp_path / "snapshots", second))
    return found


Add = Callable[..., None]
