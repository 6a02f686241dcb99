"""A map of another country in a data folder of its own: real figures of real firms, no names of places or sectors."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from conftest import KARTA
from karta.pipeline.run import build
from karta.snapshot.reader import open_snapshot

MAP = """title: {bg: "Румъния: отпадъци и метали", en: "Romania: waste and metals"}
default_country: RO
sources: [ro_mf_balance_sheets]
"""


@pytest.fixture(scope="module")
def romania(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of the twelve files in the mirror."""
    data = tmp_path_factory.mktemp("romania")
    (data / "map.yml").write_text(MAP, "utf-8")
    env = {**os.environ, "KARTA_DATA": str(data), "KARTA_MIRROR": str(mirror)}
    done = subprocess.run([KARTA, "fetch"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = build(data)
    assert written.failed == ()
    return written.path


@pytest.mark.mirror
def test_every_firm_is_an_organisation_known_by_its_register_number(romania: Path) -> None:
    con = open_snapshot(romania).connection()
    counted = con.execute("SELECT count(*), count(*) FILTER (org_id LIKE 'ro-cif-%'), count(*) FILTER (country = 'RO') "
                          "FROM organisations").fetchall()  # fmt: skip
    assert counted == [(8390, 8390, 8390)]


@pytest.mark.mirror
def test_the_map_says_that_it_has_no_places_and_no_sectors(romania: Path) -> None:
    manifest = open_snapshot(romania).manifest
    assert (manifest["has_places"], manifest["has_sectors"], manifest["default_country"]) == (False, False, "RO")
    assert manifest["title"]["en"] == "Romania: waste and metals"
    covered = {entry["measure"]: entry["current"] for entry in manifest["measures_by_coverage"]}
    assert covered["headcount"] == covered["turnover"] == covered["profit"] > 4900


@pytest.mark.mirror
def test_a_figure_is_the_one_filed(romania: Path) -> None:
    con = open_snapshot(romania).connection()
    rows = con.execute(
        "SELECT c.property, c.value, c.unit, round(f.value) FROM claims c JOIN figures f USING (claim_id) "
        "WHERE c.org_id = 'ro-cif-27820' AND year = 2013 AND property IN ('turnover', 'profit', 'headcount') ORDER BY 1"
    ).fetchall()
    # 11 789 420 and 4 495 959 RON of bilant_2013.csv at 4.4190
    assert rows == [
        ("headcount", "44", "persons", 44),
        ("profit", "4495959", "RON", round(4495959 / 4.4190)),
        ("turnover", "11789420", "RON", round(11789420 / 4.4190)),
    ]
