"""Twelve years of real companies, from the mirror through fetch to claims."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from karta import sources
from karta.pipeline.ingest.errors import FileProblem
from karta.pipeline.ingest.fetch import fetch
from karta.pipeline.normalise import normalise_all

SOURCE = "ro_mf_balance_sheets"


def test_without_files_it_says_which_command_brings_them(tmp_path):
    with pytest.raises(FileProblem, match="run: karta fetch ro_mf_balance_sheets"):
        sources.read_source(SOURCE, tmp_path)


@pytest.mark.mirror
def test_the_whole_panel(mirror, tmp_path):
    fetch(sources.manifest(SOURCE), tmp_path, mirror=mirror, at=datetime.now(UTC))
    run = sources.read_source(SOURCE, tmp_path)
    assert run.recorded_at == date(2026, 11, 23)
    assert len(run.records) == 8390
    with duckdb.connect() as con:
        normalise_all(con, [run])
        counted = con.sql(
            "SELECT property, count(*) FROM claims WHERE unit IS NOT NULL GROUP BY property ORDER BY property"
        ).fetchall()
        assert counted == [("headcount", 47088), ("profit", 47089), ("revenue", 47048), ("turnover", 47075)]
        signs = "SELECT sign(value_min), count(*) FROM claims WHERE property = 'profit' GROUP BY ALL ORDER BY 1"
        # The publisher's 15,228 losses and 24,232 profits share one company-year, which nets to a profit.
        assert con.sql(signs).fetchall() == [(-1, 15227), (0, 7630), (1, 24232)]
        assert con.sql("SELECT code, count(*) FROM findings GROUP BY code").fetchall() == [("negative_figure", 56)]
        both = """SELECT value, method FROM claims
                  WHERE record_id = '43702955' AND property = 'profit' AND year(period_start) = 2021"""
        assert con.sql(both).fetchall() == [("30473", "derived:profit_net-pierdere_net")]
        assert con.sql("SELECT count(*) FROM claims WHERE property = 'ro_cif'").fetchone() == (8390,)
