"""Which records become one organisation, under which id, with which explanation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from karta.pipeline.link.ids import id_of_record

from ..conftest import decision, record, source

SOFARMA, BRANCH, OTHER = "831902088", "8319020880016", "103267194"
LEI = "8945007E0W5BRBMCJZ51"
Linked = Callable[..., duckdb.DuckDBPyConnection]


def organisations(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for org_id, key in con.execute("SELECT org_id, record_id FROM links").fetchall():
        found.setdefault(org_id, set()).add(key)
    return found


def groups(con: duckdb.DuckDBPyConnection) -> list[set[str]]:
    return sorted(organisations(con).values(), key=sorted)


def codes(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in con.execute("SELECT code FROM findings ORDER BY ALL").fetchall()]


def test_map_15_one_company_by_two_spellings_with_one_eik_is_one_record_with_both_names(
    assembled: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    con = assembled(
        source("user_a", record("1", "Софарма АД", eik=SOFARMA)),
        source("user_b", record("7", "SOPHARMA JSC", eik=f"BG {SOFARMA}")),
    )
    assert organisations(con) == {f"bg-eik-{SOFARMA}": {"1", "7"}}
    names = con.execute("SELECT name FROM out_names ORDER BY name").fetchall()
    assert names == [("SOPHARMA JSC",), ("Софарма АД",)]
    assert con.execute("SELECT org_id, name_bg, name_en FROM out_organisations").fetchall() == [
        (f"bg-eik-{SOFARMA}", "Софарма АД", "SOPHARMA JSC")
    ]


def test_rule_1_explains_itself_in_both_languages(linked: Linked) -> None:
    con = linked(source("a", record("1", "Софарма", eik=SOFARMA)), source("b", record("2", "Sopharma", eik=SOFARMA)))
    rows = con.execute("SELECT link_rule, explanation_en, explanation_bg FROM links ORDER BY source_id").fetchall()
    assert rows == [
        ("first", "First record of this organisation.", "Първи запис за тази организация."),
        ("register_id", f"Same ЕИК {SOFARMA}.", f"Еднакъв ЕИК {SOFARMA}."),
    ]


def test_two_eik_are_never_one_organisation_not_even_through_a_third_record(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Софарма АД", eik=SOFARMA, settlement="София")),
        source("b", record("2", "Софарма АД", eik=OTHER, settlement="София")),
        source("c", record("3", "Софарма АД", settlement="София")),
    )
    assert groups(con) == [{"1"}, {"2"}, {"3"}]


def test_two_eik_with_one_lei_stay_apart_and_are_a_finding(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Софарма", eik=SOFARMA, identifiers=[("lei", LEI)])),
        source("b", record("2", "Софарма", eik=OTHER, identifiers=[("lei", LEI)])),
    )
    assert groups(con) == [{"1"}, {"2"}]
    assert codes(con) == ["link_conflict"]


def test_a_decision_same_cannot_join_two_eik(linked: Linked) -> None:
    same = decision("same", left={"source_id": "a", "record_id": "1"}, right={"source_id": "b", "record_id": "2"})
    runs = (source("a", record("1", "Едно", eik=SOFARMA)), source("b", record("2", "Друго", eik=OTHER)))
    con = linked(*runs, decisions=[same])
    assert groups(con) == [{"1"}, {"2"}]
    assert codes(con) == ["link_conflict"]


def test_a_branch_is_a_site_of_its_company_and_its_people_are_a_part(
    assembled: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    from ..conftest import headcount

    con = assembled(
        source("a", record("1", "Софарма АД", eik=SOFARMA, figures=[headcount("1800")])),
        source("b", record("2", "Софарма АД, клон Враца", eik=BRANCH, figures=[headcount("90")]), rank=1),
    )
    assert organisations(con) == {f"bg-eik-{SOFARMA}": {"1", "2"}}
    assert con.execute("SELECT site_id FROM out_sites WHERE site_kind = 'branch'").fetchall() == [(f"bg-eik-{BRANCH}",)]
    shown = con.execute("SELECT name_bg, eik, headcount_value FROM out_organisations").fetchall()
    assert shown == [("Софарма АД", SOFARMA, 1800.0)]


def test_rule_2_unique_name_same_form_same_settlement(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Биотест ООД", eik=OTHER, settlement="Варна")),
        source("b", record("2", "BIOTEST OOD", settlement="Варна")),
    )
    assert organisations(con) == {f"bg-eik-{OTHER}": {"1", "2"}}
    assert con.execute("SELECT link_rule FROM links WHERE record_id = '2'").fetchall() == [("certain_rule",)]


@pytest.mark.parametrize(
    ("name", "settlement", "rule"),
    [
        ("Биотест АД", "Варна", "first"),  # another legal form: a person decides
        ("Биотест ООД", "Русе", "first"),  # another settlement
        ("Биотест", "Варна", "model"),  # a company whose legal form is not told
        ("Биотест ООД", None, "model"),  # a settlement that is not told
    ],
)
def test_rule_2_asks_for_all_three_and_leaves_the_rest_to_the_model(
    linked: Linked, name: str, settlement: str | None, rule: str
) -> None:
    con = linked(
        source("a", record("1", "Биотест ООД", settlement="Варна")),
        source("b", record("2", name, settlement=settlement, kind="company")),
    )
    assert con.execute("SELECT link_rule FROM links WHERE record_id = '2'").fetchall() == [(rule,)]


def test_rule_2_a_name_that_two_bear_in_one_source_joins_nothing(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Надежда ООД", settlement="Варна"), record("2", "Надежда ООД", settlement="Русе")),
        source("b", record("3", "Надежда ООД", settlement="Варна")),
    )
    assert groups(con) == [{"1", "3"}, {"2"}]
    assert con.execute("SELECT link_rule, linked_record_id FROM links WHERE record_id = '3'").fetchall() == [
        ("model", "1")
    ]


def test_a_record_that_may_as_well_be_another_joins_neither(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Надежда ООД", eik=SOFARMA), record("2", "Надежда ООД", eik=OTHER)),
        source("b", record("3", "Надежда ООД", settlement="Варна")),
    )
    assert groups(con) == [{"1"}, {"2"}, {"3"}]
    found = con.execute("SELECT left_record_id, right_record_id, reason FROM candidates ORDER BY ALL").fetchall()
    assert found == [("1", "3", "ambiguous"), ("2", "3", "ambiguous")]


def test_a_name_that_many_bear_joins_nothing_without_a_settlement_whoever_asks(linked: Linked) -> None:
    towns = ("София", "Варна", "Русе", "Пловдив", "Бургас", "Плевен", "Шумен", "Перник", "Видин", "Враца")
    con = linked(
        source("a", *(record(str(n), "Надежда Консулт ООД", settlement=town) for n, town in enumerate(towns))),
        source("b", record("one", "Надежда Консулт ООД", settlement="Ловеч"), record("two", "Надежда Консулт ООД")),
        single_sources=["a"],
    )
    assert all(len(group) == 1 for group in groups(con))
    known = con.execute("SELECT count(*) FROM candidates WHERE 'two' IN (left_record_id, right_record_id)").fetchone()
    assert known == (0,)


def test_rule_2_bodies_without_a_legal_form(linked: Linked) -> None:
    told = {"kind": "university", "settlement": "Пловдив"}
    con = linked(
        source("a", record("1", "Медицински университет - Пловдив", **told)),
        source("b", record("2", "Медицински университет Пловдив", **told)),
    )
    assert groups(con) == [{"1", "2"}]


def test_rows_of_a_list_in_which_one_row_is_one_organisation_never_meet(linked: Linked) -> None:
    rows = (record("1", "Биотест ООД", settlement="Варна"), record("2", "Биотест ООД", settlement="Варна"))
    same = decision("same", left={"source_id": "a", "record_id": "1"}, right={"source_id": "a", "record_id": "2"})
    con = linked(source("a", *rows), decisions=[same], single_sources=["a"])
    assert groups(con) == [{"1"}, {"2"}]


def test_what_the_model_is_not_sure_of_waits_for_a_person(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Микробиология Лаб ООД", settlement="Варна")),
        source("b", record("2", "Микробиолгия Лаб АД", settlement="Варна")),
    )
    assert groups(con) == [{"1"}, {"2"}]
    ((reason, score),) = con.execute("SELECT reason, score FROM candidates").fetchall()
    assert reason == "model"
    assert 0.2 < score < 1


def test_a_link_of_the_model_tells_its_evidence_in_words_and_weights(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Хювефарма ЕООД", settlement="Пещера", eik=OTHER)),
        source("b", record("2", "Huvepharma Ltd.", settlement="Peshtera")),
    )
    ((english, bulgarian, score),) = con.execute(
        "SELECT explanation_en, explanation_bg, score FROM links WHERE link_rule = 'model'"
    ).fetchall()
    assert "two companies, every word is shared: Хювефарма = Huvepharma (+" in english
    assert "две дружества, всяка дума е обща: Хювефарма = Huvepharma (+" in bulgarian
    assert 0.7 < score <= 1


def test_decisions_join_and_part(linked: Linked) -> None:
    left, right = {"source_id": "a", "record_id": "1"}, {"source_id": "b", "record_id": "2"}
    runs = (
        source("a", record("1", "Биотест ООД", settlement="Варна")),
        source("b", record("2", "Биотест ООД", settlement="Варна")),
    )
    assert groups(linked(*runs, decisions=[decision("different", left=left, right=right)])) == [{"1"}, {"2"}]
    others = (source("a", record("1", "Едно")), source("b", record("2", "Друго")))
    con = linked(*others, decisions=[decision("same", left=left, right=right)])
    assert groups(con) == [{"1", "2"}]
    ((told,),) = con.execute("SELECT explanation_en FROM links WHERE record_id = '2'").fetchall()
    assert told == "Decided by steward on 2026-11-23: same organisation. checked"


@pytest.mark.parametrize(
    ("identifiers", "org_id"),
    [
        ([("lei", LEI)], f"lei-{LEI}"),
        ([("ror_id", "https://ror.org/05abcde24")], "ror-05abcde24"),
        ([("ro_cif", "27820")], "ro-cif-27820"),
        ([("lei", LEI), ("eik", SOFARMA)], f"bg-eik-{SOFARMA}"),
        ([], id_of_record(("a", "1"))),
    ],
)
def test_the_id_comes_from_the_best_register_id(linked: Linked, identifiers: Any, org_id: str) -> None:
    con = linked(source("a", record("1", "Нещо", identifiers=identifiers)))
    assert con.execute("SELECT DISTINCT org_id FROM links").fetchall() == [(org_id,)]


def test_an_own_id_is_sixteen_letters_and_stays_when_an_earlier_record_turns_up(linked: Linked) -> None:
    own = id_of_record(("b", "2"))
    assert (own[:4], len(own), own.lower()) == ("org-", 20, own)
    known = [{"org_id": own, "source_id": "b", "record_id": "2"}]
    runs = (
        source("a", record("1", "Биотест ООД", settlement="Варна")),
        source("b", record("2", "Биотест ООД", settlement="Варна")),
    )
    assert organisations(linked(*runs, known_ids=known)) == {own: {"1", "2"}}
    assert organisations(linked(*runs)) == {id_of_record(("a", "1")): {"1", "2"}}


def test_an_own_id_redirects_when_a_register_id_appears(linked: Linked) -> None:
    own = id_of_record(("a", "1"))
    known = [{"org_id": own, "source_id": "a", "record_id": "1"}]
    con = linked(source("a", record("1", "Софарма АД", eik=SOFARMA)), known_ids=known)
    assert con.execute("SELECT * FROM redirects").fetchall() == [(own, f"bg-eik-{SOFARMA}")]


def test_a_register_id_by_which_an_organisation_is_not_called_leads_to_it(linked: Linked) -> None:
    con = linked(
        source("a", record("1", "Софарма АД", eik=SOFARMA)),
        source("b", record("2", "Sopharma", eik=SOFARMA, identifiers=[("lei", LEI)])),
    )
    assert con.execute("SELECT * FROM redirects").fetchall() == [(f"lei-{LEI}", f"bg-eik-{SOFARMA}")]


def test_an_own_id_redirects_when_a_row_without_a_key_gets_a_register_id(linked: Linked) -> None:
    key = "Биотест ООД | Варна"
    own = id_of_record(("a", key))
    known = [{"org_id": own, "source_id": "a", "record_id": key, "names": ["biotest"]}]
    con = linked(source("a", record(OTHER, "Биотест ООД", eik=OTHER, settlement="Варна")), known_ids=known)
    assert con.execute("SELECT * FROM redirects").fetchall() == [(own, f"bg-eik-{OTHER}")]
    two = (record("1", "Биотест ООД", settlement="Русе"), record("2", "Биотест АД", settlement="Бургас"))
    assert linked(source("a", *two), known_ids=known).execute("SELECT * FROM redirects").fetchall() == []
