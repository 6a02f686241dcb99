"""One folder per dataset. This module finds them by id, reads them, and knows nothing of any single one."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from karta.pipeline.ingest.errors import FileProblem, ManifestError
from karta.pipeline.ingest.gate import left_out, person_in_record
from karta.pipeline.ingest.manifest import Manifest, load_manifest
from karta.pipeline.ingest.raw import Raw
from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.ingest.versions import newest_version, portal_version
from karta.pipeline.tables import Finding, Record

SOURCES = Path(__file__).parent


def source_ids() -> list[str]:
    """Ids of all sources that have a manifest, sorted."""
    return sorted(path.parent.name for path in SOURCES.glob("*/manifest.yml"))


def default_source_ids() -> list[str]:
    """Sources of a data folder without map.yml: those that ship and hold real figures."""
    return [source_id for source_id in source_ids() if manifest(source_id).is_in_default_map]


@cache
def manifest(source_id: str) -> Manifest:
    """The checked manifest of a source. Errors: ManifestError, also for an id that no folder bears."""
    path = SOURCES / source_id / "manifest.yml"
    if not path.is_file():
        known = ", ".join(source_ids())
        raise ManifestError(
            "unknown_source",
            f"there is no source {source_id!r}; there are: {known}",
            f"няма източник {source_id!r}; има: {known}",
        )
    return load_manifest(path)


def read_source(source_id: str, data_dir: Path | None = None) -> SourceRun:
    """Read a source: shipped files from the package, others from the newest version in `data_dir`/raw.

    Errors: IngestError where the files cannot be read; a row that cannot be used is a finding.
    """
    described = manifest(source_id)
    folder, version, recorded_at = folder_of(described, data_dir)
    return read_folder(described, folder, version=version, recorded_at=recorded_at)


def read_folder(
    described: Manifest, folder: Path, *, version: str, recorded_at: date, is_sample: bool = False
) -> SourceRun:
    """Read a source's files from a given folder; of a sample the bounds are not asked. Errors: IngestError."""
    raw = Raw(described, folder)
    records: Iterable[Record] = () if described.reference else connector(described.source_id).records(raw)
    kept: list[Record] = []
    for record in records:
        if is_let_in(record, raw):
            kept.append(record)
    bounds = [] if is_sample or described.reference else row_bounds(described, len(kept))
    return SourceRun(
        source_id=described.source_id,
        rank=described.rank,
        recorded_at=recorded_at,
        version=version,
        records=kept,
        findings=[*raw.close(), *bounds],
        manifest=described,
        decimal=described.decimal,
    )


def is_let_in(record: Record, raw: Raw) -> bool:
    """Whether a record is an organisation's; of a natural person's nothing is kept but the finding."""
    if person_in_record(record):
        raw.findings.append(left_out(raw.manifest.source_id, record.locator, None))
        return False
    return True


def reference_rows(source_id: str, data_dir: Path | None = None) -> list[dict[str, Any]]:
    """Rows of a reference source for the table that its manifest names (places | sectors). Errors: IngestError."""
    described = manifest(source_id)
    folder, _, _ = folder_of(described, data_dir)
    return reference_rows_in(described, folder)


def reference_rows_in(described: Manifest, folder: Path) -> list[dict[str, Any]]:
    """The same from a given folder. Reviewed files: anything to find in them stops the run."""
    raw = Raw(described, folder)
    rows: list[dict[str, Any]] = list(getattr(connector(described.source_id), f"{described.reference}_rows")(raw))
    for finding in [*raw.close(), *row_bounds(described, len(rows))]:
        raise FileProblem(finding.code, finding.message_en, finding.message_bg)
    return rows


def connector(source_id: str) -> Any:
    """The connector module of a source: `records(raw)`, of a reference source `places_rows` or `sectors_rows`."""
    return importlib.import_module(f"karta.sources.{source_id}.connector")


def is_feed(source_id: str) -> bool:
    """Whether a source publishes changes by day (its connector reads messages), not states. Errors: ManifestError."""
    return hasattr(connector(manifest(source_id).source_id), "read_message")


def folder_of(described: Manifest, data_dir: Path | None) -> tuple[Path, str, date]:
    """Where a source's files are, their version and the day on which they were retrieved. Errors: FileProblem."""
    if described.ships:
        version = f"{described.retrieved:%Y%m%d}-shipped"
        return SOURCES / described.source_id / "shipped", version, described.retrieved
    if described.portal_file and data_dir is not None:
        return data_dir, *portal_version(data_dir / described.files[0].file)
    found = newest_version(data_dir, described.source_id) if data_dir is not None else None
    if found is None:
        raise FileProblem(
            "not_fetched",
            f"{described.source_id} has no files in {data_dir}/raw; run: karta fetch {described.source_id}",
            f"{described.source_id} няма файлове в {data_dir}/raw; изпълнете: karta fetch {described.source_id}",
        )
    return found.folder, found.name, found.retrieved


def row_bounds(described: Manifest, rows: int) -> list[Finding]:
    """Outside the bounds of the manifest publishing stops: an error finding of the whole source."""
    least, most = described.rows
    if least <= rows <= most:
        return []
    return [
        Finding(
            source_id=described.source_id,
            record_id=None,
            locator="manifest.yml",
            column=None,
            value=str(rows),
            severity="error",
            code="rows_out_of_bounds",
            message_en=f"{described.source_id}: {rows} records, {least} to {most} are expected; follow its runbook",
            message_bg=f"{described.source_id}: {rows} записа при очаквани от {least} до {most}; вижте указанията му",
        )
    ]
