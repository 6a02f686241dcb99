"""manifest.json of a snapshot: what it holds, where that comes from, how it was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb

from karta.matching.model import model
from karta.pipeline.ingest.map_file import MapFile
from karta.pipeline.write.sources import SourceEntry
from karta.snapshot.schema import DEFAULT_POPULATION, SCHEMA_VERSION
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
    measures = _coverage(con)
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
        "recorded_at_max": _value(con, "SELECT max(recorded_at)::VARCHAR FROM records"),
        "measures_by_coverage": measures,
        "default_measure": best["measure"] if best["current"] else None,
        "has_places": bool(_value(con, "SELECT count(*) FROM out_organisations WHERE district IS NOT NULL")),
        "has_sectors": bool(
            _value(con, "SELECT count(*) FROM out_organisations WHERE nace_code IS NOT NULL OR segment IS NOT NULL")
        ),
        "sources": list(sources),
        "linking": _linking(con),
        "ecosystem_claims": [dict(claim) for entry in entries for claim in entry.manifest.ecosystem_claims],
        "tables": {table: dict(described) for table, described in tables.items()},
        "counts": {
            "organisations": _value(con, "SELECT count(*) FROM out_organisations"),
            "default_population": _value(con, f"SELECT count(*) FROM out_organisations WHERE {DEFAULT_POPULATION}"),
        },
    }


def _linking(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Records by the rule that joined them, pairs that wait for a person, and the errors to expect of the model.

    `errors`: of pairs joined the share that is two organisations, of pairs called different the share that is one;
    each with the upper end of its 95 % interval, as measured on pairs that the model had not seen.
    """
    rules = con.execute("SELECT link_rule, count(*) FROM out_links GROUP BY link_rule ORDER BY link_rule").fetchall()
    thresholds, errors = model()["thresholds"], model()["errors"]
    return {
        "rules": dict(rules),
        "candidates": _value(con, "SELECT count(*) FROM out_candidates"),
        "thresholds": dict(thresholds),
        "errors": {which: {"expected": errors[which][0], "at_most": errors[which][1]} for which in errors},
    }


def _coverage(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = con.execute("SELECT measure, current, share FROM measure_coverage ORDER BY place").fetchall()
    return [{"measure": measure, "current": current, "share": share} for measure, current, share in rows]


def _value(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = con.execute(sql).fetchone()
    return row[0] if row else None
