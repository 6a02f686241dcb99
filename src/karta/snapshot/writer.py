"""Writing a snapshot: tables in key order, one manifest, one hash over what the tables say.

The hash is over schema version, code version and each table's rows in key order, never over files, times or index:
same inputs and code give the same hash on every machine.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot.errors import NotPublic
from karta.snapshot.files import move, write_text
from karta.snapshot.schema import SCHEMA_VERSION, SNAPSHOT_TABLES

# The order of rows in every file. Where a table's rows may be alike in it (TIED), the remaining columns settle ties, so
# that the order is total; elsewhere a check stops publishing if it is not.
KEYS = {
    "organisations": "sort_order",
    "names": "org_id, name_kind DESC, language, name",
    "sites": "org_id, site_kind DESC, site_id",
    "relations": "org_id, relation, target_name",
    "figures": "org_id, measure, year, claim_id",
    "claims": "org_id, claim_id",
    "links": "org_id, source_id, record_id",
    "candidates": "worth DESC, score DESC, left_org_id, right_org_id",
    "redirects": "old_org_id",
    "findings": "source_id, locator, code",
    "places": "place_code, level",
    "sectors": "nace_version, code",
}
_BATCH = 100_000  # rows that are hashed at a time
_TOGETHER = 60_000  # organisations whose claims are sorted at a time
_FORMAT = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480"
TIED = ("names", "sites", "relations", "candidates", "findings")


def code_version() -> str:
    """The version of this package, as `pyproject.toml` gives it."""
    return version("karta")


def refuse_private_claims(con: duckdb.DuckDBPyConnection) -> None:
    """A snapshot holds public claims only. Errors: NotPublic with the number, never the content."""
    row = con.execute("SELECT count(*) FROM out_claims WHERE visibility IS DISTINCT FROM 'public'").fetchone()
    if row and row[0]:
        raise NotPublic(
            "not_public",
            f"{row[0]} claims are not public, so no snapshot was written; take their source out of map.yml",
            f"{row[0]} твърдения не са публични и снимка не е записана; махнете източника им от map.yml",
        )


def write_tables(
    con: duckdb.DuckDBPyConnection, folder: Path, *, wrote: Callable[[str], None] | None = None
) -> dict[str, dict[str, Any]]:
    """Write `out_<table>` for every table of the schema as Parquet; {table: {"rows", "sha256"}}.

    Errors: NotPublic before anything is written.
    """
    refuse_private_claims(con)
    if folder.exists():
        shutil.rmtree(folder)  # what a killed build left
    folder.mkdir(parents=True)
    described = {}
    for table, columns in SNAPSHOT_TABLES.items():
        rows, digest = _write_table(con, table, columns, folder / f"{table}.parquet")
        described[table] = {"rows": rows, "sha256": digest}
        if wrote is not None:
            wrote(table)
    return described


def _write_table(con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], path: Path) -> tuple[int, str]:
    typed = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, kind in columns.items())
    order = ", ".join(f"{column} NULLS LAST" for column in KEYS[table].split(", "))
    if table in TIED:
        order += ", " + ", ".join(f'"{name}"' for name in columns)
    pieces = _pieces(con, table)
    if not pieces:
        con.execute(f"COPY (SELECT {typed} FROM out_{table} ORDER BY {order}) TO '{path}' ({_FORMAT})")
        return _digest(con, columns, path)
    files = [path.with_name(f"{table}-{number:04d}.parquet") for number in range(len(pieces))]
    for file, piece in zip(files, pieces, strict=True):
        con.execute(
            f"COPY (SELECT {typed} FROM out_{table} WHERE {piece} ORDER BY {order}) TO '{file}' "
            "(FORMAT parquet, COMPRESSION lz4)"
        )
    con.execute(f"COPY (FROM read_parquet({[*map(str, files)]})) TO '{path}' ({_FORMAT})")
    for file in files:
        file.unlink()
    return _digest(con, columns, path)


def _pieces(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Conditions that cut a table along its key, where all of it could not be sorted within the memory of a build."""
    if table != "claims":
        return []
    row = con.execute("SELECT count(*) FROM out_organisations").fetchone()
    count = row[0] if row else 0
    shares = [start / count for start in range(_TOGETHER, count, _TOGETHER)]
    if not shares:
        return []
    row = con.execute("SELECT quantile_disc(org_id, ?) FROM out_organisations", [shares]).fetchone()
    cuts = [cut.replace("'", "''") for cut in sorted(set(row[0] if row else ()))]
    between = [f"org_id > '{low}' AND org_id <= '{high}'" for low, high in pairwise(cuts)]
    return [f"org_id <= '{cuts[0]}'", *between, f"org_id > '{cuts[-1]}'"]


def _digest(con: duckdb.DuckDBPyConnection, columns: Mapping[str, str], path: Path) -> tuple[int, str]:
    """Rows and SHA-256 of a file: the hexadecimal digests of its rows, in their order."""
    cells = ", ".join(f"coalesce(\"{name}\"::VARCHAR, '\\N')" for name in columns)
    rows = con.execute(f"SELECT sha256(concat_ws(chr(31), {cells})) FROM read_parquet('{path}')")
    whole, count = hashlib.sha256(), 0
    for batch in rows.to_arrow_reader(_BATCH):
        digests = batch.column(0)  # 64 letters each, one behind the other
        whole.update(digests.buffers()[2].slice(64 * digests.offset, 64 * len(digests)))
        count += len(digests)
    return count, whole.hexdigest()


def content_hash(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """The snapshot's hash from its tables' digests."""
    whole = hashlib.sha256(f"{SCHEMA_VERSION}\n{code_version()}\n".encode())
    for table in sorted(tables):
        whole.update(f"{table}\t{tables[table]['rows']}\t{tables[table]['sha256']}\n".encode())
    return whole.hexdigest()


def snapshot_name(built_at: datetime, digest: str) -> str:
    """`20261123T101500Z-71b651fc55a3`."""
    return f"{built_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:12]}"


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """manifest.json, written last: a folder without it is no snapshot."""
    write_text(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def finish(folder: Path, snapshots: Path, name: str) -> Path:
    """Move a complete folder among the snapshots by one rename."""
    move(folder, snapshots / name)
    return snapshots / name
