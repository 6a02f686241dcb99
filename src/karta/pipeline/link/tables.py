"""What `link` leaves: its tables, one row a record and one row a pair that waits for a person."""

from __future__ import annotations

from typing import Any

import duckdb

from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.link.clusters import Clusters
from karta.pipeline.link.model import Candidate
from karta.snapshot.schema import CANDIDATES, LINKS

LINK_TABLE = {**LINKS, "branch_eik": "VARCHAR"}
_JOINED = {"rid": "INTEGER", "linked_rid": "INTEGER", "link_rule": "VARCHAR", "explanation_en": "VARCHAR",
           "explanation_bg": "VARCHAR", "score": "DOUBLE"}  # fmt: skip
_WAITING = {"left_rid": "INTEGER", "right_rid": "INTEGER", "reason": "VARCHAR", "score": "DOUBLE"}


def write_links(con: duckdb.DuckDBPyConnection, clusters: Clusters, groups: list[list[int]]) -> None:
    """Write `links` (LINK_TABLE) from `link_groups`."""
    rows: list[tuple[Any, ...]] = []
    for group in groups:
        for rid, (through, edge) in clusters.reasons(group[0]).items():
            rows.append((rid, through, edge.rule, edge.explanation_en, edge.explanation_bg, edge.score))
    create_table(con, "joined", _JOINED)
    insert_rows(con, "joined", _JOINED, rows)
    create_table(con, "links", LINK_TABLE)
    con.execute(
        "INSERT INTO links BY NAME SELECT org_id, r.source_id, r.record_id, coalesce(link_rule, 'first') AS link_rule, "
        "coalesce(explanation_en, 'First record of this organisation.') AS explanation_en, "
        "coalesce(explanation_bg, 'Първи запис за тази организация.') AS explanation_bg, "
        "other.source_id AS linked_source_id, other.record_id AS linked_record_id, score, branch AS branch_eik "
        "FROM link_groups JOIN link_records r USING (rid) LEFT JOIN joined USING (rid) "
        "LEFT JOIN link_records other ON other.rid = linked_rid "
        "LEFT JOIN link_ids ON link_ids.rid = r.rid AND scheme = 'eik' ORDER BY org_id, r.rid"
    )
    con.execute("DROP TABLE joined")


def write_candidates(con: duckdb.DuckDBPyConnection, found: list[Candidate]) -> None:
    """Write `candidates` less `worth`, which is known when figures are."""
    create_table(con, "waiting_pairs", _WAITING)
    insert_rows(con, "waiting_pairs", _WAITING, [(one.left, one.right, one.reason, one.score) for one in found])
    columns = {column: kind for column, kind in CANDIDATES.items() if column != "worth"}
    create_table(con, "candidates", columns)
    con.execute(
        "INSERT INTO candidates BY NAME SELECT lg.org_id AS left_org_id, rg.org_id AS right_org_id, "
        "l.source_id AS left_source_id, l.record_id AS left_record_id, r.source_id AS right_source_id, "
        "r.record_id AS right_record_id, reason, score FROM waiting_pairs "
        "JOIN link_records l ON l.rid = left_rid JOIN link_records r ON r.rid = right_rid "
        "JOIN link_groups lg ON lg.rid = left_rid JOIN link_groups rg ON rg.rid = right_rid ORDER BY ALL"
    )
    con.execute("DROP TABLE waiting_pairs")
