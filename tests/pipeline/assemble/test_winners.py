"""The winners that were derived by hand from §3b on the life-science list, all of them."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from karta import sources
from karta.pipeline.assemble import assemble
from karta.pipeline.classify import classify, create_sectors
from karta.pipeline.link import link
from karta.pipeline.locate import create_places, locate
from karta.pipeline.normalise import normalise_all
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store

LIST = "bg_compiled_life_science"
SHIPPED = ("claims", "source_ref", "value_eur", "rule", "disagreement", "shown", "shown_rule")
FULL = (*SHIPPED, "as_published", "statement", "basis", "population", "eur_min", "eur_max")
NOTHING = dict.fromkeys(SHIPPED, "") | {"claims": "0", "disagreement": "n", "shown": "no"}

_WINNERS = """
SELECT c.record_id, f.measure, f.year::VARCHAR, c.publication_ref, c.as_published, f.statement, f.basis, f.population,
    f.value, f.value_min, f.value_max, f.year_rule, f.year_disagreement, f.shown_state, f.shown_rule,
    (SELECT count(*) FROM {t} g WHERE (g.org_id, g.measure, g.year) = (f.org_id, f.measure, f.year)
        AND g.lost_by IS DISTINCT FROM '1') AS claims
FROM {t} f JOIN {c} c USING (claim_id) WHERE f.is_year_winner AND c.source_id = ?
"""


@pytest.fixture(scope="module")
def expected() -> list[dict[str, str]]:
    """Rows of winners.csv, which may not be copied into the project."""
    folder = os.environ.get("KARTA_EXPECTED") or (os.environ.get("KARTA_MIRROR") or "") + "/../design/expected"
    path = Path(folder) / "winners.csv"
    if not path.is_file():
        if os.environ.get("CI") == "true" and os.environ.get("KARTA_MIRROR"):
            pytest.fail(f"{path} is missing")
        pytest.skip("winners.csv is not here: set KARTA_EXPECTED to the folder that holds it")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def winners(con: duckdb.DuckDBPyConnection, figures: str, claims: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """Year winners of the list by its own ids, written as winners.csv writes them."""
    found = {}
    for row in con.execute(_WINNERS.format(t=figures, c=claims), [LIST]).fetchall():
        org, measure, year, ref, printed, statement, basis, population, value, low, high, *decided = row
        rule, disagreement, state, shown_rule, competing = decided
        found[org, measure, year] = {
            "claims": str(competing), "source_ref": ref, "as_published": printed, "statement": statement,
            "basis": basis, "population": population, "value_eur": _money(value), "eur_min": _money(low),
            "eur_max": _money(high), "rule": rule.replace(",", ";"), "disagreement": "y" if disagreement else "n",
            "shown": state or "no", "shown_rule": (shown_rule or "").replace(",", ";"),
        }  # fmt: skip
    return found


def _money(value: float | None) -> str:
    return "" if value is None or value in (float("inf"), float("-inf")) else f"{value:.2f}"


@pytest.mark.mirror
def test_map_08_shipped_winners_are_the_expected_ones(
    demo_data: Path, expected: list[dict[str, str]], mirror: Path
) -> None:
    path = Store(demo_data).current()
    assert path is not None
    found = winners(open_snapshot(path).connection(), "figures", "claims")
    wrong = {}
    for row in expected:
        key = (row["org_id"], row["measure"], row["year"])
        got, want = found.get(key, NOTHING), {column: row[f"shipped_{column}"] for column in SHIPPED}
        if any(got[column] != want[column] for column in SHIPPED):
            wrong[key] = (got, want)
    assert len(expected) == 107
    assert wrong == {}


@pytest.mark.mirror
def test_winners_among_all_rows_of_the_list(mirror: Path, expected: list[dict[str, str]]) -> None:
    found = winners(_assembled(mirror), "out_figures", "out_claims")
    wrong = {}
    for row in expected:
        key = (row["org_id"], row["measure"], row["year"])
        different = {c: (found[key][c], row[c]) for c in FULL if found[key][c] != row[c]}
        if different:
            wrong[key] = different
    assert wrong == {}


def _assembled(mirror: Path) -> duckdb.DuckDBPyConnection:
    """The list as it stands in the mirror, with the rows that may not ship, through all stages."""
    con = duckdb.connect()
    manifest = sources.manifest(LIST)
    run = sources.read_folder(manifest, mirror / LIST, version="mirror", recorded_at=date(2026, 11, 23))
    normalise_all(con, [run])
    # Choice c: two pairs tell the half of the year, or their order, in their notes only.
    con.execute(
        "UPDATE built_claims SET observed_on = make_date(year(period_end), 6, 30) "
        "WHERE publication_ref IN ('S59', 'S131')"
    )
    create_places(con, sources.reference_rows("bg_compiled_gazetteer"))
    create_sectors(con, sources.reference_rows("eu_eurostat_nace"))
    locate(con)
    classify(con)
    link(con, single_sources=[LIST])
    assert assemble(con) == 2025
    return con


def test_reference_year_is_the_last_full_one_before_the_newest_record(demo_data: Path) -> None:
    path = Store(demo_data).current()
    assert path is not None
    manifest: dict[str, Any] = open_snapshot(path).manifest
    assert (manifest["recorded_at_max"], manifest["reference_year"]) == ("2026-11-23", 2025)
