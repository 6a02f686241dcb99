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
    "eik": "eik",
}
# The first of these is the best. As the key of one aggregate: sorting the claims of a million organisations takes long.
_LAST = "DATE '9999-12-31'"
_ORDER = (
    f"NOT is_preferred, coalesce(rank, 127), coalesce({_LAST} - recorded_at, 10000000), source_id, position, claim_id"
)


def choose_attributes(con: duckdb.DuckDBPyConnection) -> None:
    """Write `org_attributes` and `org_units`, one row an organisation, from `org_claims` and `links`."""
    _write_attribute_claims(con)
    chosen = ", ".join(
        f"arg_min(value, row({_ORDER})) FILTER (property = '{told}') AS {column}" for told, column in _TEXTS.items()
    )
    con.execute(
        f"CREATE OR REPLACE TABLE org_attributes AS WITH best AS (SELECT org_id, {chosen} FROM attribute_claims "
        "WHERE property <> 'name' GROUP BY org_id) SELECT * REPLACE (coalesce(unit_kind, 'legal_unit') AS unit_kind, "
        "left(eik, 9) AS eik) FROM (SELECT DISTINCT org_id FROM links) LEFT JOIN best USING (org_id)"
    )
    con.execute("CREATE OR REPLACE VIEW org_units AS SELECT org_id, unit_kind FROM org_attributes")
    _choose_names(con)
    con.execute("DROP TABLE attribute_claims")
    _choose_places(con)
    _choose_sectors(con)


def _write_attribute_claims(con: duckdb.DuckDBPyConnection) -> None:
    """`attribute_claims`: what competes. Of a branch only where its organisation has nothing else."""
    properties = ", ".join(f"'{told}'" for told in ("name", *_TEXTS))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE attribute_claims AS SELECT org_id, property, value, language, basis, "
        "is_preferred, rank, recorded_at, source_id, position, claim_id, branch_eik FROM org_claims "
        f"WHERE state = 'known' AND NOT is_withdrawn AND value IS NOT NULL AND property IN ({properties})"
    )
    con.execute(
        "DELETE FROM attribute_claims WHERE branch_eik IS NOT NULL AND org_id IN "
        "(SELECT org_id FROM attribute_claims WHERE branch_eik IS NULL)"
    )


def _choose_names(con: duckdb.DuckDBPyConnection) -> None:
    """`org_names`: name_bg and name_en, official, then alias, then as written. Without a language the script tells."""
    key = f"row(NOT is_preferred, name_order, spoken NOT IN ('bg', 'en'), {_ORDER})"
    con.execute(
        f"""CREATE OR REPLACE TABLE org_names AS
        WITH named AS (
            SELECT *, coalesce(language, CASE WHEN regexp_matches(value, '[А-я]') THEN 'bg' ELSE 'en' END) AS spoken,
                CASE basis WHEN 'official' THEN 0 WHEN 'alias' THEN 1 ELSE 2 END AS name_order
            FROM attribute_claims WHERE property = 'name'
        )
        SELECT org_id, arg_min(value, {key}) FILTER (spoken = 'bg') AS name_bg,
            arg_min(value, {key}) FILTER (spoken <> 'bg') AS name_en
        FROM named GROUP BY org_id"""
    )


def _choose_places(con: duckdb.DuckDBPyConnection) -> None:
    """`org_places`: the seat, as the best source places it; one that knows no district gives way to one that does."""
    order = (
        f"district IS NULL, country IS NULL, source_rank, ekatte IS NULL, {_LAST} - recorded_at, source_id, position"
    )
    con.execute(
        f"""CREATE OR REPLACE TABLE org_places AS SELECT org_id, unnest(best) FROM (
            SELECT org_id, arg_min({{country: country, region: region, nuts3: nuts3, district: district,
                municipality: municipality, ekatte: ekatte, lon: lon, lat: lat, precision: precision,
                source_id: source_id, record_id: record_id}}, row({order})) AS best
            FROM record_places JOIN links USING (source_id, record_id) JOIN records USING (source_id, record_id)
            WHERE branch_eik IS NULL GROUP BY org_id)"""
    )


def _choose_sectors(con: duckdb.DuckDBPyConnection) -> None:
    """`org_sectors`: a declared code before an assigned one, that before one read from a text; the segment apart."""
    record = f"source_rank, {_LAST} - recorded_at, source_id, position"
    origin = "coalesce(list_position(['declared', 'assigned', 'text'], nace_origin), 4)"
    con.execute(
        f"""CREATE OR REPLACE TABLE org_sectors AS
        SELECT org_id, code.nace_code, code.nace_origin, segment FROM (
            SELECT org_id, arg_min({{nace_code: nace_code, nace_origin: nace_origin}}, row({origin}, {record}))
                FILTER (nace_code IS NOT NULL) AS code,
                arg_min(segment, row(segment_origin IS NOT DISTINCT FROM 'text', {record})) AS segment
            FROM record_sectors JOIN links USING (source_id, record_id) JOIN records USING (source_id, record_id)
            GROUP BY org_id)"""
    )
