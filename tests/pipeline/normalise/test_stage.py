from __future__ import annotations

import duckdb
import pytest

from karta import sources
from karta.pipeline.ingest.claim_tables import CLAIM_COLUMNS
from karta.pipeline.normalise import normalise_all
from karta.pipeline.normalise.claims import Claim
from pipeline.normalise.examples import a_figure, a_record, a_run


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        yield connection


def test_a_claim_has_the_columns_of_the_table():
    assert Claim._fields == tuple(CLAIM_COLUMNS)


def test_records_claims_and_findings(con):
    good = a_record(figures=[a_figure(), a_figure(value="-4", locator="x.csv:3"), a_figure(value="20")])
    normalise_all(con, [a_run(good, a_record(key="b", names=[]), a_record())])
    assert con.sql("SELECT source_id, record_id, source_rank, position FROM records").fetchall() == [
        ("bg_test_x", "a", 5, 0)
    ]
    assert con.sql("SELECT property, value, position FROM claims ORDER BY position").fetchall() == [
        ("name", "Проба", 0),
        ("headcount", "17", 1),
    ]
    assert con.sql("SELECT code, record_id FROM findings").fetchall() == [
        ("negative_figure", "a"),
        ("repeated_claim", "a"),
        ("nameless_record", "b"),
        ("repeated_key", "a"),
    ]


def test_a_source_without_records_gives_nothing(con):
    normalise_all(con, [a_run()])
    assert con.sql("SELECT count(*) FROM claims").fetchone() == (0,)


def test_sources_come_in_the_order_of_their_ids(con):
    normalise_all(con, [a_run(a_record(), source_id="b"), a_run(a_record(), source_id="a")])
    assert con.sql("SELECT source_id FROM claims").fetchall() == [("a",), ("b",)]


def test_every_field_of_the_shipped_lists_is_a_claim_without_findings(con):
    runs = [sources.read_source(source_id) for source_id in ("bg_compiled_life_science", "bg_hlscb_home_page")]
    normalise_all(con, runs)
    assert con.sql("FROM findings").fetchall() == []
    assert con.sql("SELECT claim_id FROM claims GROUP BY claim_id HAVING count(*) > 1").fetchall() == []
    figures = "property IN ('headcount', 'turnover', 'revenue', 'profit', 'assets')"
    assert con.sql(f"SELECT count(*) FROM claims WHERE {figures}").fetchone() == (505,)
    assert con.sql("SELECT count(*) FROM claims WHERE visibility <> 'public' OR recorded_at IS NULL").fetchone() == (0,)


def test_the_interval_sample_is_read_as_its_words_say(con):
    normalise_all(con, [sources.read_source("sample_employee_bands")])
    found = con.sql("SELECT as_published, value_min, value_max FROM claims WHERE property = 'headcount'").fetchall()
    intervals = {printed: (low, high) for printed, low, high in found}
    assert len(intervals) == 19
    assert intervals["250-499"] == (250, 499)
    assert intervals["20,000 or more"] == (20000, float("inf"))
    assert intervals["до 49"] == (0, 49)
    assert con.sql("SELECT locator, value, code FROM findings").fetchall() == [
        ("firms.csv:21", "около сто", "not_a_number")
    ]
