"""The tables that hang on organisations: names, sites, relations, claims, links."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from karta.matching.names import normalise_name, search_key, split_key
from karta.pipeline.engine import Engine
from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.ingest.decisions import Decision, of_kind
from karta.pipeline.texts import read_texts
from karta.snapshot.schema import CLAIMS, LINKS, OWN_SOURCE, RELATIONS

SEARCH_KEYS = pa.schema([("name", pa.string()), ("search_key", pa.string()), ("core", pa.string())])
_CODE = ("matching", "vocab")  # what a search key depends on
_PARTS = {"part_source_id": "VARCHAR", "part_record_id": "VARCHAR", "whole_source_id": "VARCHAR",
          "whole_record_id": "VARCHAR", "reason": "VARCHAR"}  # fmt: skip
_TARGETS = {"target": "VARCHAR", "core": "VARCHAR"}


def assemble_names(con: duckdb.DuckDBPyConnection, engine: Engine, kept: Path | None) -> None:
    """Write `out_names`: every written form that a source uses, with its search key; and `search_keys`, by which
    relations find whom they name."""
    read_texts(con, engine, kept, asked="SELECT value FROM claims WHERE property = 'name' UNION ALL "
               "SELECT value FROM added_claims WHERE property = 'name'", table="search_keys", function=key_batch,
               schema=SEARCH_KEYS, code=_CODE)  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TABLE out_names AS SELECT DISTINCT c.org_id, c.value AS name, c.language, "
        "coalesce(c.basis, 'official') AS name_kind, k.search_key, c.source_id, c.record_id "
        "FROM org_claims c JOIN search_keys k ON k.name = c.value WHERE c.property = 'name' AND NOT c.is_withdrawn"
    )


def key_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One column `name` → SEARCH_KEYS."""
    names = batch["name"].to_pylist()
    keys = [None if name is None else search_key(name) for name in names]
    cores = [None if key is None else split_key(key).core for key in keys]
    arrays = [batch["name"], pa.array(keys, pa.string()), pa.array(cores, pa.string())]
    return pa.RecordBatch.from_arrays(arrays, schema=SEARCH_KEYS)


def assemble_sites(con: duckdb.DuckDBPyConnection) -> None:
    """Write `out_sites`: the seat of each organisation that is placed, and its branches by their thirteen digits."""
    place = "country, region, district, municipality, ekatte, lon, lat, precision AS place_precision"
    con.execute(
        f"CREATE OR REPLACE TABLE out_sites AS "
        f"SELECT org_id, org_id AS site_id, 'seat' AS site_kind, {place}, source_id, record_id FROM org_places "
        "WHERE country IS NOT NULL UNION ALL "
        f"SELECT org_id, 'bg-eik-' || branch_eik, 'branch', {place}, source_id, record_id "
        "FROM links JOIN record_places USING (source_id, record_id) WHERE branch_eik IS NOT NULL"
    )


def assemble_relations(con: duckdb.DuckDBPyConnection, decisions: list[Decision]) -> None:
    """Write `out_relations`. A target is found by its key in the same source, else by a name that one bears."""
    con.execute(
        "CREATE OR REPLACE TABLE out_relations AS SELECT c.org_id, c.property AS relation, l.org_id AS target_org_id, "
        "c.as_published AS target_name, c.note, c.source_id, c.record_id, c.claim_id, c.basis = 'record_key' AS by_key "
        # Equal columns and nothing else: with a condition on one side it would compare every pair of rows.
        "FROM (SELECT *, CASE basis WHEN 'record_key' THEN value END AS target_key FROM org_claims) c "
        "LEFT JOIN links l ON l.source_id = c.source_id AND l.record_id = c.target_key "
        f"WHERE c.property IN {RELATIONS} AND NOT c.is_withdrawn"
    )
    _resolve_names(con)
    _add_parts(con, of_kind(decisions, "part_of"))
    con.execute("DELETE FROM out_relations WHERE org_id = target_org_id")  # both ends turned out to be one


def _add_parts(con: duckdb.DuckDBPyConnection, decided: list[Decision]) -> None:
    """Add what people decided to be a part of something else, where both records are here."""
    create_table(con, "decided_parts", _PARTS)
    insert_rows(con, "decided_parts", _PARTS, [(*one.left, *one.right, one.reason or None) for one in decided])
    con.execute(
        "INSERT INTO out_relations SELECT p.org_id, 'part_of', w.org_id, coalesce(name_en, name_bg), d.reason, "
        "part_source_id, part_record_id, NULL, true FROM decided_parts d "
        "JOIN links p ON p.source_id = part_source_id AND p.record_id = part_record_id "
        "JOIN links w ON w.source_id = whole_source_id AND w.record_id = whole_record_id "
        "JOIN org_names ON org_names.org_id = w.org_id"
    )
    con.execute("DROP TABLE decided_parts")


def _resolve_names(con: duckdb.DuckDBPyConnection) -> None:
    """Find the targets that are named only: by a name without its legal form that one organisation bears."""
    rows = con.execute("SELECT DISTINCT target_name FROM out_relations WHERE NOT by_key").fetchall()
    targets = [(name, normalise_name(name).core) for (name,) in rows]
    create_table(con, "targets", _TARGETS)
    insert_rows(con, "targets", _TARGETS, targets)
    con.execute(
        "UPDATE out_relations SET target_org_id = bearer FROM (SELECT target, min(org_id) AS bearer FROM targets "
        "JOIN search_keys USING (core) JOIN out_names USING (name) "
        f"WHERE source_id <> '{OWN_SOURCE}' "  # nobody becomes a target by calling itself so
        "GROUP BY target HAVING min(org_id) = max(org_id)) "
        "WHERE NOT by_key AND target = target_name"
    )
    con.execute("DROP TABLE targets; DROP TABLE search_keys")


def assemble_rest(con: duckdb.DuckDBPyConnection) -> None:
    """Write `out_claims`, `out_links` and the tables that pass through as they are: views."""
    con.execute(f"CREATE OR REPLACE VIEW out_claims AS SELECT {', '.join(CLAIMS)} FROM linked_claims")
    con.execute(f"CREATE OR REPLACE VIEW out_links AS SELECT {', '.join(LINKS)} FROM links")
    for table in ("redirects", "findings", "places", "sectors"):
        con.execute(f"CREATE OR REPLACE VIEW out_{table} AS FROM {table}")
