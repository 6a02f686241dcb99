"""Candidates of the demo map, and decisions as they stand in its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from karta.snapshot.reader import Snapshot, open_snapshot

# Organisations of the capital that have no ЕИК: two of the compiled list, each beside one of the home page.
_PAIRS = """
COPY (
    WITH alone AS (
        SELECT o.org_id, source_id, record_id, row_number() OVER (PARTITION BY source_id ORDER BY o.org_id) AS place
        FROM '{folder}/organisations.parquet' o JOIN '{folder}/links.parquet' USING (org_id)
        WHERE eik IS NULL AND district = 'SOF' AND len(source_ids) = 1 AND unit_kind = 'legal_unit'
    )
    SELECT l.org_id AS left_org_id, r.org_id AS right_org_id, l.source_id AS left_source_id,
        l.record_id AS left_record_id, r.source_id AS right_source_id, r.record_id AS right_record_id,
        CASE place WHEN 1 THEN 'model' ELSE 'part_of' END AS reason, 1 - place * 0.2 AS score, 3.0 - place AS worth
    FROM alone l JOIN alone r USING (place) WHERE place <= 2 AND l.source_id = 'bg_compiled_life_science'
        AND r.source_id = 'bg_hlscb_home_page' ORDER BY worth DESC
) TO '{folder}/candidates.parquet' (FORMAT parquet)
"""


@pytest.fixture
def candidates(data: Path) -> list[dict[str, Any]]:
    """A queue of two pairs, the more worth first; written into the map of `data` before anybody opens it."""
    folder = (data / "snapshots" / "current").resolve()
    con = duckdb.connect()
    con.execute(_PAIRS.format(folder=folder))
    found: list[dict[str, Any]] = con.execute(f"FROM '{folder}/candidates.parquet'").to_arrow_table().to_pylist()
    con.close()
    assert [one["reason"] for one in found] == ["model", "part_of"]
    return found


@pytest.fixture
def snapshot(data: Path) -> Snapshot:
    """The map of `data`."""
    return open_snapshot(data / "snapshots" / "current")


def lines(data: Path) -> list[dict[str, Any]]:
    """decisions.jsonl as it is."""
    path = data / "decisions.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
