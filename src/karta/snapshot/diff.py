"""What changed between two snapshots, and why.

Reasons: new_source, removed_source, correction (a person's decision), link (records joined or parted), newer_claim
(a source says something new), rule (same claims, another choice: code or reference year changed).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot.reader import read_manifest
from karta.snapshot.schema import DECISIONS_SOURCE, MEASURES

_TABLES = ("organisations", "claims", "figures", "links", "redirects")
# What makes an organisation "changed" besides its figures.
_ATTRIBUTES = ("name_bg", "name_en", "eik", "lei", "ror_id", "legal_form", "kind", "unit_kind", "status", "country",
               "region", "district", "municipality", "ekatte", "nace_code", "segment", "founded_year",
               "website")  # fmt: skip


def compare(left: Path, right: Path) -> dict[str, Any]:
    """{left, right, same, counts: {added, removed, changed, winners}, changes: [{change, reason, org_id, name, …}]}.

    A change of an attribute has `column, before, after`; of a winner `measure, before, after` {value, year, claim_id}.
    """
    before, after = read_manifest(left), read_manifest(right)
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    try:
        for side, folder in (("l", left), ("r", right)):
            con.execute(f"CREATE SCHEMA {side}")
            for table in _TABLES:
                con.execute(f"CREATE VIEW {side}.{table} AS FROM read_parquet('{folder / table}.parquet')")
        _sources(con, before, after)
        added, removed = _added(con), _removed(con)
        changed, winners = _changed(con), _winners(con)
    finally:
        con.close()
    changes = [*added, *removed, *changed, *winners]
    return {
        "left": before["name"],
        "right": after["name"],
        "same": before["hash"] == after["hash"],
        "counts": {
            "added": len(added),
            "removed": len(removed),
            "changed": len({change["org_id"] for change in changed}),
            "winners": len(winners),
        },
        "changes": changes,
    }


def _sources(con: duckdb.DuckDBPyConnection, before: dict[str, Any], after: dict[str, Any]) -> None:
    old = {source["source_id"] for source in before["sources"]} | {DECISIONS_SOURCE}
    new = {source["source_id"] for source in after["sources"]} | {DECISIONS_SOURCE}
    con.execute("CREATE TABLE new_sources AS SELECT unnest(?::VARCHAR[]) AS source_id", [sorted(new - old)])
    con.execute("CREATE TABLE gone_sources AS SELECT unnest(?::VARCHAR[]) AS source_id", [sorted(old - new)])


def _added(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return _rows(
        con,
        """SELECT 'added' AS change, org_id, coalesce(name_bg, name_en) AS name,
            CASE WHEN EXISTS (FROM r.links JOIN l.links old USING (source_id, record_id)
                    WHERE r.links.org_id = o.org_id) THEN 'link'
                WHEN list_has_all((SELECT list(source_id) FROM new_sources), source_ids) THEN 'new_source'
                ELSE 'newer_claim' END AS reason
        FROM r.organisations o WHERE org_id NOT IN (SELECT org_id FROM l.organisations) ORDER BY org_id""",
    )


def _removed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return _rows(
        con,
        """SELECT 'removed' AS change, org_id, coalesce(name_bg, name_en) AS name,
            CASE WHEN EXISTS (FROM l.links JOIN r.links new USING (source_id, record_id)
                    WHERE l.links.org_id = o.org_id) THEN 'link'
                WHEN list_has_all((SELECT list(source_id) FROM gone_sources), source_ids) THEN 'removed_source'
                ELSE 'newer_claim' END AS reason
        FROM l.organisations o WHERE org_id NOT IN (SELECT org_id FROM r.organisations) ORDER BY org_id""",
    )


def _changed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    found = []
    con.execute(f"CREATE TABLE reasons AS {_REASONS}")
    for column in _ATTRIBUTES:
        found += _rows(
            con,
            f"""SELECT 'changed' AS change, org_id, coalesce(new.name_bg, new.name_en) AS name, reason,
                '{column}' AS "column", old.{column} AS before, new.{column} AS after
            FROM l.organisations old JOIN r.organisations new USING (org_id) JOIN reasons USING (org_id)
            WHERE old.{column} IS DISTINCT FROM new.{column} ORDER BY org_id""",
        )
    return found


# Why an organisation that both hold is described anew: the strongest cause found for it.
_REASONS = f"""
WITH old_claims AS (SELECT org_id, claim_id || coalesce(value, '') AS claim_id, source_id FROM l.claims),
    new_claims AS (SELECT org_id, claim_id || coalesce(value, '') AS claim_id, source_id FROM r.claims)
SELECT org_id, CASE
    WHEN EXISTS (FROM new_claims n WHERE n.org_id = o.org_id AND n.source_id = '{DECISIONS_SOURCE}'
        AND n.claim_id NOT IN (SELECT claim_id FROM old_claims)) THEN 'correction'
    WHEN EXISTS (FROM r.links n WHERE n.org_id = o.org_id AND n.source_id IN (FROM new_sources)) THEN 'new_source'
    WHEN EXISTS (FROM l.links n WHERE n.org_id = o.org_id AND n.source_id IN (FROM gone_sources)) THEN 'removed_source'
    WHEN EXISTS (SELECT source_id, record_id FROM l.links n WHERE n.org_id = o.org_id
            EXCEPT SELECT source_id, record_id FROM r.links n WHERE n.org_id = o.org_id)
        OR EXISTS (SELECT source_id, record_id FROM r.links n WHERE n.org_id = o.org_id
            EXCEPT SELECT source_id, record_id FROM l.links n WHERE n.org_id = o.org_id) THEN 'link'
    WHEN EXISTS (FROM new_claims n WHERE n.org_id = o.org_id AND n.claim_id NOT IN (SELECT claim_id FROM old_claims))
        OR EXISTS (FROM old_claims n WHERE n.org_id = o.org_id
            AND n.claim_id NOT IN (SELECT claim_id FROM new_claims)) THEN 'newer_claim'
    ELSE 'rule' END AS reason
FROM (SELECT org_id FROM l.organisations INTERSECT SELECT org_id FROM r.organisations) o
"""


def _winners(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Shown figures that are other claims now, or the same claim with another value, of organisations in both."""
    found = []
    for measure in MEASURES:
        rows = con.execute(_WINNERS.format(m=measure)).fetchall()
        for org_id, name, reason, *cells in rows:
            found.append(
                {
                    "change": "winner",
                    "org_id": org_id,
                    "name": name,
                    "reason": reason,
                    "measure": measure,
                    "before": dict(zip(("value", "year", "claim_id"), cells[:3], strict=True)),
                    "after": dict(zip(("value", "year", "claim_id"), cells[3:], strict=True)),
                }
            )
    return found


_WINNERS = f"""
SELECT org_id, coalesce(new.name_bg, new.name_en), CASE
    WHEN '{DECISIONS_SOURCE}' IN (now.source_id, was.source_id) OR lost.lost_by IN ('1', '2') THEN 'correction'
    WHEN now.source_id IN (FROM new_sources) THEN 'new_source'
    WHEN was.source_id IN (FROM gone_sources) THEN 'removed_source'
    WHEN (now.claim_id IS NOT NULL AND old_now.claim_id IS NULL)
        OR (was.claim_id IS NOT NULL AND new_was.claim_id IS NULL)
        OR (old_now.claim_id IS NOT NULL AND old_now.value IS DISTINCT FROM now.value) THEN 'newer_claim'
    WHEN old_now.org_id IS DISTINCT FROM now.org_id OR new_was.org_id IS DISTINCT FROM was.org_id THEN 'link'
    ELSE 'rule' END,
    old.{{m}}_value, old.{{m}}_year, old.{{m}}_claim_id, new.{{m}}_value, new.{{m}}_year, new.{{m}}_claim_id
FROM l.organisations old JOIN r.organisations new USING (org_id)
LEFT JOIN l.claims was ON was.claim_id = old.{{m}}_claim_id
LEFT JOIN r.claims now ON now.claim_id = new.{{m}}_claim_id
LEFT JOIN l.claims old_now ON old_now.claim_id = new.{{m}}_claim_id
LEFT JOIN r.claims new_was ON new_was.claim_id = old.{{m}}_claim_id
LEFT JOIN r.figures lost ON lost.claim_id = old.{{m}}_claim_id
WHERE (old.{{m}}_claim_id, old.{{m}}_value, old.{{m}}_state)
    IS DISTINCT FROM (new.{{m}}_claim_id, new.{{m}}_value, new.{{m}}_state)
ORDER BY org_id
"""


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
