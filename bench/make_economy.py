"""Writes a synthetic economy as a snapshot: organisations, figures and claims that nobody published.

    .venv/bin/python bench/make_economy.py FOLDER [--organisations 100000] [--seed 1] [--years 10]

Everything in it is marked as synthetic: the manifest, the source's title, every name. The shape is the contract
(karta.snapshot.schema); the shares of known, bounded, outdated and foreign figures resemble a business register.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import duckdb
import numpy as np

from karta.matching.names import search_key
from karta.snapshot import schema
from karta.snapshot.index.write import write_index

REGIONS = {
    "BG31": ["VID", "VRC", "LOV", "MON", "PVN"],
    "BG32": ["VTR", "GAB", "RAZ", "RSE", "SLS"],
    "BG33": ["VAR", "DOB", "TGV", "SHU"],
    "BG34": ["BGS", "SLV", "SZR", "JAM"],
    "BG41": ["SOF", "SFO", "BLG", "PER", "KNL"],
    "BG42": ["PDV", "HKV", "PAZ", "KRZ", "SML"],
}
SECTIONS = {"C": ["10", "20", "21", "26", "32"], "G": ["46", "47"], "J": ["62", "63"], "M": ["71", "72"], "Q": ["86"]}
SEGMENTS = ["pharma manufacturing", "medical devices", "biotech R&D", "digital health", "hospital"]
KINDS = ["company", "hospital", "university", "research_institute", "ngo"]
SYLLABLES = ["ва", "ме", "ди", "ка", "фар", "био", "лек", "со", "тра", "ни", "ал", "ген"]
YEARS = np.arange(2017, 2027)
REFERENCE_YEAR = 2025
MEDIANS = {"headcount": 12.0, "turnover": 4e5, "revenue": 5e5, "profit": 2e4, "assets": 6e5}
KNOWN = {"headcount": 0.75, "turnover": 0.5, "revenue": 0.7, "profit": 0.65, "assets": 0.3}

Arrays = dict[str, np.ndarray]


def places(con: duckdb.DuckDBPyConnection) -> None:
    """28 districts of ten municipalities and forty settlements each, on a grid: invented, so is every name."""
    rows: list[tuple[object, ...]] = [
        ("BG", "country", None, "България", "Bulgaria", "BG", None, None, None, None, 25.0, 42.7)
    ]
    serial = 0
    for r, (region, districts) in enumerate(REGIONS.items()):
        rows.append(
            (region, "region", "BG", f"Район {region}", f"Region {region}", "BG", region, None, None, None, 25.0, 42.7)
        )
        for d, district in enumerate(districts):
            lon, lat = 22.7 + d * 1.1, 41.6 + r * 0.4
            nuts3 = f"{region}{d + 1}"
            rows.append(
                (
                    district,
                    "district",
                    region,
                    f"Област {district}",
                    f"{district} District",
                    "BG",
                    region,
                    nuts3,
                    district,
                    None,
                    lon,
                    lat,
                )
            )
            for m in range(10):
                code = f"{district}{m + 1:02d}"
                rows.append(
                    (
                        code,
                        "municipality",
                        district,
                        f"Община {code}",
                        f"Municipality {code}",
                        "BG",
                        region,
                        nuts3,
                        district,
                        code,
                        lon + m * 0.08,
                        lat,
                    )
                )
                for _ in range(4):
                    serial += 1
                    rows.append(
                        (
                            f"{serial:05d}",
                            "settlement",
                            code,
                            f"Селище {serial}",
                            f"Settlement {serial}",
                            "BG",
                            region,
                            nuts3,
                            district,
                            code,
                            lon + m * 0.08,
                            lat + serial % 4 * 0.05,
                        )
                    )
    con.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'settlement')", rows)


def sectors(con: duckdb.DuckDBPyConnection) -> None:
    """A small tree in the form of NACE Rev. 2."""
    rows = []
    for section, divisions in SECTIONS.items():
        rows.append((section, "2", "section", None, f"Сектор {section}", f"Section {section}"))
        for division in divisions:
            rows.append((division, "2", "division", section, f"Раздел {division}", f"Division {division}"))
            for group in "12":
                rows.append(
                    (
                        f"{division}.{group}",
                        "2",
                        "group",
                        division,
                        f"Група {division}.{group}",
                        f"Group {division}.{group}",
                    )
                )
                rows += [
                    (
                        f"{division}.{group}{leaf}",
                        "2",
                        "class",
                        f"{division}.{group}",
                        f"Клас {division}.{group}{leaf}",
                        f"Class {division}.{group}{leaf}",
                    )
                    for leaf in "1239"
                ]
    con.executemany("INSERT INTO sectors VALUES (?, ?, ?, ?, ?, ?)", rows)


def attributes(count: int, rng: np.random.Generator) -> Arrays:
    """Organisations without their figures. `place` is a settlement's number, 0 where it is not known."""
    words = rng.integers(0, len(SYLLABLES), (count, 3))
    names = ["".join(SYLLABLES[w] for w in row).capitalize() for row in words]
    return {
        "n": np.arange(count),
        "name": np.array(names, dtype=object),
        "place": np.where(rng.random(count) < 0.97, 1 + (rng.beta(2, 4, count) * 1119).astype(int), 0),
        "kind": rng.choice([*KINDS, None], count, p=[0.75, 0.1, 0.03, 0.04, 0.03, 0.05]),
        "unit_kind": rng.choice(["legal_unit", "part", "group", "project"], count, p=[0.95, 0.02, 0.02, 0.01]),
        "status": rng.choice(
            ["active", "in_liquidation", "deleted", "merged", "unknown"], count, p=[0.8, 0.03, 0.06, 0.02, 0.09]
        ),
        "segment": rng.choice([*SEGMENTS, None], count),
        "leaf": rng.integers(0, 120, count),
        "founded": np.where(rng.random(count) < 0.7, rng.integers(1950, 2025, count), 0),
    }


def figures(measure: str, count: int, rng: np.random.Generator, years: int) -> Arrays:
    """One winner a known organisation-year of `measure` up to the reference year, in the last `years` of them and the
    one after; a tenth of them with a loser beside it."""
    known = rng.random(count) < KNOWN[measure]
    first = rng.integers(YEARS[0], REFERENCE_YEAR + 1, count)
    last = np.minimum(first + rng.integers(0, 8, count), REFERENCE_YEAR + (rng.random(count) < 0.02))
    reported = rng.random((count, len(YEARS))) < 0.6
    within = (first[:, None] <= YEARS) & (last[:, None] >= YEARS) & known[:, None] & reported
    within &= REFERENCE_YEAR - years < YEARS
    org, year = np.nonzero(within)
    size = np.exp(rng.normal(np.log(MEDIANS[measure]), 1.6, count))[org] * rng.lognormal(0, 0.15, len(org))
    value = np.round(size, 0 if measure == "headcount" else 2)
    if measure == "profit":
        value = np.where(rng.random(len(org)) < 0.02, 0.0, value * rng.choice([1, -1], len(org), p=[0.75, 0.25]))
    form = rng.choice(["exact", "rounded", "over"], len(org), p=[0.9, 0.06, 0.04])
    half = np.abs(value) * 0.05
    return {
        "org": org,
        "year": YEARS[year],
        "value": value,
        "low": np.where(form == "rounded", np.round(value - half), value),
        "high": np.where(form == "over", np.inf, np.where(form == "rounded", np.round(value + half), value)),
        "statement": rng.choice(["individual", "unknown", "consolidated"], len(org), p=[0.7, 0.25, 0.05]),
        "foreign": rng.random(len(org)) < 0.005,
        "loser": rng.random(len(org)) < 0.1,
        "far": rng.random(len(org)) < 0.3,
    }


FIGURE_ROWS = """
INSERT INTO figures SELECT
    'org-' || lpad(f.org::VARCHAR, 8, '0'), $measure, f.year, md5($measure || f.org || '/' || f.year || f.role)[:16],
    CASE WHEN f.is_foreign THEN NULL ELSE f.value * f.factor END,
    CASE WHEN f.is_foreign THEN NULL ELSE f.low * f.factor END,
    CASE WHEN f.is_foreign THEN NULL ELSE f.high * f.factor END,
    CASE WHEN $measure = 'headcount' THEN NULL WHEN f.is_foreign THEN 'USD' ELSE 'BGN' END,
    f.statement, CASE $measure WHEN 'headcount' THEN 'annual_average' ELSE 'unspecified' END, 'all',
    CASE f.role WHEN 'w' THEN 1 ELSE 4 END, CASE f.role WHEN 'w' THEN 'synthetic_register' ELSE 'synthetic_press' END,
    f.role = 'w', CASE WHEN f.role = 'w' THEN CASE WHEN f.loser THEN '7' ELSE '1' END END,
    CASE WHEN f.role = 'w' THEN f.loser AND f.far END, CASE WHEN f.role = 'l' THEN '7' END,
    CASE WHEN f.role = 'l' THEN f.far END, false, NULL, NULL
FROM (
    SELECT *, 'w' AS role, 1.0 AS factor FROM made
    UNION ALL SELECT *, 'l', CASE WHEN far THEN 1.5 ELSE 1.0 END FROM made WHERE loser
) f
"""

MARK_SHOWN = f"""
UPDATE figures SET is_shown = true, shown_rule = '3',
    shown_state = CASE WHEN year >= {REFERENCE_YEAR - 4} THEN 'current' ELSE 'outdated' END
WHERE is_year_winner
    AND (org_id, measure, year) IN (SELECT (org_id, measure, max(year)) FROM figures GROUP BY org_id, measure)
"""

CLAIM_ROWS = """
INSERT INTO claims BY NAME SELECT claim_id, org_id, measure AS property, value::VARCHAR AS value, value_min, value_max,
    coalesce(currency, 'persons') AS unit, statement, basis, population,
    make_date(year, 1, 1) AS period_start, make_date(year, 12, 31) AS period_end, 'year' AS date_precision,
    false AS is_period_inferred, DATE '2026-11-23' AS recorded_at, source_id, org_id AS record_id,
    'synthetic.csv:' || year AS locator, value::VARCHAR AS as_published, 'as_published' AS method, 'known' AS state,
    'public' AS visibility, rank, 'SYN' AS publication_ref, 'Synthetic figure' AS publication_title, 0 AS position
FROM figures
"""


def organisation_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Organisations with the winners of `figures`."""
    measures = "".join(
        f"""
        CASE WHEN {m}.org_id IS NULL THEN 'unknown' WHEN {m}.value IS NULL AND {m}.shown_state = 'current'
            THEN 'other_currency' ELSE {m}.shown_state END AS {m}_state,
        {m}.value AS {m}_value, {m}.value_min AS {m}_min, {m}.value_max AS {m}_max, {m}.year AS {m}_year,
        {m}.statement AS {m}_statement, coalesce({m}.year_disagreement, false) AS {m}_disagreement,
        {m}.claim_id AS {m}_claim_id,"""
        for m in schema.MEASURES
    )
    joins = " ".join(
        f"LEFT JOIN (FROM figures WHERE is_shown AND measure = '{m}') {m} ON {m}.org_id = a.org_id"
        for m in schema.MEASURES
    )
    disagrees = " OR ".join(f"(r.{m}_disagreement AND r.{m}_state = 'current')" for m in schema.MEASURES)
    current = " + ".join(f"(r.{m}_state = 'current')::TINYINT" for m in schema.MEASURES)
    con.execute(f"""
        CREATE TABLE leaves AS SELECT code, row_number() OVER (ORDER BY code) - 1 AS leaf
            FROM sectors WHERE level = 'class';
        INSERT INTO organisations BY NAME
        SELECT r.*, ({disagrees}) AS has_disagreement, {current} AS measure_count,
            (20 * ((r.district IS NOT NULL)::INT + (r.segment IS NOT NULL)::INT + (r.founded_year IS NOT NULL)::INT
             + (r.headcount_state = 'current')::INT + (r.revenue_state = 'current')::INT))::TINYINT AS completeness
        FROM (
            SELECT a.org_id, 'Синтетична ' || a.name || ' ' || a.n AS name_bg, 'Synthetic ' || a.n AS name_en,
                CASE WHEN a.n % 3 < 2 THEN (900000000 + a.n)::VARCHAR END AS eik, a.kind, a.unit_kind, a.status,
                'BG' AS country, p.region, p.nuts3, p.district, p.municipality, p.place_code AS ekatte, p.lon, p.lat,
                coalesce(p.precision, 'country') AS place_precision, l.code AS nace_code,
                CASE WHEN l.code IS NOT NULL THEN 'assigned' END AS nace_origin, a.segment,
                nullif(a.founded, 0)::SMALLINT AS founded_year, {measures}
                CASE WHEN a.n % 2 = 0 THEN ['synthetic_press'] ELSE [] END || ['synthetic_register'] AS source_ids
            FROM attributes a LEFT JOIN leaves l USING (leaf)
            LEFT JOIN places p ON p.place_code = lpad(a.place::VARCHAR, 5, '0') {joins}
        ) r
        ORDER BY CASE WHEN r.revenue_state = 'current' THEN r.revenue_value END DESC NULLS LAST, r.org_id
    """)


def manifest(name: str, con: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """What the explorer reads of a manifest, marked as synthetic."""
    count = con.sql("SELECT count(*) FROM organisations").fetchone()
    assert count is not None
    coverage = [
        {
            "measure": m,
            "share": con.sql(f"SELECT avg(({m}_state = 'current')::INT) FROM organisations").fetchall()[0][0],
        }
        for m in schema.MEASURES
    ]
    sources = [
        {
            "source_id": f"synthetic_{kind}",
            "title": {"bg": f"Синтетични данни ({kind})", "en": f"Synthetic data ({kind})"},
            "publisher": {"name": "Nobody", "country": "bg", "page": None, "official": False},
            "licence": {
                "name": "CC0-1.0",
                "url": "https://creativecommons.org/publicdomain/zero/1.0/",
                "checked": "2026-11-23",
            },
            "attribution": "Synthetic: describes nobody",
            "version": "1",
            "retrieved": "2026-11-23",
        }
        for kind in ("press", "register")
    ]
    return {
        "name": name, "hash": name.rpartition("-")[2], "built_at": "2026-11-23T00:00:00Z", "synthetic": True,
        "schema_version": schema.SCHEMA_VERSION, "code_version": "bench",
        "title": {"bg": "Синтетична икономика", "en": "Synthetic economy"}, "default_country": "BG",
        "linking": {"rules": {"first": count[0]}, "candidates": 0, "thresholds": {"same": 1, "different": 0},
                    "errors": {"same": {"expected": 0, "at_most": 0}, "different": {"expected": 0, "at_most": 0}}},
        "reference_year": REFERENCE_YEAR, "recorded_at_max": "2026-11-23", "sources": sources, "ecosystem_claims": [],
        "measures_by_coverage": sorted(coverage, key=lambda row: -row["share"]), "default_measure": "revenue",
        "has_places": True, "has_sectors": True, "checks": [], "tables": {}, "counts": {"organisations": count[0]},
    }  # fmt: skip


def make_economy(folder: Path, *, organisations: int, seed: int = 1, years: int = 10) -> Path:
    """Write the snapshot `folder`/<name> and return its path; one seed always gives the same economy."""
    rng = np.random.default_rng(seed)
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    for table, columns in schema.SNAPSHOT_TABLES.items():
        con.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    places(con)
    sectors(con)
    rows = attributes(organisations, rng)
    con.register("attribute_arrays", dict(rows))
    con.execute(
        "CREATE TABLE attributes AS SELECT *, 'org-' || lpad(n::VARCHAR, 8, '0') AS org_id FROM attribute_arrays"
    )
    for measure in schema.MEASURES:
        made = figures(measure, organisations, rng, years)
        made["is_foreign"] = made.pop("foreign") & (measure != "headcount")
        con.register("made", made)
        con.execute(FIGURE_ROWS, {"measure": measure})
    con.execute(MARK_SHOWN)
    con.execute(CLAIM_ROWS)
    organisation_rows(con)
    con.execute("""
        INSERT INTO links BY NAME SELECT org_id, unnest(source_ids) AS source_id, org_id AS record_id,
            'first' AS link_rule, 'First record' AS explanation_en, 'Първи запис' AS explanation_bg FROM organisations;
        INSERT INTO names SELECT org_id, name_bg, 'bg', 'official', NULL, 'synthetic_register', org_id
            FROM organisations;
        INSERT INTO names SELECT org_id, name_en, 'en', 'alias', NULL, 'synthetic_register', org_id FROM organisations;
    """)
    written = con.sql("SELECT DISTINCT name FROM names").fetchnumpy()["name"]
    con.register("keys", {"name": written, "key": np.array([search_key(name) for name in written], dtype=object)})
    con.execute("UPDATE names SET search_key = k.key FROM keys k WHERE k.name = names.name")
    name = f"20261123T000000Z-{hashlib.sha256(f'{organisations}/{seed}'.encode()).hexdigest()[:12]}"
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    for table in schema.SNAPSHOT_TABLES:
        con.execute(f"COPY {table} TO '{target / table}.parquet' (FORMAT parquet)")
    (target / "manifest.json").write_text(
        json.dumps(manifest(name, con), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    write_index(target)
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a synthetic economy as a snapshot.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--organisations", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, default=10)
    asked = parser.parse_args()
    print(make_economy(asked.folder, organisations=asked.organisations, seed=asked.seed, years=asked.years))
