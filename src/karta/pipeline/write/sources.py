"""What the manifest of a snapshot says of each source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from karta.pipeline.ingest.manifest import Manifest
from karta.snapshot import counted
from karta.snapshot.schema import DECISIONS_SOURCE


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source as it was read: manifest, version, and how many records (of a reference source: rows) it gave."""

    manifest: Manifest
    version: str
    retrieved: date
    records: int


def source_entry(con: duckdb.DuckDBPyConnection, entry: SourceEntry) -> dict[str, Any]:
    """The manifest's entry, INTERFACES; counts come from the tables to be written."""
    manifest = entry.manifest
    return {
        "source_id": manifest.source_id,
        "title": dict(manifest.title),
        "publisher": dict(manifest.publisher),
        "licence": {**manifest.licence, "checked": str(manifest.licence["checked"])},
        "attribution": manifest.attribution,
        "version": entry.version,
        "retrieved": entry.retrieved.isoformat(),
        "every": manifest.every,
        "ships": manifest.ships,
        "tested": manifest.tested,
        "observes": manifest.observes,
        "personal_data": manifest.personal_data,
        "rank": manifest.rank,
        "reference": manifest.reference,
        "synthetic": manifest.synthetic,
        "known_issues": list(manifest.known_issues),
        "records": entry.records,
        "runbook": manifest.runbook,
        **counted.of_source(con, manifest.source_id),
    }


def decisions_entry(con: duckdb.DuckDBPyConnection, retrieved: date) -> dict[str, Any]:
    """The entry of what people decided, where a decision added a claim."""
    return {
        "source_id": DECISIONS_SOURCE,
        "title": {"bg": "Решения на екипа на картата", "en": "Decisions of the map's team"},
        "publisher": {"name": "Karta", "country": "bg", "page": "", "official": False},
        "licence": {
            "name": "CC-BY-4.0",
            "url": "https://creativecommons.org/licenses/by/4.0/",
            "checked": str(retrieved),
        },
        "attribution": "Karta",
        "version": f"{retrieved:%Y%m%d}",
        "retrieved": retrieved.isoformat(),
        "every": "once",
        "ships": False,
        "tested": "shipped",
        "observes": "organisation",
        "personal_data": "none",
        "rank": 8,
        "reference": None,
        "synthetic": False,
        "known_issues": [],
        "records": 0,
        "runbook": "Each decision is a line of decisions.jsonl; undo it in the curation queue.",
        **counted.of_source(con, DECISIONS_SOURCE),
    }
