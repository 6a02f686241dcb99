"""What people decided reaches the next build, and only as long as it holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb

from ..conftest import decision, headcount, record, source

EIK = "831902088"
ORG = f"bg-eik-{EIK}"
Assembled = Callable[..., duckdb.DuckDBPyConnection]


def company(*figures: Any, **told: Any) -> Any:
    return record("1", "Софарма АД", eik=EIK, figures=figures, **told)


def claim_id(con: duckdb.DuckDBPyConnection, value: str) -> str:
    ((found,),) = con.execute("SELECT claim_id FROM claims WHERE value = ?", [value]).fetchall()
    return str(found)


def shown(con: duckdb.DuckDBPyConnection) -> Any:
    ((value,),) = con.execute("SELECT headcount_value FROM out_organisations").fetchall()
    return value


def lost_by(con: duckdb.DuckDBPyConnection) -> dict[float, str | None]:
    return dict(con.execute("SELECT value, lost_by FROM out_figures").fetchall())


def codes(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in con.execute("SELECT code FROM out_findings ORDER BY ALL").fetchall()]


def test_prefer_wins_over_a_better_source(assembled: Assembled) -> None:
    runs = (source("a", company(headcount("100")), rank=1), source("b", company(headcount("200")), rank=8))
    plain = assembled(*runs)
    assert shown(plain) == 100
    con = assembled(*runs, decisions=[decision("prefer claim", claim_id=claim_id(plain, "200"))])
    assert shown(con) == 200
    assert lost_by(con) == {100: "2", 200: None}


def test_prefer_returns_to_the_queue_when_an_official_claim_arrives_later(assembled: Assembled) -> None:
    old = source("b", company(headcount("200")), rank=8, recorded_at=date(2026, 1, 1))
    prefer = decision("prefer claim", at=date(2026, 6, 1), claim_id=claim_id(assembled(old), "200"))
    con = assembled(source("a", company(headcount("100")), rank=1), old, decisions=[prefer])
    assert shown(con) == 100
    assert codes(con) == ["decision_superseded"]


def test_prefer_of_a_claim_that_is_gone_returns_to_the_queue(assembled: Assembled) -> None:
    con = assembled(source("a", company(headcount("100"))), decisions=[decision("prefer claim", claim_id="0" * 16)])
    assert codes(con) == ["decision_without_claim"]


def test_a_withdrawn_claim_does_not_compete_and_stays_in_the_proof(assembled: Assembled) -> None:
    runs = (source("a", company(headcount("100")), rank=1), source("b", company(headcount("200")), rank=8))
    withdrawn = decision("withdraw claim", claim_id=claim_id(assembled(*runs), "100"))
    con = assembled(*runs, decisions=[withdrawn])
    assert shown(con) == 200
    assert lost_by(con) == {100: "1", 200: None}
    assert con.execute("SELECT year_disagreement FROM out_figures WHERE is_year_winner").fetchall() == [(False,)]


def test_an_added_figure_is_a_claim_with_its_source(assembled: Assembled) -> None:
    added = decision("add claim", org_id=ORG, property="headcount", value="250", period="2024", unit="persons",
                     source_url="https://example.org/report")  # fmt: skip
    con = assembled(source("a", company(headcount("100")), rank=1), decisions=[added])
    assert shown(con) == 250
    rows = con.execute(
        "SELECT source_id, record_id, as_published, publication_url, note FROM out_claims WHERE source_id = 'decisions'"
    ).fetchall()
    assert rows == [("decisions", "d1", "250", "https://example.org/report", "checked")]


def test_an_added_attribute_replaces_what_the_source_says(assembled: Assembled) -> None:
    added = decision("add claim", org_id=ORG, property="website", value="https://sopharma.bg")
    con = assembled(source("a", company(website="http://old.example.org")), decisions=[added])
    assert con.execute("SELECT website FROM out_organisations").fetchall() == [("https://sopharma.bg",)]


def test_what_cannot_be_applied_is_a_finding(assembled: Assembled) -> None:
    nowhere = decision("add claim", org_id="org-x", property="website", value="https://x.bg")
    unclear = decision("add claim", decision_id="d2", org_id=ORG, property="headcount", value="many", period="2024")
    con = assembled(source("a", company(headcount("100"))), decisions=[nowhere, unclear])
    assert shown(con) == 100
    assert codes(con) == ["decision_not_applied", "decision_not_applied"]


def test_part_of_is_a_relation_and_never_a_merge(assembled: Assembled) -> None:
    part = decision("part_of", left={"source_id": "a", "record_id": "2"}, right={"source_id": "a", "record_id": "1"})
    con = assembled(source("a", company(), record("2", "Завод Враца")), decisions=[part])
    rows = con.execute("SELECT relation, target_org_id, target_name, note FROM out_relations").fetchall()
    assert rows == [("part_of", ORG, "Софарма АД", "checked")]
