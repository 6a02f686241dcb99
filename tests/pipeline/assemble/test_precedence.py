"""ARCHITECTURE §3b, line by line, on claims made up for the purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

import duckdb
import ibis
import pytest

from karta.pipeline.assemble.precedence import shown_winners, year_winners

R = 2025
COLUMNS = {
    "org_id": "VARCHAR", "measure": "VARCHAR", "year": "SMALLINT", "claim_id": "VARCHAR", "unit_kind": "VARCHAR",
    "is_out": "BOOLEAN", "is_preferred": "BOOLEAN", "observed_on": "DATE", "population": "VARCHAR",
    "statement": "VARCHAR", "basis": "VARCHAR", "rank": "TINYINT", "low": "DOUBLE", "high": "DOUBLE",
    "published_on": "DATE", "is_converted": "BOOLEAN", "source_id": "VARCHAR", "reference": "VARCHAR",
    "position": "INTEGER", "locator": "VARCHAR",
}  # fmt: skip


@dataclass
class Decided:
    """What §3b made of claims: by claim id."""

    years: dict[str, dict[str, Any]]
    shown: dict[str, dict[str, Any]]

    def year_winner(self, year: int = 2024) -> str:
        (won,) = [c for c, row in self.years.items() if row["is_year_winner"] and row["year"] == year]
        return won

    @property
    def shown_claim(self) -> str | None:
        return next(iter(self.shown), None)


def claim(claim_id: str, value: float | tuple[float | None, float | None] = 100, **told: Any) -> dict[str, Any]:
    """A claim of one legal unit's revenue of 2024, exact and alike in everything that a test does not say."""
    low, high = value if isinstance(value, tuple) else (value, value)
    year = told.get("year", 2024)
    plain = {
        "org_id": "o", "measure": "revenue", "year": year, "claim_id": claim_id, "unit_kind": "legal_unit",
        "is_out": False, "is_preferred": False, "observed_on": date(year, 12, 31), "population": "all",
        "statement": "unknown", "basis": "unspecified", "rank": 6, "low": low, "high": high, "published_on": None,
        "is_converted": False, "source_id": "s", "reference": "", "position": 0, "locator": claim_id,
    }  # fmt: skip
    return plain | told


def decide(*claims: dict[str, Any]) -> Decided:
    con = duckdb.connect()
    con.execute(f"CREATE TABLE c ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
    con.executemany(
        f"INSERT INTO c VALUES ({', '.join('?' * len(COLUMNS))})", [[row[name] for name in COLUMNS] for row in claims]
    )
    table = ibis.duckdb.from_connection(con).table("c")
    year_of = {row["claim_id"]: row["year"] for row in claims}
    years = {r["claim_id"]: r | {"year": year_of[r["claim_id"]]} for r in year_winners(table).to_pyarrow().to_pylist()}
    shown = {row["claim_id"]: row for row in shown_winners(table, R).to_pyarrow().to_pylist()}
    return Decided(years, shown)


def test_line_01_claims_that_are_out_do_not_compete() -> None:
    found = decide(claim("a", rank=8), claim("b", rank=1, is_out=True, low=900, high=900))
    assert found.year_winner() == "a"
    assert found.years["b"]["lost_by"] == "1"
    assert found.years["a"]["year_rule"] == "1"
    assert found.years["a"]["year_disagreement"] is False


def test_line_01_is_what_an_only_claim_says() -> None:
    found = decide(claim("a"))
    assert found.years["a"]["year_rule"] == "1"
    assert found.shown["a"] == {"org_id": "o", "measure": "revenue", "claim_id": "a", "shown_disagreement": False,
                                "shown_state": "current", "shown_rule": ""}  # fmt: skip


def test_line_02_a_persons_choice_wins_its_period() -> None:
    found = decide(claim("a", rank=1), claim("b", rank=8, is_preferred=True, statement="consolidated"))
    assert found.year_winner() == "b"
    assert found.years["a"]["lost_by"] == "2"
    assert found.years["b"]["year_rule"] == "2"


def test_line_02_a_choice_does_not_reach_newer_years() -> None:
    found = decide(claim("a", year=2024), claim("b", year=2022, is_preferred=True), claim("c", year=2022))
    assert found.shown_claim == "a"
    assert found.year_winner(2022) == "b"


def test_line_03_the_newest_year_of_the_window_is_shown() -> None:
    found = decide(claim("a", year=2021), claim("b", year=2023), claim("c", year=2026))
    assert found.shown_claim == "c"
    assert found.shown["c"]["shown_rule"] == "3"
    assert found.years["a"]["is_year_winner"]


def test_line_03_outside_the_window_claims_are_outdated_and_none_lies_ahead() -> None:
    found = decide(claim("a", year=2016), claim("b", year=2020), claim("c", year=2027))
    assert (found.shown_claim, found.shown["b"]["shown_state"]) == ("b", "outdated")
    assert decide(claim("a", year=2020), claim("b", year=2021)).shown_claim == "b"


def test_line_03_of_several_observations_in_a_year_the_latest() -> None:
    found = decide(claim("a", 10, observed_on=date(2024, 6, 30)), claim("b", 8, rank=8))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "3"
    assert found.years["b"]["year_disagreement"] is True
    assert found.shown["b"]["shown_rule"] == ""


def test_line_04_whole_before_partial() -> None:
    found = decide(claim("a", population="doctors only", rank=1), claim("b", rank=8))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "4"


def test_line_04_works_on_the_whole_window_before_the_newest_year() -> None:
    found = decide(claim("a", year=2025, population="doctors only"), claim("b", year=2022))
    assert found.shown_claim == "b"
    assert found.shown["b"]["shown_rule"] == "4"
    assert found.year_winner(2025) == "a"


def test_line_05_individual_first_then_unknown() -> None:
    found = decide(claim("a", statement="unknown", rank=1), claim("b", statement="individual", rank=8))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "5"


def test_line_05_individual_and_unknown_are_one_series() -> None:
    found = decide(claim("a", statement="individual", year=2022), claim("b", statement="unknown", year=2024))
    assert found.shown_claim == "b"
    assert found.shown["b"]["shown_rule"] == "3"


def test_line_05_consolidated_only_where_the_own_series_has_nothing_in_the_window() -> None:
    newer = claim("a", statement="consolidated", year=2025)
    assert decide(newer, claim("b", year=2021)).shown_claim == "b"
    assert decide(newer, claim("b", year=2020)).shown_claim == "a"


def test_line_05_a_group_takes_consolidated_then_unknown_never_individual() -> None:
    group = {"unit_kind": "group"}
    found = decide(claim("a", **group, year=2025), claim("b", **group, year=2022, statement="consolidated"))
    assert found.shown_claim == "b"
    assert decide(claim("a", **group), claim("b", **group, statement="individual")).shown_claim == "a"
    assert decide(claim("a", **group, statement="individual")).shown == {}


@pytest.mark.parametrize(
    ("measure", "better", "worse"),
    [
        ("profit", "net", "before_tax"),
        ("profit", "before_tax", "attributable"),
        ("profit", "attributable", "unspecified"),
        ("headcount", "annual_average", "point"),
        ("headcount", "point", "unspecified"),
        ("revenue", "total_income", "unspecified"),
        ("turnover", "net_sales", "unspecified"),
        ("assets", "point", "unspecified"),
    ],
)
def test_line_06_the_better_basis_of_a_year(measure: str, better: str, worse: str) -> None:
    found = decide(claim("a", measure=measure, basis=worse, rank=1), claim("b", measure=measure, basis=better, rank=8))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "6"


def test_line_06_unspecified_joins_the_best_stated_basis_over_the_window() -> None:
    profit = {"measure": "profit"}
    found = decide(
        claim("a", **profit, basis="net", year=2021),
        claim("b", **profit, basis="before_tax", year=2025),
        claim("c", **profit, basis="unspecified", year=2023),
    )
    assert found.shown_claim == "c"
    assert found.shown["c"]["shown_rule"] == "6,3"


def test_line_07_an_infinite_end_never_beats_a_finite_claim_that_it_overlaps() -> None:
    found = decide(claim("a", (500, inf), rank=1), claim("b", 588, rank=8))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "7"


def test_line_07_an_infinite_end_that_overlaps_nothing_keeps_its_rank() -> None:
    found = decide(claim("a", (500, inf), rank=5), claim("b", 499, rank=6))
    assert found.year_winner() == "a"
    assert found.years["a"]["year_disagreement"] is True


def test_line_07_touching_closed_ends_overlap() -> None:
    assert decide(claim("a", (500, inf), rank=1), claim("b", 500, rank=8)).year_winner() == "b"
    assert decide(claim("a", (-inf, -1), rank=1, measure="profit"), claim("b", -1, rank=8, measure="profit")
                  ).year_winner() == "b"  # fmt: skip


def test_line_07_the_better_source() -> None:
    found = decide(claim("a", rank=2), claim("b", rank=6, published_on=date(2025, 1, 1)))
    assert found.year_winner() == "a"
    assert found.years["b"]["lost_by"] == "7"


def test_line_08_the_narrower_of_two_that_overlap() -> None:
    found = decide(claim("a", (650, 750), published_on=date(2025, 6, 1)), claim("b", 710))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "8"
    assert found.years["b"]["year_disagreement"] is False


def test_line_08_every_claim_that_a_narrower_one_overlaps_is_out() -> None:
    # c is overlapped by b only, and b by a: c is out although b is out as well
    found = decide(claim("a", (10, 11)), claim("b", (11, 14)), claim("c", (13, 20), published_on=date(2025, 1, 1)))
    assert found.year_winner() == "a"


def test_line_08_two_infinite_ends_are_equally_wide() -> None:
    found = decide(claim("a", (500, inf), published_on=date(2025, 1, 1)), claim("b", (900, inf)))
    assert found.year_winner() == "a"


def test_line_08_the_latest_publication_undated_last() -> None:
    found = decide(claim("a"), claim("b", published_on=date(2023, 1, 1)), claim("c", published_on=date(2023, 3, 1)))
    assert found.year_winner() == "c"
    assert found.years["a"]["lost_by"] == "8"


def test_line_08_the_unit_as_filed() -> None:
    found = decide(claim("a", is_converted=True), claim("b", 100.1))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "8"


def test_line_09_the_smaller_source_then_reference_then_row() -> None:
    assert decide(claim("a", source_id="t"), claim("b", source_id="s")).year_winner() == "b"
    assert decide(claim("a", reference="S09", position=1), claim("b", reference="S07", position=2)).year_winner() == "b"
    found = decide(claim("a", position=2), claim("b", position=1))
    assert found.year_winner() == "b"
    assert found.years["b"]["year_rule"] == "9"


def test_line_09_disagreement_asks_statement_and_basis_but_not_population() -> None:
    def disagrees(**loser: Any) -> bool:
        winner = claim("a", 100, rank=1, statement="individual", basis="total_income")
        return bool(decide(winner, claim("b", 200, rank=8, **loser)).years["a"]["year_disagreement"])

    assert disagrees(statement="individual", basis="total_income")
    assert disagrees(statement="unknown", basis="unspecified")
    assert not disagrees(statement="consolidated", basis="total_income")
    assert not disagrees(statement="individual", basis="net_sales")
    assert disagrees(statement="individual", basis="total_income", population="branch 1")


def test_line_09_what_overlaps_the_winner_does_not_disagree() -> None:
    found = decide(claim("a", 100, rank=1), claim("b", (90, 110), rank=8), claim("c", (100, inf), rank=8))
    assert found.years["a"]["year_disagreement"] is False
    assert [found.years[c]["disagrees"] for c in "abc"] == [None, False, False]


def test_line_10_each_measure_has_its_own_year() -> None:
    found = decide(claim("a", measure="headcount", year=2024), claim("b", measure="profit", year=2023))
    assert set(found.shown) == {"a", "b"}


def test_line_11_every_year_keeps_its_own_winner_with_statement_and_basis() -> None:
    found = decide(claim("a", year=2022, statement="individual"), claim("b", year=2023, statement="consolidated"))
    assert {c for c, row in found.years.items() if row["is_year_winner"]} == {"a", "b"}
    assert found.shown_claim == "a"


def test_line_12_a_claim_without_a_rate_is_compared_with_nothing() -> None:
    found = decide(claim("a", (None, None), rank=1), claim("b", 5, rank=8))
    assert found.year_winner() == "a"
    assert found.years["a"]["year_disagreement"] is False


def test_order_of_claims_does_not_matter() -> None:
    claims = [claim("a", (650, 750), rank=6), claim("b", 710, rank=6), claim("c", (600, inf), rank=1),
              claim("d", 300, rank=7, statement="consolidated"), claim("e", year=2021)]  # fmt: skip
    assert decide(*claims) == decide(*reversed(claims))
