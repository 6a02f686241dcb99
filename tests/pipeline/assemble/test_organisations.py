"""One row an organisation: which attribute, which figure, in which order."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import duckdb

from karta.pipeline.tables import Figure, Relation
from karta.snapshot.counted import coverage

from ..conftest import headcount, record, source

Assembled = Callable[..., duckdb.DuckDBPyConnection]
EIK, OTHER = "831902088", "103267194"


def money(measure: str, value: str, unit: str = "EUR", year: int = 2024, **told: Any) -> Figure:
    return Figure(measure=measure, period=str(year), value=value, unit=unit, **told)


def cells(con: duckdb.DuckDBPyConnection, *columns: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = con.execute(
        f"SELECT {', '.join(columns)} FROM out_organisations ORDER BY 1"
    ).fetchall()
    return rows


def test_attributes_come_from_the_better_source(assembled: Assembled) -> None:
    con = assembled(
        source("a", record("1", "Софарма", eik=EIK, kind="company", website="http://a.bg"), rank=6),
        source("b", record("1", "Софарма АД", eik=EIK, website="http://b.bg"), rank=1),
    )
    assert cells(con, "name_bg", "kind", "website", "source_ids") == [
        ("Софарма АД", "company", "http://b.bg", ["a", "b"])
    ]


def test_unknown_stays_unknown(assembled: Assembled) -> None:
    con = assembled(source("a", record("1", "Нещо")))
    told = cells(con, "name_en", "kind", "country", "district", "founded_year", "headcount_value", "headcount_state")
    assert told == [(None, None, None, None, None, None, "unknown")]
    assert cells(con, "unit_kind", "status", "completeness") == [("legal_unit", "unknown", 0)]


def test_map_09_money_keeps_its_currency_and_has_euro_beside_it(assembled: Assembled) -> None:
    con = assembled(source("a", record("1", "Софарма", eik=EIK, figures=[money("revenue", "195583", "BGN")])))
    assert con.execute("SELECT value, currency FROM out_figures").fetchall() == [(100_000.0, "BGN")]
    assert con.execute("SELECT value, unit FROM out_claims WHERE property = 'revenue'").fetchall() == [
        ("195583", "BGN")
    ]


def test_a_currency_without_a_rate_is_its_own_state(assembled: Assembled) -> None:
    con = assembled(source("a", record("1", "Софарма", figures=[money("turnover", "25000000", "USD")])))
    assert cells(con, "turnover_state", "turnover_value", "turnover_min") == [("other_currency", None, None)]


def test_a_loss_below_a_cent_stays_a_loss(assembled: Assembled) -> None:
    figure = money("profit", "-0.01", "RON", value_max="-0.01", bounded=True)
    con = assembled(source("a", record("1", "Нещо", figures=[figure])))
    assert cells(con, "profit_min", "profit_max") == [(-inf, -0.01)]


def test_a_partial_population_answers_with_its_lower_bound_only(assembled: Assembled) -> None:
    figure = headcount("447", population="doctors and nurses only")
    con = assembled(source("a", record("1", "МБАЛ", figures=[figure])))
    assert cells(con, "headcount_value", "headcount_min", "headcount_max") == [(447, 447, inf)]
    assert con.execute("SELECT value_min, value_max FROM out_figures").fetchall() == [(447, 447)]


def test_default_order_largest_of_the_best_covered_money_first_unknown_last(assembled: Assembled) -> None:
    con = assembled(
        source(
            "a",
            record("1", "Малка", figures=[money("revenue", "10")]),
            record("2", "Голяма", figures=[money("revenue", "30")]),
            record("3", "Неизвестна"),
            record("4", "Стара", figures=[money("revenue", "99", year=2012)]),
            record("5", "Друга", figures=[money("profit", "500")]),
        )
    )
    order = con.execute("SELECT name_bg FROM out_organisations ORDER BY sort_order LIMIT 2").fetchall()
    assert order == [("Голяма",), ("Малка",)]
    covered = [(measure, current) for measure, current, _ in coverage(con)[:2]]
    assert covered == [("revenue", 2), ("profit", 1)]


def test_relations_find_their_target_by_key_or_by_a_name_that_one_bears(assembled: Assembled) -> None:
    con = assembled(
        source(
            "a",
            record("1", "Софарма АД", eik=EIK),
            record(
                "2",
                "Софарма Трейдинг АД",
                eik=OTHER,
                relations=[
                    Relation(relation="owned_by", target_name="Sofarma", target_key="1"),
                    Relation(relation="part_of", target_name="SOFARMA JSC"),
                    Relation(relation="member_of", target_name="Непознат клуб"),
                ],
            ),
        )
    )
    rows = con.execute("SELECT relation, target_org_id, target_name FROM out_relations ORDER BY relation").fetchall()
    assert rows == [
        ("member_of", None, "Непознат клуб"),
        ("owned_by", f"bg-eik-{EIK}", "Sofarma"),
        ("part_of", f"bg-eik-{EIK}", "SOFARMA JSC"),
    ]


def test_search_keys_meet_in_both_alphabets(assembled: Assembled) -> None:
    con = assembled(source("a", record("1", "„Софарма“ АД", "Sofarma AD")))
    assert con.execute("SELECT DISTINCT search_key FROM out_names").fetchall() == [("sofarma ad",)]


def test_a_tie_that_disagrees_goes_to_the_queue(assembled: Assembled) -> None:
    con = assembled(
        source("a", record("1", "Софарма", eik=EIK, figures=[headcount("10")])),
        source("b", record("1", "Софарма", eik=EIK, figures=[headcount("20")])),
    )
    assert cells(con, "headcount_value", "headcount_disagreement", "has_disagreement") == [(10, True, True)]
    rows = con.execute("SELECT code, severity, column_name, message_en FROM out_findings").fetchall()
    told = "10 and 20 are equally good and disagree; prefer one of them in the curation queue"
    assert rows == [("tie_disagrees", "notice", "headcount", f"bg-eik-{EIK}, headcount 2024: {told}")]
