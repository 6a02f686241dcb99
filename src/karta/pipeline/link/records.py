"""Records by number, and what linking knows of each: register numbers, names, legal form, settlement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from karta.matching.names import search_key
from karta.pipeline.engine import Engine
from karta.pipeline.ingest.bulk import handed_over
from karta.pipeline.link.name_keys import read_names
from karta.snapshot.schema import OWN_SOURCE

Record = tuple[str, str]  # source_id, record_id

# These always have a legal form of commercial law: where none is told it is unknown, and unknown is not "the same".
_HAVE_A_FORM = ("company", "hospital")
NO_FORM = "—"
_KNOWN = "state = 'known' AND value IS NOT NULL"


def number_records(con: duckdb.DuckDBPyConnection, single_sources: Iterable[str]) -> int:
    """Write `link_records`: rid 0, 1, … in the order of "first": day recorded, source, record; how many they are.

    `single`: the source, where one of its rows is one organisation. What organisations say of themselves decides on
    nothing here and has no number (link.own).
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE link_records AS SELECT "
        "(row_number() OVER (ORDER BY recorded_at, source_id, record_id) - 1)::INTEGER AS rid, source_id, record_id, "
        "CASE WHEN list_contains($single, source_id) THEN source_id END AS single FROM records WHERE source_id <> $own",
        {"single": sorted(single_sources), "own": OWN_SOURCE},
    )
    row = con.execute("SELECT count(*) FROM link_records").fetchone()
    return int(row[0]) if row else 0


def codes(con: duckdb.DuckDBPyConnection, query: str, count: int) -> np.ndarray:
    """int64 of `count`: what a query gives for each rid (columns rid, code), -1 where nothing."""
    found = con.execute(query).to_arrow_table()
    of_record = np.full(count, -1, dtype=np.int64)
    of_record[found["rid"].to_numpy()] = found["code"].to_numpy()
    return of_record


def keys_of(con: duckdb.DuckDBPyConnection, rids: Iterable[int]) -> dict[int, Record]:
    """rid → (source_id, record_id), of these."""
    with handed_over(con, "asked", pa.table({"rid": pa.array(sorted(set(rids)), pa.int32())})):
        rows = con.execute("SELECT rid, source_id, record_id FROM link_records JOIN asked USING (rid)").fetchall()
    return {rid: (source_id, record_id) for rid, source_id, record_id in rows}


def describe_records(con: duckdb.DuckDBPyConnection, engine: Engine, kept: Path | None) -> None:
    """Write `link_names` (one row a name) and `link_profiles` (one row a record)."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE told_names AS "
        "SELECT DISTINCT rid, value AS name, property <> 'name' AS is_former "
        f"FROM claims JOIN link_records USING (source_id, record_id) WHERE {_KNOWN} "
        "AND property IN ('name', 'former_name') AND (property <> 'name' OR basis NOT IN ('acronym', 'as_written'))"
    )
    read_names(con, engine, kept)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE link_names AS SELECT (row_number() OVER (ORDER BY rid, is_former, name) - 1)"
        "::INTEGER AS nid, rid, name, is_former, core, legal_form, keys FROM told_names JOIN name_keys USING (name)"
    )
    con.execute("DROP TABLE told_names; DROP TABLE name_keys")
    _map(con, "settlement_keys", "settlement", search_key)
    con.execute(f"CREATE OR REPLACE TEMP TABLE link_profiles AS {_PROFILES}")


def _map(con: duckdb.DuckDBPyConnection, table: str, told: str, read: Callable[[str], str]) -> None:
    """Table of the distinct values of a property: value, key."""
    rows = con.execute(f"SELECT DISTINCT value FROM claims WHERE property = ? AND {_KNOWN}", [told]).fetchall()
    values = sorted(value for (value,) in rows)
    keys = pa.table({"value": pa.array(values, pa.string()), "key": pa.array(map(read, values), pa.string())})
    with handed_over(con, "mapped", keys):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM mapped")


# A settlement's code, where `locate` found one, is better than its name.
_PROFILES = f"""
WITH told AS (
    SELECT rid, max(value) FILTER (property = 'legal_form') AS legal_form,
        max(value) FILTER (property = 'kind') AS kind,
        max(value) FILTER (property = 'settlement') AS settlement,
        max(value) FILTER (property = 'website') AS website,
        max(value) FILTER (property = 'country') AS country
    FROM claims JOIN link_records USING (source_id, record_id)
    WHERE property IN ('legal_form', 'kind', 'settlement', 'website', 'country') AND {_KNOWN} GROUP BY rid
), named AS (
    SELECT rid, min(legal_form) AS legal_form, count(DISTINCT legal_form) AS forms FROM link_names
    WHERE NOT is_former GROUP BY rid
)
SELECT rid, single, eik.value AS eik, told.settlement, told.website,
    coalesce(place.country, told.country, CASE WHEN eik.value IS NOT NULL THEN 'BG' END) AS country,
    coalesce(told.legal_form, CASE WHEN forms = 1 THEN named.legal_form
        WHEN coalesce(forms, 0) = 0 AND kind NOT IN {_HAVE_A_FORM} THEN '{NO_FORM}' END) AS legal_form,
    coalesce(place.ekatte, settlement_keys.key) AS place,
    coalesce(told.settlement, places.name_bg) AS shown_place
FROM link_records
LEFT JOIN told USING (rid) LEFT JOIN named USING (rid)
LEFT JOIN link_ids eik ON eik.rid = link_records.rid AND eik.scheme = 'eik'
LEFT JOIN record_places place USING (source_id, record_id)
LEFT JOIN settlement_keys ON settlement_keys.value = told.settlement
LEFT JOIN places ON places.place_code = place.ekatte
"""
