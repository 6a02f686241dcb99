"""The benchmark of a register at size, run small: other lists come in as a user's file, and a day follows."""

from __future__ import annotations

import duckdb
import pytest

from bench import who_is_who


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("measured")
    figures = who_is_who.measure(folder, deeds=300, others=200, changes=20)
    return folder, figures


def test_every_step_is_measured_once(measured):
    folder, figures = measured
    told = (folder / "figures.jsonl").read_text("utf-8")
    assert [figure.unit for figure in figures] == ["min", "GiB", "s", "GiB"]
    assert all(figure.value > 0 for figure in figures)
    assert who_is_who.measure(folder, deeds=300, others=200, changes=20) == figures
    assert (folder / "figures.jsonl").read_text("utf-8") == told


def test_other_lists_are_placed_and_linked(measured):
    folder, _ = measured
    current = folder / "data/snapshots/current"
    placed, joined = duckdb.sql(
        f"""SELECT count(*) FILTER (municipality IS NOT NULL), count(*) FILTER (len(source_ids) = 2)
            FROM '{current}/organisations.parquet' WHERE list_contains(source_ids, 'user_other_lists')"""
    ).fetchone()
    assert placed > 100
    assert joined > 50


def test_a_day_after_a_build_gives_what_a_build_from_nothing_gives(measured, tmp_path):
    folder, _ = measured
    data = tmp_path / "data"
    data.mkdir()
    (data / "raw").symlink_to(folder / "data/raw")
    for name in ("map.yml", "ids.jsonl"):
        (data / name).write_bytes((folder / "data" / name).read_bytes())
    who_is_who.run("build", ["build", "--json"], tmp_path)
    snapshots = [path.name for path in (data / "snapshots").iterdir() if not path.is_symlink()]
    assert [name.partition("-")[2] for name in snapshots] == [
        (folder / "data/snapshots/current").resolve().name.partition("-")[2]
    ]
