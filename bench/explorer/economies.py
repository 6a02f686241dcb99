"""Synthetic economies of many sizes from one: each organisation comes `times` times, under ids and names of its own."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from bench.make_economy import make_economy
from karta.snapshot.schema import SNAPSHOT_TABLES

BASE = 100_000
COPIED = {
    "organisations": """SELECT o.* REPLACE (org_id || '-' || copy AS org_id, name_bg || ' ' || copy AS name_bg,
        name_en || ' ' || copy AS name_en, (900000000 + hash(org_id || copy) % 99999999)::VARCHAR AS eik)
        FROM base o, copies
        ORDER BY CASE WHEN revenue_state = 'current' THEN revenue_value END DESC NULLS LAST, org_id, copy""",
    "names": """SELECT n.* REPLACE (org_id || '-' || copy AS org_id, name || ' ' || copy AS name,
        search_key || ' ' || copy AS search_key) FROM base n, copies""",
    "figures": "SELECT f.* REPLACE (org_id || '-' || copy AS org_id) FROM base f, copies",
    "links": """SELECT l.* REPLACE (org_id || '-' || copy AS org_id, record_id || '-' || copy AS record_id)
        FROM base l, copies""",
}


def base_economy(folder: Path) -> Path:
    """An economy of BASE organisations with the figures of one year."""
    return make_economy(folder, organisations=BASE, years=1)


def copied(base: Path, folder: Path, times: int) -> Path:
    """`times` copies of a snapshot as one, without index and without claims; its path. Memory: at most 4 GB."""
    target = folder / f"20261124T000000Z-{times:012d}"
    target.mkdir(parents=True)
    con = duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(folder / "spill")})
    con.execute("SET enable_progress_bar = false")
    con.execute(f"CREATE TABLE copies AS SELECT range AS copy FROM range({times})")
    for table in SNAPSHOT_TABLES:
        path = base / f"{table}.parquet"
        con.execute(f"CREATE OR REPLACE VIEW base AS FROM read_parquet('{path}')")
        rows = COPIED.get(table) or f"FROM base{' LIMIT 0' if table == 'claims' else ''}"
        con.execute(f"COPY ({rows}) TO '{target / table}.parquet' (FORMAT parquet)")
    manifest = json.loads((base / "manifest.json").read_text("utf-8"))
    manifest |= {"name": target.name, "counts": {"organisations": BASE * times}}
    (target / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    return target
