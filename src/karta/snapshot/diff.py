"""What changed between two snapshots, as one object: for the team's pages and `karta diff --json`.

The answer, its reasons and their order are those of `karta.snapshot.changes`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot.changes import changed_tables
from karta.snapshot.reader import read_manifest

_FIGURE = ("value", "year", "claim_id")


def compare(left: Path, right: Path) -> dict[str, Any]:
    """{left, right, same, counts: {added, removed, changed, winners}, changes: [{change, reason, org_id, name, …}]}.

    A change of an attribute has `column, before, after`; of a winner `measure, before, after` {value, year, claim_id}.
    Winners are told of organisations that both hold.
    """
    before, after = read_manifest(left), read_manifest(right)
    con = changed_tables(left, right)
    try:
        organisations = _rows(con, "SELECT *, coalesce(name_bg, name_en) AS name FROM organisation_changes")
        winners = _rows(
            con,
            """SELECT *, coalesce(name_bg, name_en) AS name FROM figure_changes
            ANTI JOIN (SELECT org_id FROM came UNION SELECT org_id FROM went) USING (org_id)""",
        )
    finally:
        con.close()
    changes = [*map(_organisation, organisations), *map(_winner, winners)]
    counted = {
        change: len({one["org_id"] for one in organisations if one["change"] == change})
        for change in ("added", "removed", "changed")
    }
    return {
        "left": before["name"],
        "right": after["name"],
        "same": before["hash"] == after["hash"],
        "counts": {**counted, "winners": len(winners)},
        "changes": changes,
    }


def _organisation(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("change", "org_id", "name", "reason")}
    if row["change"] == "changed":
        told |= {"column": row["attribute"], "before": row["before"], "after": row["after"]}
    return told


def _winner(row: dict[str, Any]) -> dict[str, Any]:
    sides = {
        side: {name: row[f"{prefix}_{name}"] for name in _FIGURE}
        for side, prefix in (("before", "old"), ("after", "new"))
    }
    return {"change": "winner", **{name: row[name] for name in ("org_id", "name", "reason", "measure")}, **sides}


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
