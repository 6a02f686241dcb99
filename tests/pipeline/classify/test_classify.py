from __future__ import annotations

import duckdb
import pytest

from karta import sources
from karta.pipeline.classify import classify, create_sectors
from karta.pipeline.normalise import normalise_all
from karta.snapshot.schema import SECTORS
from pipeline.normalise.examples import a_record, a_run

ROWS = sources.reference_rows("eu_eurostat_nace")


def classified(*records, rows=ROWS):
    with duckdb.connect() as con:
        normalise_all(con, [a_run(*records)])
        create_sectors(con, rows)
        classify(con)
        found = con.sql("SELECT record_id, nace_code, nace_origin, segment FROM record_sectors").fetchall()
        return found, con.sql('SELECT code, record_id, "value", message_bg FROM findings').fetchall()


@pytest.mark.parametrize("origin", ["declared", "assigned"])
def test_codes_pass_through_with_their_origin(origin):
    found, findings = classified(a_record(nace_code="2120", nace_origin=origin, segment="cosmetics"))
    assert found == [("a", "21.20", origin, "cosmetics")]
    assert findings == []


def test_a_code_that_does_not_exist_is_told_and_the_segment_stays():
    found, findings = classified(a_record(nace_code="21.99", segment="cosmetics"), a_record(key="b"))
    assert found == [("a", None, None, "cosmetics")]
    assert [finding[:3] for finding in findings] == [("unknown_nace", "a", "21.99")]
    assert "21.99" in findings[0][3]


def test_without_a_classification_no_code_is_asked():
    found, findings = classified(a_record(nace_code="21.99"), rows=[])
    assert found == [("a", "21.99", "assigned", None)]
    assert findings == []


def test_the_table_of_sectors_is_whole():
    with duckdb.connect() as con:
        create_sectors(con, ROWS)
        assert con.table("sectors").columns == list(SECTORS)
        assert dict(con.sql("SELECT level, count(*) FROM sectors GROUP BY level").fetchall()) == {
            "section": 21,
            "division": 88,
            "group": 272,
            "class": 615,
        }
        assert con.sql("SELECT label_bg FROM sectors WHERE code = 'A'").fetchone() == (
            "Селско, горско и рибно стопанство",
        )
