"""The tables that hang on organisations: names, sites, relations, claims, links."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import duckdb
import pyarrow as pa

from karta.matching.names import normalise_name, search_key
from karta.pipeline.engine import Engine
from karta.pipeline.ingest.decisions import Decision, of_kind
from karta.pipeline.texts import read_texts
from karta.snapshot.schema import CLAIMS, LINKS, RELATIONS

SEARCH_KEYS = pa.schema([("name", pa.string()), ("search_key", pa.string())])
_CODE = ("matching", "vocab")  # what a search key depends on


def assemble_names(con: duckdb.DuckDBPyConnection, engine: Engine, kept: Path | None) -> None:
    """Write `out_names`: every written form that a source uses, with its search key."""
    read_texts(con, engine, kept, asked="SELECT value FROM claims WHERE property = 'name' UNION ALL "
               "SELECT value FROM added_claims WHERE property = 'name'", table="search_keys", function=key_batch,
               schema=SEARCH_KEYS, code=_CODE)  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TABLE out_names AS SELECT DISTINCT c.org_id, c.value AS name, c.language, "
        "coalesce(c.basis, 'official') AS name_kind, k.search_key, c.source_id, c.record_id "
        "FROM org_claims c JOIN search_keys k ON k.name = c.value WHERE c.property = 'name' AND NOT c.is_withdrawn"
    )
    con.execute("DROP TABLE search_keys")


def key_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One column `name` → SEARCH_KEYS."""
    keys = pa.array([None if name is None else search_key(name) for name in batch["name"].to_pylist()], pa.string())
    return pa.RecordBatch.from_arrays([batch["name"], keys], schema=SEARCH_KEYS)


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
        "FROM org_claims c LEFT JOIN links l ON c.basis = 'record_key' AND l.source_id = c.source_id "
        "AND l.record_id = c.value WHERE list_contains($relations, c.property) AND NOT c.is_withdrawn",
        {"relations": list(RELATIONS)},
    )
    _resolve_names(con)
    present = {
        (row[0], row[1]): row[2] for row in con.execute("SELECT source_id, record_id, org_id FROM links").fetchall()
    }
    for found in of_kind(decisions, "part_of"):
        if found.left in present and found.right in present:
            con.execute(
                "INSERT INTO out_relations SELECT ?, 'part_of', ?, coalesce(name_en, name_bg), ?, ?, ?, NULL, true "
                "FROM org_names WHERE org_id = ?",
                [present[found.left], present[found.right], found.reason or None, *found.left, present[found.right]],
            )
    con.execute("DELETE FROM out_relations WHERE org_id = target_org_id")  # both ends turned out to be one


def _resolve_names(con: duckdb.DuckDBPyConnection) -> None:
    targets = con.execute("SELECT DISTINCT target_name FROM out_relations WHERE NOT by_key").fetchall()
    if not targets:
        return
    bearers: dict[str, set[str]] = defaultdict(set)
    for name, org_id in con.execute("SELECT name, org_id FROM out_names").fetchall():
        bearers[normalise_name(name).core].add(org_id)
    rows = []
    for (target,) in targets:
        found = bearers.get(normalise_name(target).core, set())
        rows.append((target, next(iter(found)) if len(found) == 1 else None))
    con.register(
        "targets", pa.table({"name": [row[0] for row in rows], "org_id": pa.array([r[1] for r in rows], pa.string())})
    )
    con.execute(
        "UPDATE out_relations SET target_org_id = targets.org_id FROM targets "
        "WHERE NOT by_key AND targets.name = target_name"
    )
    con.unregister("targets")


def assemble_rest(con: duckdb.DuckDBPyConnection) -> None:
    """Write `out_claims`, `out_links` and the tables that pass through as they are: views."""
    con.execute(f"CREATE OR REPLACE VIEW out_claims AS SELECT {', '.join(CLAIMS)} FROM org_claims")
    con.execute(f"CREATE OR REPLACE VIEW out_links AS SELECT {', '.join(LINKS)} FROM links")
    for table in ("redirects", "findings", "places", "sectors"):
        con.execute(f"CREATE OR REPLACE VIEW out_{table} AS FROM {table}")
