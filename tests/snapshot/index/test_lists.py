"""Lists of the index: records, identifiers and orders of names, as a database would sort them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karta.snapshot.index.lists import write_lists
from karta.snapshot.schema import ORGANISATIONS

NAMES = ("Ямбол", "алфа", None, "Алфа", "Zeta", "алфа 2", "", "Щит")
EIK = ("831902088", None, "121", "8319020880012", "121", None, "000000001", "9")
LINKS = [
    (0, "b", "10"), (0, "b", "9"), (0, "a", "z"), (0, "b", "10"), (2, "a", "2"), (2, "a", "1"), (2, "a", "2"),
    (7, "c", "x"), (1, "b", "y"), (1, "a", "y"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The lists of eight organisations."""
    con = duckdb.connect()
    con.execute(f"CREATE TABLE organisations ({', '.join(f'{name} {kind}' for name, kind in ORGANISATIONS.items())})")
    con.execute("CREATE TABLE positions (org_id VARCHAR, row UINTEGER)")
    con.execute("CREATE TABLE links (org_id VARCHAR, source_id VARCHAR, record_id VARCHAR)")
    for row, (name, eik) in enumerate(zip(NAMES, EIK, strict=True)):
        org_id = f"o{(row * 5) % 8}"
        con.execute(
            "INSERT INTO organisations (org_id, name_bg, name_en, eik, source_ids) VALUES (?, ?, NULL, ?, ['b', 'a'])",
            [org_id, name, eik],
        )
        con.execute("INSERT INTO positions VALUES (?, ?)", [org_id, row])
        for _, source, record in (link for link in LINKS if link[0] == row):
            con.execute("INSERT INTO links VALUES (?, ?, ?)", [org_id, source, record])
    pq.write_table(con.execute("FROM organisations").to_arrow_table(), tmp_path / "organisations.parquet")
    write_lists(con, tmp_path, tmp_path)
    return tmp_path


def read(path: Path) -> list[tuple[object, ...]]:
    with pa.memory_map(str(path)) as file:
        return [tuple(told.values()) for told in pa.ipc.open_file(file).read_all().to_pylist()]


def test_records_come_once_and_sorted(folder: Path) -> None:
    assert read(folder / "records.arrow") == sorted(set(LINKS))


def test_identifiers_are_sorted_and_lead_to_rows(folder: Path) -> None:
    assert read(folder / "ids.arrow") == sorted((f"o{(row * 5) % 8}", row) for row in range(8))
    assert read(folder / "eik.arrow") == sorted((eik, row) for row, eik in enumerate(EIK) if eik is not None)


def test_names_are_sorted_without_case_and_unknown_ones_last(folder: Path) -> None:
    known = sorted((name.lower(), row) for row, name in enumerate(NAMES) if name is not None)
    assert np.load(folder / "order_name_bg.npy").tolist() == [*(row for _, row in known), 2]
    assert np.load(folder / "order_name_en.npy").tolist() == list(range(8))


def test_rows_are_as_they_stand_in_the_table(folder: Path) -> None:
    with pa.memory_map(str(folder / "rows.arrow")) as file:
        rows = pa.ipc.open_file(file).read_all()
    assert rows["name_bg"].to_pylist() == list(NAMES)
    assert rows["source_ids"].to_pylist() == [["b", "a"]] * 8
