"""What changed and why: one test a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from karta.snapshot.diff import compare

from .conftest import CLAIM, ORGANISATION, Con, add, save

ORG = ORGANISATION["org_id"]
FIGURE = CLAIM | {"property": "headcount", "unit": "persons"}


def show(con: Con, claim_id: str, value: float) -> None:
    con.execute(
        "UPDATE out_organisations SET headcount_claim_id = ?, headcount_value = ?, headcount_state = 'current', "
        "headcount_year = 2024", [claim_id, value])  # fmt: skip


def reasons(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(change["change"], change["reason"]) for change in found["changes"]]


def start(con: Con, folder: Path) -> Path:
    add(con, "claims", **(FIGURE | {"claim_id": "h1", "value": "100"}))
    show(con, "h1", 100)
    return save(con, folder / "snapshots")


def test_nothing_changed(tables: Con, tmp_path: Path) -> None:
    left = start(tables, tmp_path)
    found = compare(left, save(tables, tmp_path / "snapshots", 1))
    assert (found["same"], found["changes"]) == (True, [])


def test_new_source(tables: Con, tmp_path: Path) -> None:
    left = start(tables, tmp_path)
    add(tables, "organisations", **(ORGANISATION | {"org_id": "org-b", "source_ids": ["b"], "sort_order": 2}))
    add(tables, "claims", **(FIGURE | {"claim_id": "h2", "value": "200", "source_id": "b"}))
    show(tables, "h2", 200)
    found = compare(left, save(tables, tmp_path / "snapshots", 1, sources=("a", "b")))
    assert reasons(found) == [("added", "new_source"), ("winner", "new_source")]
    assert found["counts"] == {"added": 1, "removed": 0, "changed": 0, "winners": 1}
    assert found["changes"][1]["before"] == {"value": 100, "year": 2024, "claim_id": "h1"}
    assert found["changes"][1]["after"] == {"value": 200, "year": 2024, "claim_id": "h2"}


def test_removed_source(tables: Con, tmp_path: Path) -> None:
    add(tables, "organisations", **(ORGANISATION | {"org_id": "org-b", "source_ids": ["b"], "sort_order": 2}))
    left = save(tables, tmp_path / "snapshots", 0, sources=("a", "b"))
    tables.execute("DELETE FROM out_organisations WHERE org_id = 'org-b'")
    assert reasons(compare(left, save(tables, tmp_path / "snapshots", 1))) == [("removed", "removed_source")]


def test_newer_version(tables: Con, tmp_path: Path) -> None:
    left = start(tables, tmp_path)
    add(tables, "claims", **(FIGURE | {"claim_id": "h2", "value": "120"}))
    show(tables, "h2", 120)
    tables.execute("UPDATE out_organisations SET website = 'http://new.bg'")
    found = compare(left, save(tables, tmp_path / "snapshots", 1))
    assert reasons(found) == [("changed", "newer_version"), ("winner", "newer_version")]
    assert (found["changes"][0]["column"], found["changes"][0]["after"]) == ("website", "http://new.bg")


def test_correction(tables: Con, tmp_path: Path) -> None:
    left = start(tables, tmp_path)
    add(tables, "claims", **(FIGURE | {"claim_id": "h2", "value": "120", "source_id": "decisions", "record_id": "d1"}))
    show(tables, "h2", 120)
    tables.execute("UPDATE out_organisations SET website = 'http://new.bg'")
    found = compare(left, save(tables, tmp_path / "snapshots", 1))
    assert reasons(found) == [("changed", "correction"), ("winner", "correction")]


def test_link(tables: Con, tmp_path: Path) -> None:
    add(tables, "organisations", **(ORGANISATION | {"org_id": "org-b", "sort_order": 2}))
    add(tables, "links", org_id="org-b", source_id="a", record_id="2", link_rule="first")
    add(tables, "claims", **(FIGURE | {"claim_id": "h2", "value": "50", "org_id": "org-b", "record_id": "2"}))
    left = save(tables, tmp_path / "snapshots")
    tables.execute("DELETE FROM out_organisations WHERE org_id = 'org-b'")
    for table in ("links", "claims"):
        tables.execute(f"UPDATE out_{table} SET org_id = '{ORG}'")
    show(tables, "h2", 50)
    found = compare(left, save(tables, tmp_path / "snapshots", 1))
    assert reasons(found) == [("removed", "merge"), ("winner", "merge")]


def test_rule(tables: Con, tmp_path: Path) -> None:
    add(tables, "claims", **(FIGURE | {"claim_id": "h2", "value": "120"}))
    left = start(tables, tmp_path)
    show(tables, "h2", 120)
    assert reasons(compare(left, save(tables, tmp_path / "snapshots", 1))) == [("winner", "rule")]
