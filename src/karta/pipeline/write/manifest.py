"""manifest.json of a snapshot: what it holds, where that comes from, how it was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb

from karta.matching.model import model
from karta.pipeline.write.sources import SourceEntry
from karta.snapshot import counted
from karta.snapshot.map_file import MapFile
from karta.snapshot.schema import SCHEMA_VERSION
from karta.snapshot.writer import code_version


def describe(
    con: duckdb.DuckDBPyConnection,
    *,
    name: str,
    digest: str,
    built_at: datetime,
    tables: Mapping[str, Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
    entries: Sequence[SourceEntry],
    map_file: MapFile,
    reference_year: int,
) -> dict[str, Any]:
    """All keys of the manifest but `checks`, from the tables to be written."""
    measures = counted.measures(con)
    best = measures[0]
    return {
        "name": name,
        "hash": digest,
        "built_at": built_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "schema_version": SCHEMA_VERSION,
        "code_version": code_version(),
        "title": dict(map_file.title),
        "default_country": map_file.default_country,
        "synthetic": map_file.synthetic or any(entry.manifest.synthetic for entry in entries),
        "reference_year": reference_year,
        "recorded_at_max": counted.value(con, "SELECT max(recorded_at)::VARCHAR FROM records"),
        "measures_by_coverage": measures,
        "default_measure": best["measure"] if best["current"] else None,
        **counted.located_and_classified(con),
        "sources": list(sources),
        "linking": _linking(con),
        "ecosystem_claims": [dict(claim) for entry in entries for claim in entry.manifest.ecosystem_claims],
        "tables": {table: dict(described) for table, described in tables.items()},
        "counts": counted.organisations(con),
    }


def _linking(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Records by the rule that joined them, pairs that wait for a person, and the errors to expect of the model.

    `errors`: of pairs joined the share that is two organisations, of pairs called different the share that is one;
    each with the upper end of its 95 % interval, as measured on pairs that the model had not seen.
    """
    thresholds, errors = model()["thresholds"], model()["errors"]
    return {
        **counted.joined(con),
        "thresholds": dict(thresholds),
        "errors": {which: {"expected": errors[which][0], "at_most": errors[which][1]} for which in errors},
    }
