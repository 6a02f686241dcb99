"""Keeping what was accepted: raw/<source_id>/<version>/ with rows.csv and mapping.yml. The original is not kept."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from karta.pipeline.ingest.user_file import mapping as mappings
from karta.pipeline.ingest.user_file.check import Checked
from karta.pipeline.ingest.user_file.mapping import Mapping
from karta.pipeline.ingest.versions import DESCRIPTION, version_name

ROWS, MAPPING, WITHDRAWN = "rows.csv", "mapping.yml", "withdrawn"
ROW_NUMBER = "row"  # first column of rows.csv: where the row stood in the file


@dataclass(frozen=True, slots=True)
class ImportedSource:
    """The newest version of one import; `folder` holds rows.csv and mapping.yml."""

    source_id: str
    version: str
    folder: Path
    mapping: Mapping

    def manifest(self) -> dict[str, Any]:
        """The keys of a manifest.yml, so that an import is a source like any other."""
        mapping = self.mapping
        return {
            "title": dict(mapping.title),
            "publisher": {"name": mapping.attribution, "country": "bg", "page": "", "official": False},
            "files": [{"name": "rows", "file": ROWS}],
            "licence": {"name": mapping.licence, "url": "", "checked": mapping.retrieved},
            "observes": "organisation",
            "personal_data": "none: rows with a personal number or a sole trader are left out when the file comes in",
            "attribution": mapping.attribution,
            "rank": mapping.rank,
            "retrieved": mapping.retrieved,
            "tested": "mirror",
            "ships": False,
            "expect": {"every": "once", "rows": [1, 10_000_000]},
            "amounts": [column.column for column in mapping.columns if column.is_figure],
            "runbook": "A person brought this file in. Ask that person, or bring in a newer one under the same title.",
        }


def store(checked: Checked, data_dir: Path, *, at: datetime | None = None) -> ImportedSource:
    """Keep the accepted rows as a new version; the same rows and mapping again give the version that is there.

    Columns that nobody mapped are not written: they may hold people's names or telephones.
    Errors: ValueError when a question about a column is open; OSError. On error nothing changes.
    """
    if checked.is_stopped:
        raise ValueError(f"{checked.grid.file}: settle the columns first")
    stamp = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
    mapping = checked.mapping
    rows = _rows(checked)
    digests = {ROWS: hashlib.sha256(rows).hexdigest(),
               MAPPING: hashlib.sha256(json.dumps(mapping.to_keys(), sort_keys=True).encode()).hexdigest()}  # fmt: skip
    version = version_name(datetime.fromisoformat(stamp).date(), digests)
    parent = data_dir / "raw" / mapping.source_id
    parent.mkdir(parents=True, exist_ok=True)
    target = parent / version
    if not (target / MAPPING).exists():
        _write(target, rows, mapping.dated(stamp), digests)
    return ImportedSource(mapping.source_id, version, target, mappings.load(target / MAPPING))


def imports(data_dir: Path) -> list[ImportedSource]:
    """The newest version of every import in a data folder, by source id."""
    found = []
    for parent in sorted((data_dir / "raw").glob("user_*")):
        kept = versions(data_dir, parent.name)
        if kept:
            found.append(kept[-1])
    return found


def versions(data_dir: Path, source_id: str) -> list[ImportedSource]:
    """All versions of one import that were not withdrawn, oldest first."""
    found = []
    for path in (data_dir / "raw" / source_id).glob(f"*/{MAPPING}"):
        if (path.parent / ROWS).exists() and not path.parent.name.startswith("."):
            found.append(ImportedSource(source_id, path.parent.name, path.parent, mappings.load(path)))
    return sorted(found, key=lambda kept: (kept.mapping.stored_at or "", kept.version))


def withdraw(data_dir: Path, source_id: str) -> str | None:
    """Take the newest version of an import out of the next build; its files stay under withdrawn/. Returns its name."""
    kept = versions(data_dir, source_id)
    if not kept:
        return None
    aside = data_dir / "raw" / source_id / WITHDRAWN
    aside.mkdir(exist_ok=True)
    target = aside / kept[-1].version
    if target.exists():
        shutil.rmtree(target)
    kept[-1].folder.rename(target)
    return kept[-1].version


def _rows(checked: Checked) -> bytes:
    """The accepted rows, mapped columns only, with the number that each had in the file."""
    grid = checked.grid
    columns = [column.column for column in checked.mapping.columns]
    places = [grid.columns.index(name) for name in columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([ROW_NUMBER, *columns])
    for index in checked.accepted():
        row = grid.rows[index]
        writer.writerow([grid.numbers[index], *(row[place] for place in places)])
    return out.getvalue().encode("utf-8")


def _write(target: Path, rows: bytes, mapping: Mapping, digests: dict[str, str]) -> None:
    """Write aside, then rename: a reader sees a whole version or none."""
    aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    try:
        (aside / ROWS).write_bytes(rows)
        mappings.dump(mapping, aside / MAPPING)
        described = {
            "retrieved": mapping.retrieved.isoformat(),
            "fetched_at": mapping.stored_at,
            "files": digests,
        }
        (aside / DESCRIPTION).write_text(json.dumps(described, indent=1), "utf-8")
        aside.chmod(0o755)
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
