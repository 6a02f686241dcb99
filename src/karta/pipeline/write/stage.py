"""The stage: `out_<table>` → files written aside, checked as readers will see them, moved into place by one rename."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from karta.pipeline.write.manifest import describe
from karta.pipeline.write.sources import SourceEntry, decisions_entry, source_entry
from karta.snapshot import checks, suppression, writer
from karta.snapshot.database import give_back, working
from karta.snapshot.files import move
from karta.snapshot.index.write import write_index
from karta.snapshot.map_file import MapFile
from karta.snapshot.reader import read_manifest
from karta.snapshot.schema import DECISIONS_SOURCE
from karta.snapshot.store import Store
from karta.vocab.suppressed import NOBODY, Suppressed


@dataclass(frozen=True, slots=True)
class Written:
    """A finished build. `path` is a snapshot, or where a check failed a folder under work/failed."""

    name: str
    hash: str
    is_new: bool
    path: Path
    manifest: dict[str, Any]
    failed: tuple[checks.Check, ...]


def write(
    con: duckdb.DuckDBPyConnection,
    data_dir: Path,
    *,
    entries: Sequence[SourceEntry],
    map_file: MapFile,
    reference_year: int,
    now: datetime | None = None,
    indexing: Callable[[], None] = lambda: None,
    suppressed: Suppressed = NOBODY,
) -> Written:
    """Write a snapshot of the assembled tables; the caller holds the data folder's lock.

    `indexing` is called when the tables stand and the index is begun. `suppressed`: what the snapshot must not hold.
    Same rows as a snapshot that is there: no new folder, and that one is the candidate again.
    """
    built_at = (now or datetime.now(UTC)).astimezone(UTC)
    aside = data_dir / "work" / "building"
    left_out = suppression.leave_out(con, suppressed)
    tables = writer.write_tables(con, aside)
    # Counted below: read back, they need not be joined with their organisations once more.
    con.execute(f"CREATE OR REPLACE VIEW out_claims AS FROM read_parquet('{aside / 'claims.parquet'}')")
    digest = writer.content_hash(tables)
    name = writer.snapshot_name(built_at, digest)
    sources = [source_entry(con, entry) for entry in entries]
    sources += _decisions(con)
    manifest = describe(con, name=name, digest=digest, built_at=built_at, tables=tables, sources=sources,
                        entries=entries, map_file=map_file, reference_year=reference_year)  # fmt: skip
    manifest["suppressed"] = suppression.said_of(suppressed, left_out)
    store = Store(data_dir)
    current = store.current()
    give_back(con)
    results = _checked(aside, entries, sources, read_manifest(current) if current else None)
    manifest["checks"] = [check.as_json() for check in results]
    writer.write_manifest(aside, manifest)
    broken = tuple(checks.failed(results))
    if broken:
        return Written(name, digest, False, _keep_aside(aside, data_dir, name), manifest, broken)
    same = next((info for info in reversed(store.list()) if info.hash == digest), None)
    if same is not None:
        shutil.rmtree(aside)
        store.note_candidate(same.name)
        return Written(same.name, digest, False, same.path, read_manifest(same.path), ())
    indexing()
    write_index(aside)
    path = writer.finish(aside, store.snapshots, name)
    store.note_candidate(name)
    return Written(name, digest, True, path, manifest, ())


def _decisions(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    row = con.execute("SELECT max(recorded_at) FROM out_claims WHERE source_id = ?", [DECISIONS_SOURCE]).fetchone()
    return [decisions_entry(con, row[0])] if row and row[0] else []


def _checked(
    folder: Path, entries: Sequence[SourceEntry], sources: list[dict[str, Any]], last: dict[str, Any] | None
) -> list[checks.Check]:
    expected = {
        entry.manifest.source_id: {
            "expected_rows": entry.manifest.rows,
            "expected_filled": {} if entry.manifest.reference else entry.manifest.filled,
        }
        for entry in entries
    }
    with working(folder.with_name("checks.duckdb")) as con:
        checks.load_tables(con, folder)
        asked = [source | expected[source["source_id"]] for source in sources if source["source_id"] in expected]
        return checks.run_checks(con, asked, last)


def _keep_aside(folder: Path, data_dir: Path, name: str) -> Path:
    """Only the newest failed build is kept: it is there to be looked at."""
    failed = data_dir / "work" / "failed"
    if failed.exists():
        shutil.rmtree(failed)
    move(folder, failed / name)
    return failed / name
