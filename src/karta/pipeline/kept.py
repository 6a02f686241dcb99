"""Claims of a feed, kept between builds: only the subjects that new messages tell of are normalised again.

    <source>/state.json       which logs are in, by which code, in which parts
    <source>/<part>/*.parquet subjects, records, claims, findings

under `claims` in the data folder's place for work. A part that is later tells anew of its subjects and takes back what
earlier parts said of them. Everything here can be made again from the raw store, and is, when the code that makes
claims has changed.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from datetime import date
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from karta import sources
from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.ingest.claim_tables import CLAIM_COLUMNS, add_kept_claims
from karta.pipeline.ingest.feed.fold import changed_subjects, ranges
from karta.pipeline.ingest.feed.store import findings_of, logs_of
from karta.pipeline.ingest.manifest import Manifest
from karta.pipeline.ingest.raw import Raw
from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.normalise import create_tables, normalise
from karta.pipeline.tables import RECORDS, Record
from karta.pipeline.texts import code_digest
from karta.snapshot.database import connect
from karta.snapshot.files import move
from karta.snapshot.schema import FINDINGS

_SUBJECTS = {"subject": "VARCHAR", "record_id": "VARCHAR"}  # record_id is null where a subject has no record
_MOST_NUMBERS = 40  # of parts; beyond, everything is made again: reading many of them costs more than it saves
_CHUNK = 10_000  # records that are claims at a time
_SHARE = 5  # where more than a fifth of the logs is new, everything is made again
_CODE = ("pipeline/normalise", "pipeline/ingest", "vocab", "matching")  # what a claim depends on, and the source itself


@dataclass(frozen=True, slots=True)
class Job:
    """What one process makes of a feed's logs: subjects between two, or these."""

    source_id: str
    folder: Path
    version: str
    recorded_at: date
    target: Path
    between: tuple[str, str] | None = None
    only: tuple[str, ...] | None = None


def load_feed(con: duckdb.DuckDBPyConnection, source_id: str, data_dir: Path) -> tuple[Manifest, str, date, int]:
    """Add a feed's rows to `records`, `findings` and what `claims` reads: (manifest, version, recorded_at, records).

    Errors: IngestError where nothing was fetched, or a value is met that no reviewed lookup holds.
    """
    manifest = sources.manifest(source_id)
    folder, version, recorded_at = sources.folder_of(manifest, data_dir)
    kept = data_dir / "work" / "claims" / source_id
    parts = _up_to_date(Job(source_id, folder, version, recorded_at, kept))
    _load(con, source_id, [kept / part for part in parts])
    row = con.execute("SELECT count(*) FROM records WHERE source_id = ?", [source_id]).fetchone()
    rows = row[0] if row else 0
    found = [*findings_of(source_id, folder), *sources.row_bounds(manifest, rows)]
    insert_rows(con, "findings", FINDINGS, [astuple(finding) for finding in found])
    return manifest, version, recorded_at, rows


def _up_to_date(job: Job) -> list[str]:
    """Parts that together hold every subject of a version, oldest first; what is missing is made."""
    kept = job.target
    logs = {log.name: log for log in logs_of(job.folder)}
    code = code_digest(*_CODE, f"sources/{job.source_id}")
    state = _state(kept / "state.json")
    fresh = [log for name, log in logs.items() if name not in state["logs"]]
    numbers = set(map(_number, state["parts"]))
    is_usable = state["code"] == code and set(state["logs"]) <= set(logs) and len(numbers) < _MOST_NUMBERS
    is_small = sum(log.stat().st_size for log in fresh) * _SHARE < sum(log.stat().st_size for log in logs.values())
    if not (is_usable and is_small):
        shutil.rmtree(kept, ignore_errors=True)
        state = {"code": code, "logs": [], "parts": []}
        jobs = [_part(job, f"000-{place:04d}", between=limits) for place, limits in enumerate(ranges([*logs.values()]))]
    elif fresh:
        jobs = [_part(job, f"{max(numbers) + 1:03d}-0000", only=tuple(changed_subjects(fresh)))]
    else:
        return list(state["parts"])
    kept.mkdir(parents=True, exist_ok=True)
    _run(jobs)
    state = {"code": code, "logs": sorted(logs), "parts": [*state["parts"], *(part.target.name for part in jobs)]}
    aside = kept / "state.json.new"
    aside.write_text(json.dumps(state), "utf-8")
    aside.replace(kept / "state.json")
    return list(state["parts"])


def _part(job: Job, name: str, *, between: tuple[str, str] | None = None, only: tuple[str, ...] | None = None) -> Job:
    return Job(job.source_id, job.folder, job.version, job.recorded_at, job.target / name, between, only)


def _state(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"code": "", "logs": [], "parts": []}
    state: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return state


def _run(jobs: Sequence[Job]) -> None:
    if len(jobs) == 1:
        make_part(jobs[0])
        return
    # Not forked: this process has threads of DuckDB's, whose locks a fork would copy.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        list(pool.map(make_part, jobs))


def make_part(job: Job) -> None:
    """Write one part, whole or not at all."""
    gc.disable()  # millions of small objects and no cycles among them: looking for some takes a third of the time
    try:
        _make_part(job)
    finally:
        gc.enable()


def _make_part(job: Job) -> None:
    raw = Raw(sources.manifest(job.source_id), job.folder)
    subjects = sources.connector(job.source_id).subjects
    aside = job.target.with_name(f".{job.target.name}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    with connect() as con:
        create_tables(con)
        create_table(con, "subjects", _SUBJECTS)
        told: list[tuple[str, str | None]] = []
        waiting: list[Record] = []
        for subject, found in subjects(raw, logs_of(job.folder), only=job.only, between=job.between):
            records = [record for record in found if sources.is_let_in(record, raw)]
            told += [(subject, record.key) for record in records] or [(subject, None)]
            waiting += records
            if len(waiting) >= _CHUNK:
                _normalise(con, job, raw, waiting)
                waiting = []
        _normalise(con, job, raw, waiting)
        insert_rows(con, "subjects", _SUBJECTS, told)
        for table in ("subjects", "records", "findings"):
            con.execute(f"COPY {table} TO '{aside / table}.parquet' (FORMAT parquet, COMPRESSION lz4)")
        # By property: each stage asks for a few of them and reads only their row groups.
        con.execute(
            f"COPY (FROM built_claims ORDER BY property, record_id, position) TO '{aside}/claims.parquet' "
            "(FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 20480)"
        )
    shutil.rmtree(job.target, ignore_errors=True)
    move(aside, job.target)


def _normalise(con: duckdb.DuckDBPyConnection, job: Job, raw: Raw, records: list[Record]) -> None:
    run = SourceRun(source_id=job.source_id, rank=raw.manifest.rank, recorded_at=job.recorded_at, version=job.version,
                    records=records, findings=raw.findings, manifest=raw.manifest)  # fmt: skip
    normalise(con, run, by_record=True)
    raw.findings = []


def _load(con: duckdb.DuckDBPyConnection, source_id: str, parts: Sequence[Path]) -> None:
    """Rows of all parts, of each subject those of the newest part that tells of it.

    Claims stay where they are: the view `claims` reads them in the parts.
    """
    if not parts:  # messages without a single deed
        return
    of_number = {number: [*found] for number, found in groupby(parts, key=_number)}  # parts come oldest first
    stale = f"stale_{source_id}"
    _mark_stale(con, stale, of_number)
    outdated = {number for (number,) in con.execute(f"SELECT DISTINCT part FROM {stale}").fetchall()}

    def current(table: str, columns: Iterable[str]) -> str:
        kept = {
            number: f"SELECT {', '.join(columns)} FROM {_read(found, table)}" for number, found in of_number.items()
        }
        for number in outdated:
            kept[number] += f" ANTI JOIN (FROM {stale} WHERE part = {number}) USING (record_id)"
        return " UNION ALL ".join(kept.values())

    con.execute(f"INSERT INTO findings {current('findings', FINDINGS)}")
    con.execute(
        f"INSERT INTO records SELECT {', '.join(RECORDS)} FROM (SELECT * REPLACE "
        f"(row_number() OVER (ORDER BY record_id) - 1 AS position) FROM ({current('records', RECORDS)}))"
    )
    add_kept_claims(con, source_id, current("claims", CLAIM_COLUMNS))


def _mark_stale(con: duckdb.DuckDBPyConnection, table: str, of_number: Mapping[int, Sequence[Path]]) -> None:
    """Write `table` (record_id, part): records of whose subjects a later part tells."""
    con.execute(f"CREATE OR REPLACE TABLE {table} (record_id VARCHAR, part INTEGER)")
    first, *later = (
        f"SELECT *, {number} AS part FROM {_read(found, 'subjects')}" for number, found in of_number.items()
    )
    if later:
        newer = " UNION ALL ".join(later)
        con.execute(
            f"INSERT INTO {table} SELECT record_id, part FROM ({first} UNION ALL {newer}) JOIN "
            f"(SELECT subject, max(part) AS newest FROM ({newer}) GROUP BY subject) USING (subject) "
            "WHERE part < newest AND record_id IS NOT NULL"
        )


def _read(parts: Sequence[Path], table: str) -> str:
    return f"read_parquet([{', '.join(repr(str(part / table) + '.parquet') for part in parts)}])"


def _number(part: Path | str) -> int:
    return int(Path(part).name.split("-")[0])
