"""Each check fails on what it is there for, and passes on the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from karta.snapshot import checks, writer

from .conftest import CLAIM, ORGANISATION, Con, add

SOURCE = {"source_id": "a", "records": 1, "expected_rows": (1, 10), "expected_filled": {}}
EGN = "6101057509"  # the example of the ordinance on ЕГН


def failures(tables: Con, folder: Path, source: dict[str, Any] | None = None, last: int | None = None) -> list[str]:
    writer.write_tables(tables, folder / "aside")
    con = duckdb.connect()
    checks.load_tables(con, folder / "aside")
    manifest = None if last is None else {"sources": [{"source_id": "a", "records": last}]}
    found = checks.run_checks(con, [SOURCE | (source or {})], manifest)
    con.close()
    return [check.check for check in checks.failed(found)]


def test_a_good_snapshot_passes(tables: Con, tmp_path: Path) -> None:
    assert failures(tables, tmp_path, last=1) == []


@pytest.mark.parametrize("records", [0, 11])
def test_bounds_of_a_source(tables: Con, tmp_path: Path, records: int) -> None:
    assert failures(tables, tmp_path, {"records": records}) == ["rows:a"]


def test_a_column_that_is_emptier_than_it_should_be(tables: Con, tmp_path: Path) -> None:
    filled = {"expected_filled": {"eik": 0.95, "website": 0.5}}
    assert failures(tables, tmp_path, filled) == ["filled:a:website"]


@pytest.mark.parametrize(("before", "is_drop"), [(1, False), (2, False), (3, True), (10, True)])
def test_a_source_that_lost_more_than_half(tables: Con, tmp_path: Path, before: int, is_drop: bool) -> None:
    assert failures(tables, tmp_path, last=before) == (["drop:a"] if is_drop else [])


def test_an_id_that_stands_twice(tables: Con, tmp_path: Path) -> None:
    add(tables, "organisations", **(ORGANISATION | {"sort_order": 2}))
    add(tables, "claims", **CLAIM)
    assert failures(tables, tmp_path) == ["unique:organisations", "unique:claims"]


def test_a_reference_to_nothing(tables: Con, tmp_path: Path) -> None:
    add(tables, "relations", org_id="bg-eik-831902088", relation="part_of", target_org_id="org-gone")
    add(tables, "figures", org_id="org-gone", claim_id="c9")
    assert failures(tables, tmp_path) == [
        "reference:relations.target_org_id", "reference:figures.org_id", "reference:figures.claim_id"]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("claims", CLAIM | {"claim_id": "c2", "property": "address", "value": f"София, {EGN}"}),
        ("names", {"org_id": "bg-eik-831902088", "name": "ЕТ Петър Иванов"}),
        ("findings", {"source_id": "a", "value": EGN}),
    ],
)
def test_the_canary_of_natural_persons(tables: Con, tmp_path: Path, table: str, cells: dict[str, Any]) -> None:
    add(tables, table, **cells)
    assert failures(tables, tmp_path) == ["natural_persons"]


def test_what_is_no_person_abroad_or_in_a_lei(tables: Con, tmp_path: Path) -> None:
    tables.execute("UPDATE out_organisations SET country = 'GB'")
    add(tables, "names", org_id="bg-eik-831902088", name="ET Films Company")
    add(tables, "claims", **CLAIM | {"claim_id": "c2", "property": "lei", "value": f"ABCD{EGN}ABCDEF"})
    assert failures(tables, tmp_path) == []


def test_an_organisation_named_after_a_person_is_no_person(tables: Con, tmp_path: Path) -> None:
    add(tables, "names", org_id="bg-eik-831902088", name="МБАЛ „Д-р Иван Селимински“ АД")
    assert failures(tables, tmp_path) == []


def test_the_canary_never_prints_what_it_found(tables: Con, tmp_path: Path) -> None:
    add(tables, "findings", source_id="a", value=EGN)
    writer.write_tables(tables, tmp_path / "aside")
    con = duckdb.connect()
    checks.load_tables(con, tmp_path / "aside")
    told = "".join(check.message_en + check.message_bg for check in checks.run_checks(con, [SOURCE], None))
    con.close()
    assert EGN not in told
