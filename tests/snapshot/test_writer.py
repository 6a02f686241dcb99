"""What is written is public, in order, and named by what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from karta.snapshot import writer
from karta.snapshot.errors import NotPublic
from karta.snapshot.schema import SNAPSHOT_TABLES

from .conftest import CLAIM, Con, add


@pytest.mark.parametrize("visibility", ["confidential", "members", None])
def test_a_claim_that_is_not_public_is_refused_before_anything_is_written(
    tables: Con, tmp_path: Path, visibility: str | None
) -> None:
    add(tables, "claims", **(CLAIM | {"claim_id": "c2", "value": "secret", "visibility": visibility}))
    with pytest.raises(NotPublic) as caught:
        writer.write_tables(tables, tmp_path / "aside")
    assert "secret" not in caught.value.message_en
    assert list(tmp_path.iterdir()) == []


def test_every_table_is_written_with_its_columns_in_their_order(tables: Con, tmp_path: Path) -> None:
    described = writer.write_tables(tables, tmp_path / "aside")
    assert {path.stem for path in (tmp_path / "aside").iterdir()} == set(SNAPSHOT_TABLES) == set(described)
    for table, columns in SNAPSHOT_TABLES.items():
        cursor = tables.execute(f"FROM read_parquet('{tmp_path}/aside/{table}.parquet')")
        assert [column[0] for column in cursor.description or ()] == list(columns)


def test_the_hash_asks_what_the_tables_say_not_the_order_in_which_it_came(tables: Con, tmp_path: Path) -> None:
    add(tables, "names", org_id="bg-eik-831902088", name="Sopharma", source_id="a", record_id="1")
    first = writer.content_hash(writer.write_tables(tables, tmp_path / "a"))
    tables.execute("CREATE TABLE turned AS FROM out_names ORDER BY name DESC")
    tables.execute("CREATE OR REPLACE TABLE out_names AS FROM turned")
    assert writer.content_hash(writer.write_tables(tables, tmp_path / "b")) == first


@pytest.mark.parametrize("change", ["value = '831902089'", "value = NULL", "note = ''", "position = 1"])
def test_any_changed_cell_changes_the_hash(tables: Con, tmp_path: Path, change: str) -> None:
    first = writer.content_hash(writer.write_tables(tables, tmp_path / "a"))
    tables.execute(f"UPDATE out_claims SET {change}")
    assert writer.content_hash(writer.write_tables(tables, tmp_path / "b")) != first


def test_what_a_killed_build_left_is_written_over(tables: Con, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    (aside / "claims.parquet").write_text("half")
    (aside / "manifest.json").write_text("{}")
    writer.write_tables(tables, aside)
    assert not (aside / "manifest.json").exists()


def test_claims_written_piece_by_piece_are_the_same_file(
    tables: Con, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        add(tables, "organisations", org_id=f"org-{number}", sort_order=number + 2)
        for claim in range(number % 3):
            add(
                tables,
                "claims",
                **CLAIM | {"org_id": f"org-{number}", "claim_id": f"d{(claim * 5 + number) % 4}{number}"},
            )
    whole = writer.write_tables(tables, tmp_path / "whole")
    monkeypatch.setattr(writer, "_TOGETHER", 2)
    assert writer.write_tables(tables, tmp_path / "pieces") == whole
    assert {path.stem for path in (tmp_path / "pieces").iterdir()} == set(SNAPSHOT_TABLES)
