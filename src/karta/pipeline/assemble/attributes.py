"""What an organisation is: one value for each attribute, chosen among its sources.

Order: a person's decision, then the better source rank, the later `recorded_at`, the smaller source_id. What a branch's
record says describes its organisation only where nothing else does.
"""

from __future__ import annotations

import duckdb

# property of a claim -> column of org_attributes
_TEXTS = {
    "lei": "lei",
    "ror_id": "ror_id",
    "legal_form": "legal_form",
    "kind": "kind",
    "unit_kind": "unit_kind",
    "status": "status",
    "country": "country",
    "founded_year": "founded_year",
    "website": "website",
}
_ORDER = "is_preferred DESC, rank NULLS LAST, recorded_at DESC, source_id, position, claim_id"


def choose_attributes(con: duckdb.DuckDBPyConnection) -> None:
    """Write `org_attributes` and `org_units`, one row an organisation, from `org_claims` and `links`."""
    con.execute(
        "CREATE OR REPLACE TABLE attribute_claims AS SELECT * FROM org_claims WHERE unit IS NULL AND state = 'known' "
        "AND NOT is_withdrawn AND value IS NOT NULL QUALIFY branch_eik IS NULL "
        "OR bool_and(branch_eik IS NOT NULL) OVER (PARTITION BY org_id)"
    )
    chosen = ", ".join(
        f"max(value) FILTER (property = '{told}') AS {column}" for told, column in _TEXTS.items() if told != "unit_kind"
    )
    con.execute(
        f"CREATE OR REPLACE TABLE org_attributes AS WITH best AS (SELECT org_id, property, value FROM attribute_claims "
        f"QUALIFY row_number() OVER (PARTITION BY org_id, property ORDER BY {_ORDER}) = 1) "
        f"SELECT org_id, {chosen}, coalesce(max(value) FILTER (property = 'unit_kind'), 'legal_unit') AS unit_kind, "
        "left(max(value) FILTER (property = 'eik'), 9) AS eik "
        "FROM (SELECT DISTINCT org_id FROM links) LEFT JOIN best USING (org_id) GROUP BY org_id"
    )
    con.execute("CREATE OR REPLACE TABLE org_units AS SELECT org_id, unit_kind FROM org_attributes")
    _choose_names(con)
    _choose_places(con)
    _choose_sectors(con)


def _choose_names(con: duckdb.DuckDBPyConnection) -> None:
    """`org_names`: name_bg and name_en, official, then alias, then as written. Without a language the script tells."""
    con.execute(
        f"""CREATE OR REPLACE TABLE org_names AS
        WITH named AS (
            SELECT *, coalesce(language, CASE WHEN regexp_matches(value, '[А-я]') THEN 'bg' ELSE 'en' END) AS spoken,
                CASE basis WHEN 'official' THEN 0 WHEN 'alias' THEN 1 ELSE 2 END AS name_order
            FROM attribute_claims WHERE property = 'name'
        ), best AS (
            SELECT org_id, CASE WHEN spoken = 'bg' THEN 'bg' ELSE 'en' END AS side, value FROM named
            QUALIFY row_number() OVER (PARTITION BY org_id, side
                ORDER BY is_preferred DESC, name_order, spoken NOT IN ('bg', 'en'), {_ORDER}) = 1
        )
        SELECT org_id, max(value) FILTER (side = 'bg') AS name_bg, max(value) FILTER (side = 'en') AS name_en
        FROM best GROUP BY org_id"""
    )


def _choose_places(con: duckdb.DuckDBPyConnection) -> None:
    """`org_places`: the seat, as the best source places it; one that knows no district gives way to one that does."""
    con.execute(
        """CREATE OR REPLACE TABLE org_places AS
        SELECT org_id, country, region, nuts3, district, municipality, ekatte, lon, lat, precision, source_id, record_id
        FROM record_places p JOIN links l USING (source_id, record_id) JOIN records r USING (source_id, record_id)
        WHERE l.branch_eik IS NULL
        QUALIFY row_number() OVER (PARTITION BY org_id ORDER BY district IS NULL, country IS NULL, source_rank,
            ekatte IS NULL, recorded_at DESC, source_id, r.position) = 1"""
    )


def _choose_sectors(con: duckdb.DuckDBPyConnection) -> None:
    """`org_sectors`: a declared code before an assigned one, that before one read from a text; the segment apart."""
    con.execute(
        """CREATE OR REPLACE TABLE org_sectors AS
        WITH told AS (
            SELECT org_id, s.*, row_number() OVER (ORDER BY source_rank, recorded_at DESC, source_id, position) AS place
            FROM record_sectors s JOIN links l USING (source_id, record_id) JOIN records r USING (source_id, record_id)
        ), codes AS (
            FROM told WHERE nace_code IS NOT NULL QUALIFY row_number() OVER (PARTITION BY org_id
                ORDER BY nace_origin IS DISTINCT FROM 'declared', nace_origin = 'text', place) = 1
        ), segments AS (
            FROM told WHERE segment IS NOT NULL QUALIFY row_number() OVER (PARTITION BY org_id
                ORDER BY segment_origin IS NOT DISTINCT FROM 'text', place) = 1
        )
        SELECT org_id, codes.nace_code, codes.nace_origin, segments.segment
        FROM (SELECT org_id FROM org_units) LEFT JOIN codes USING (org_id) LEFT JOIN segments USING (org_id)"""
    )
