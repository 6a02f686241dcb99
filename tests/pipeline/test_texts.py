"""Texts are read once and stay read, until the code that reads them changes."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from karta.pipeline import texts
from karta.pipeline.engine import DuckdbEngine

SCHEMA = pa.schema([("told", pa.string()), ("length", pa.int32())])
READ = []


def lengths(batch):
    told = batch["told"].to_pylist()
    READ.extend(told)
    return pa.RecordBatch.from_arrays([batch["told"], pa.array(map(len, told), pa.int32())], schema=SCHEMA)


@pytest.fixture
def con():
    READ.clear()
    with duckdb.connect() as found:
        yield found


def read(con, told, kept, code=("vocab",)):
    values = ", ".join(f"('{text}')" for text in told)
    texts.read_texts(con, DuckdbEngine(), kept, asked=f"FROM (VALUES {values})", table="text_lengths",
                     function=lengths, schema=SCHEMA, code=code)  # fmt: skip
    return sorted(con.execute("FROM text_lengths").fetchall())


def test_a_text_is_read_once(con, tmp_path):
    assert read(con, ["a", "bb", "a"], tmp_path) == [("a", 1), ("bb", 2)]
    assert read(con, ["bb", "ccc"], tmp_path) == [("bb", 2), ("ccc", 3)]
    assert read(con, ["bb", "ccc"], tmp_path) == [("bb", 2), ("ccc", 3)]
    assert READ == ["a", "bb", "ccc"]


def test_other_code_reads_anew_and_leaves_no_older_file(con, tmp_path):
    read(con, ["a"], tmp_path)
    assert read(con, ["a"], tmp_path, code=("vocab", "classify")) == [("a", 1)]
    assert READ == ["a", "a"]
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_folder_nothing_is_kept(con):
    assert read(con, ["a"], None) == read(con, ["a"], None) == [("a", 1)]
    assert READ == ["a", "a"]
