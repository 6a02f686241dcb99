"""What a manifest counts of the tables to be written (`out_<table>`)."""

from __future__ import annotations

from typing import Any

import duckdb

from karta.snapshot.schema import DEFAULT_POPULATION, MEASURES


def coverage(con: duckdb.DuckDBPyConnection, table: str = "out_organisations") -> list[tuple[str, int, float]]:
    """(measure, organisations with a current figure, their share of the default population), best covered first."""
    counts = ", ".join(f"count(*) FILTER ({measure}_state = 'current')" for measure in MEASURES)
    row = con.execute(f"SELECT count(*), {counts} FROM {table} WHERE {DEFAULT_POPULATION}").fetchone()
    total, *current = row or (0,)
    found = [(m, count, round(count / total, 4) if total else 0.0) for m, count in zip(MEASURES, current, strict=True)]
    return sorted(found, key=lambda entry: (-entry[1], MEASURES.index(entry[0])))


def measures(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """`measures_by_coverage` of the manifest."""
    return [{"measure": measure, "current": current, "share": share} for measure, current, share in coverage(con)]


def organisations(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """`counts` of the manifest."""
    return {
        "organisations": value(con, "SELECT count(*) FROM out_organisations"),
        "default_population": value(con, f"SELECT count(*) FROM out_organisations WHERE {DEFAULT_POPULATION}"),
    }


def of_source(con: duckdb.DuckDBPyConnection, source_id: str) -> dict[str, Any]:
    """claims, organisations and findings of a source."""
    severities = dict(
        con.execute(
            "SELECT severity, count(*) FROM out_findings WHERE source_id = ? GROUP BY severity", [source_id]
        ).fetchall()
    )
    row = con.execute(
        "SELECT (SELECT count(*) FROM out_claims WHERE source_id = $source), "
        "(SELECT count(DISTINCT org_id) FROM out_links WHERE source_id = $source)",
        {"source": source_id},
    ).fetchone()
    claims, held = row or (0, 0)
    findings = {level: severities.get(level, 0) for level in ("error", "warning", "notice")}
    return {"claims": claims, "organisations": held, "findings": findings}


def joined(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Records by the rule that joined them, and pairs that wait for a person."""
    rules = con.execute("SELECT link_rule, count(*) FROM out_links GROUP BY link_rule ORDER BY link_rule").fetchall()
    return {"rules": dict(rules), "candidates": value(con, "SELECT count(*) FROM out_candidates")}


def located_and_classified(con: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """`has_places` and `has_sectors` of the manifest: whether any organisation has one."""
    conditions = {"has_places": "district IS NOT NULL", "has_sectors": "nace_code IS NOT NULL OR segment IS NOT NULL"}
    return {
        name: bool(value(con, f"SELECT count(*) FROM out_organisations WHERE {condition}"))
        for name, condition in conditions.items()
    }


def value(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """The only cell of an answer, or None."""
    row = con.execute(sql).fetchone()
    return row[0] if row else None
