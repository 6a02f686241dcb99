"""The raw store: `raw/<source_id>/<version>/`, each version kept for ever, described by its version.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from karta.pipeline.ingest.errors import FileProblem

DESCRIPTION = "version.json"


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version. `name` is the UTC date of retrieval and the first 8 digits of the files' SHA-256."""

    name: str
    folder: Path
    retrieved: date


def versions(data_dir: Path, source_id: str) -> list[Version]:
    """Complete versions of a source, oldest first. A folder without version.json, or with a dot, is unfinished."""
    found = []
    for path in (data_dir / "raw" / source_id).glob(f"[!.]*/{DESCRIPTION}"):
        described = json.loads(path.read_text("utf-8"))
        version = Version(path.parent.name, path.parent, date.fromisoformat(described["retrieved"]))
        found.append((described["fetched_at"], version.name, version))
    return [version for _, _, version in sorted(found, key=lambda entry: entry[:2])]


def newest_version(data_dir: Path, source_id: str) -> Version | None:
    """The version that a build reads."""
    found = versions(data_dir, source_id)
    return found[-1] if found else None


def portal_version(path: Path) -> tuple[str, date]:
    """Version and day of a file that the portal writes: the newest `said_on` of its lines. Errors: FileProblem."""
    try:
        content = path.read_bytes()
        days = [date.fromisoformat(json.loads(line)["said_on"]) for line in content.splitlines() if line.strip()]
        newest = max(days)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileProblem(
            "bad_portal_file",
            f"{path.name} cannot be read ({error}); save any profile on the portal, which writes it anew",
            f"{path.name} не може да се прочете ({error}); запазете някой профил в портала, той го записва наново",
        ) from error
    return version_name(newest, {path.name: hashlib.sha256(content).hexdigest()}), newest


def version_name(retrieved: date, digests: Mapping[str, str]) -> str:
    """`20261123-1a2b3c4d` from the day and the SHA-256 of every file, by name."""
    joined = hashlib.sha256()
    for file in sorted(digests):
        joined.update(f"{file}\0{digests[file]}\n".encode())
    return f"{retrieved:%Y%m%d}-{joined.hexdigest()[:8]}"
