"""Rows of one organisation that come with those of its neighbours are the rows that a query for it alone gives."""

from __future__ import annotations

from itertools import pairwise

import pytest

from karta.explore import blocks
from karta.explore.frame import Frame, frame
from karta.snapshot.reader import Snapshot

SQL = """SELECT org_id AS subject, name, language FROM names WHERE org_id >= $low AND org_id < $high
    ORDER BY org_id, name, language"""


@pytest.fixture
def rows(economy: Snapshot) -> Frame:
    return frame(economy)


def alone(rows: Frame, org_id: str) -> list[dict[str, str]]:
    found = rows.query("SELECT name, language FROM names WHERE org_id = ? ORDER BY name, language", [org_id]).fetchall()
    return [{"name": name, "language": language} for name, language in found]


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_each_organisation_has_its_own_rows(rows: Frame, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(blocks, "ORGANISATIONS", size)
    ids = rows.index.rows["org_id"].to_pylist()
    for org_id in ids[:: len(ids) // 40]:
        assert blocks.rows_of(rows, SQL, org_id) == alone(rows, org_id)


@pytest.mark.parametrize("org_id", ["", "a", "zzzz", "bg-eik-000000000", "ж"])
def test_an_id_that_nobody_has_has_no_rows(rows: Frame, org_id: str) -> None:
    assert blocks.rows_of(rows, SQL, org_id) == []


def test_blocks_meet_without_a_gap(rows: Frame) -> None:
    ids = sorted(rows.index.rows["org_id"].to_pylist())
    bounds = sorted({rows.index.ids_around(org_id, 50) for org_id in ids})
    assert bounds[0][0] == ""
    assert all(high == low for (_, high), (low, _) in pairwise(bounds))
    assert all(low <= org_id < high for org_id in ids for low, high in [rows.index.ids_around(org_id, 50)])


def test_no_more_blocks_are_kept_than_fit(rows: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "ORGANISATIONS", 1)
    monkeypatch.setattr(blocks, "BLOCKS", 3)
    sql = SQL.replace("AS subject,", "AS subject, name_kind,")
    for org_id in rows.index.rows["org_id"].to_pylist()[:10]:
        blocks.rows_of(rows, sql, org_id)
    assert rows.cached("blocks", sql, pytest.fail).cache_info().currsize == 3
