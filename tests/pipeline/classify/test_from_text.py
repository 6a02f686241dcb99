from __future__ import annotations

import duckdb
import pytest

from karta import sources
from karta.pipeline import engine
from karta.pipeline.classify import classify, create_sectors
from karta.pipeline.normalise import normalise_all
from pipeline.normalise.examples import a_record, a_run

ROWS = sources.reference_rows("eu_eurostat_nace")
PHARMACY = "Търговия на дребно с лекарства в аптека, и всяка друга дейност, незабранена от закона"


def classified(*records):
    """Rows of record_sectors, and what the claims read from texts say."""
    with duckdb.connect() as con:
        normalise_all(con, [a_run(*records)])
        create_sectors(con, ROWS)
        classify(con)
        found = con.sql(
            "SELECT record_id, nace_code, nace_origin, segment, segment_origin FROM record_sectors"
        ).fetchall()
        said = con.sql(
            """SELECT record_id, property, "value", as_published, note, method, state, visibility, source_id
            FROM claims WHERE basis = 'text' ORDER BY record_id, property"""
        ).fetchall()
        ids = con.sql("SELECT count(*) - count(DISTINCT claim_id) FROM claims").fetchone()
        assert ids == (0,)
        return found, said


def test_a_record_without_a_code_gets_that_of_its_text_with_the_evidence():
    found, said = classified(a_record(description=PHARMACY, segment=None))
    assert found == [("a", "47.73", "text", "pharma distribution", "text")]
    assert [row[:3] for row in said] == [("a", "nace_code", "47.73"), ("a", "segment", "pharma distribution")]
    assert "аптека" in said[0][3].split("; ")
    assert said[0][4].startswith("p = 0.")
    assert said[0][5:8] == ("derived:activity_text", "known", "public")


@pytest.mark.parametrize("origin", ["declared", "assigned"])
def test_a_code_that_is_named_wins(origin):
    found, said = classified(a_record(description=PHARMACY, nace_code="62.01", nace_origin=origin, segment=None))
    assert found == [("a", "62.01", origin, None, None)]
    assert said == []


def test_a_code_that_does_not_exist_does_not_keep_the_text_from_telling():
    found, _ = classified(a_record(description=PHARMACY, nace_code="21.99", nace_origin="declared", segment=None))
    assert found[0][:3] == ("a", "47.73", "text")


def test_a_segment_that_is_named_wins():
    found, said = classified(a_record(description=PHARMACY, segment="cosmetics"))
    assert found == [("a", "47.73", "text", "cosmetics", None)]
    assert [row[1] for row in said] == ["nace_code"]


@pytest.mark.parametrize("text", ["всяка дейност, незабранена от закона", "Our mission is excellence", None])
def test_a_text_that_tells_nothing_adds_nothing(text):
    assert classified(a_record(description=text, segment=None)) == ([], [])


def test_many_texts_are_read_by_several_processes_with_the_same_answers(monkeypatch):
    records = [a_record(key=f"k{number}", description=f"{PHARMACY} {number}", segment=None) for number in range(6)]
    alone = classified(*records)
    monkeypatch.setattr(engine, "_BATCH", 2)
    assert classified(*records) == alone
    assert len(alone[0]) == 6
