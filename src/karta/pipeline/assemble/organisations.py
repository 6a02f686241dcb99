"""The table `organisations`: attributes, place, sector and the shown figure of every measure, in default order."""

from __future__ import annotations

import duckdb

from karta.snapshot.counted import coverage
from karta.snapshot.schema import MEASURES, MONEY_MEASURES

# What completeness asks for, ARCHITECTURE §7; each counts alike.
_KNOWN = (
    "district IS NOT NULL",
    "nace_code IS NOT NULL OR segment IS NOT NULL",
    "founded_year IS NOT NULL",
    "website IS NOT NULL",
    "headcount_state <> 'unknown'",
    "turnover_state <> 'unknown' OR revenue_state <> 'unknown'",
    "profit_state <> 'unknown'",
)


def assemble_organisations(con: duckdb.DuckDBPyConnection) -> None:
    """Write `out_organisations`, with `sort_order`: best covered money measure, largest first, unknown last, org_id."""
    known = " + ".join(f"(coalesce({condition}, false))::INTEGER" for condition in _KNOWN)
    current = " + ".join(f"({measure}_state IN ('current', 'other_currency'))::INTEGER" for measure in MEASURES)
    disagrees = " OR ".join(f"({measure}_state = 'current' AND {measure}_disagreement)" for measure in MEASURES)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE described AS SELECT *, round(100.0 * ({known}) / {len(_KNOWN)})::TINYINT "
        f"AS completeness, coalesce({disagrees}, false) AS has_disagreement, ({current})::TINYINT AS measure_count "
        f"FROM ({_joined()})"
    )
    first = _best_covered_money(con)
    con.execute(
        "CREATE OR REPLACE TABLE out_organisations AS SELECT described.*, sort_order FROM described JOIN "
        "(SELECT org_id, row_number() OVER (ORDER BY "
        f"CASE WHEN {first}_state = 'current' THEN coalesce({first}_value, {first}_min) END DESC NULLS LAST, org_id) "
        "AS sort_order FROM described) USING (org_id)"
    )
    con.execute("DROP TABLE described")


def _best_covered_money(con: duckdb.DuckDBPyConnection) -> str:
    """The measure of the default order; the first of equals."""
    by_measure = {measure: count for measure, count, _ in coverage(con, "described")}
    return max(MONEY_MEASURES, key=lambda measure: by_measure[measure])


def _joined() -> str:
    measures = ",\n".join(_measure_columns(measure) for measure in MEASURES)
    columns = ", ".join(
        f"coalesce(f.{measure}_state, 'unknown') AS {measure}_state, "
        + ", ".join(f"f.{measure}_{name}" for name in _TOLD)
        for measure in MEASURES
    )
    return f"""
    SELECT a.org_id, n.name_bg, n.name_en, a.eik, a.lei, a.ror_id, a.legal_form, a.kind, a.unit_kind,
        coalesce(a.status, 'unknown') AS status,
        coalesce(p.country, a.country,
            CASE WHEN a.eik IS NOT NULL THEN 'BG' WHEN a.org_id LIKE 'ro-cif-%' THEN 'RO' END) AS country,
        p.region, p.nuts3, p.district, p.municipality, p.ekatte, p.lon, p.lat,
        coalesce(p.precision, 'unknown') AS place_precision,
        s.nace_code, s.nace_origin, s.segment, try_cast(a.founded_year AS SMALLINT) AS founded_year, a.website,
        l.source_ids, {columns}
    FROM org_attributes a
    JOIN (SELECT org_id, list_sort(list_distinct(list(source_id))) AS source_ids FROM links GROUP BY org_id) l
        USING (org_id)
    LEFT JOIN org_names n USING (org_id) LEFT JOIN org_places p USING (org_id) LEFT JOIN org_sectors s USING (org_id)
    LEFT JOIN (SELECT f.org_id, {measures} FROM shown f GROUP BY f.org_id) f USING (org_id)"""


_TOLD = {
    "value": "value",
    "min": "value_min",
    "max": "value_max",
    "year": "year",
    "statement": "statement",
    "disagreement": "disagreement",
    "claim_id": "claim_id",
}


def _measure_columns(measure: str) -> str:
    columns = {"state": "state", **_TOLD}
    return ", ".join(
        f"max(f.{of}) FILTER (f.measure = '{measure}') AS {measure}_{name}" for name, of in columns.items()
    )
