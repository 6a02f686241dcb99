"""Profile and proof: series that break, claims that lost and why, relations both ways, links to registers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from explore.by_hand import organisation
from karta.explore.filters import Filter
from karta.explore.method import method
from karta.explore.profile import NoSuchOrganisation, claims_of, profile, proof
from karta.explore.rules import RULES, rules_applied
from karta.explore.sentence import filter_parts, filter_sentence
from karta.snapshot.reader import Snapshot

Write = Callable[..., Snapshot]


def claimed(year: int, value: float, **said: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """One claim on the revenue of `a` with its figure; the only one of its year unless `said` says otherwise."""
    shared = {"org_id": "a", "claim_id": f"c{year}-{value:g}", "source_id": "list"}
    shared |= {
        name: said.pop(name, default) for name, default in (("statement", "individual"), ("basis", "total_income"))
    }
    figure = {
        **shared, "measure": "revenue", "year": year, "value": value, "value_min": value, "value_max": value,
        "is_year_winner": True, "year_rule": "1", "year_disagreement": False, "is_shown": False, **said,
    }  # fmt: skip
    claim = {
        **shared, "property": "revenue", "value": str(value), "unit": "BGN", "as_published": f"{value:g} лв.",
        "publication_ref": "S1", "publication_title": "Report", "publication_url": "https://example.org/report",
        "published_on": f"{year + 1}", "rank": 2,
    }  # fmt: skip
    return claim, figure


@pytest.fixture
def snapshot(write: Write) -> Snapshot:
    pairs = [
        claimed(2018, 10, statement="unknown"),
        claimed(2019, 11, basis="unspecified"),
        claimed(2020, 12, basis="net_sales"),
        claimed(2021, 13, statement="consolidated", basis="net_sales"),
        claimed(2023, 15, statement="consolidated", basis="unspecified", year_rule="5,7", year_disagreement=True,
                is_shown=True, shown_state="current", shown_rule="3"),
        claimed(2023, 99, is_year_winner=False, year_rule=None, lost_by="7", disagrees=True, year_disagreement=None),
    ]  # fmt: skip
    rows = [
        organisation("a", name_bg="Алфа АД", eik="831902088", lei="529900T8BM49AURSDO55", revenue=(15, 15, 2023)),
        organisation("b", name_bg="Бета АД"),
    ]
    relations = [
        {"org_id": "a", "relation": "member_of", "target_name": "Клъстер", "source_id": "list"},
        {"org_id": "b", "relation": "spun_off_from", "target_org_id": "a", "target_name": "Алфа", "source_id": "list"},
    ]
    return write(
        rows,
        claims=[claim for claim, _ in pairs],
        figures=[figure for _, figure in pairs],
        relations=relations,
        redirects=[{"old_org_id": "org-former", "org_id": "a"}],
        links=[{"org_id": "a", "source_id": "list", "record_id": "alfa", "link_rule": "first"}],
    )


def test_map_08_one_claim_is_shown_and_the_losers_say_why(snapshot: Snapshot) -> None:
    told = proof(snapshot, "a", "revenue")
    assert told.year == 2023
    assert told.winner is not None
    assert (told.winner.value, told.winner.is_shown, told.winner.disagreement) == (15, True, True)
    assert [rule.line for rule in told.winner.rules] == ["5", "7"]
    assert [rule.line for rule in told.winner.shown_rules] == ["3"]
    (loser,) = told.losers
    assert (loser.value, loser.disagreement) == (99, True)
    assert loser.lost_by == RULES["7"]


def test_map_09_the_proof_shows_the_currency_as_published(snapshot: Snapshot) -> None:
    winner = proof(snapshot, "a", "revenue", 2018).winner
    assert winner is not None
    assert (winner.published["unit"], winner.published["as_published"]) == ("BGN", "10 лв.")
    assert winner.source is not None
    assert winner.source["licence"]["name"] == "CC0-1.0"


def test_the_proof_of_a_year_without_claims_is_empty(snapshot: Snapshot) -> None:
    told = proof(snapshot, "a", "revenue", 1950)
    assert (told.winner, told.losers) == (None, [])
    assert proof(snapshot, "a", "profit").year is None


def test_map_05_a_series_breaks_where_scope_or_basis_switches(snapshot: Snapshot) -> None:
    (series,) = profile(snapshot, "a").series
    assert [(point.year, point.break_before) for point in series.points] == [
        (2018, None),  # scope unknown and individual are one series of a legal unit
        (2019, None),  # an unspecified basis joins the stated one
        (2020, "basis"),
        (2021, "statement"),
        (2023, None),
    ]


def test_relations_stand_on_both_sides(snapshot: Snapshot) -> None:
    told = [(r.relation, r.is_outgoing, r.org_id, r.name_bg) for r in profile(snapshot, "a").relations]
    assert told == [("member_of", True, None, "Клъстер"), ("spun_off_from", False, "b", "Бета АД")]


def test_a_profile_leads_to_registers_sources_and_what_is_missing(snapshot: Snapshot) -> None:
    told = profile(snapshot, "org-former")
    assert (told.asked_id, told.organisation.org_id) == ("org-former", "a")
    assert told.register_links == [
        ("commercial_register", "https://portal.registryagency.bg/CR/Reports/ActiveConditionTabResult?uic=831902088"),
        ("gleif", "https://search.gleif.org/#/record/529900T8BM49AURSDO55"),
    ]
    assert [source["source_id"] for source in told.sources] == ["list"]
    assert [publication["ref"] for publication in told.publications] == ["S1"]
    assert told.links[0]["record_id"] == "alfa"
    assert "headcount" in told.missing
    assert "revenue" not in told.missing


def test_claims_are_json_with_rule_disagreement_and_texts(snapshot: Snapshot) -> None:
    told = json.loads(json.dumps(claims_of(snapshot, "a")))
    first, second = told[:2]
    assert (first["measure"], first["year"], first["rule"], first["disagreement"]) == ("revenue", 2023, "5,7", True)
    assert [rule["line"] for rule in first["rules"]] == ["5", "7"]
    assert (second["lost_by"], second["disagreement"]) == ("7", True)
    assert second["rules"][0]["text_bg"] == RULES["7"].text_bg
    assert first["licence"] == {"name": "CC0-1.0", "url": "https://example.org/cc0"}


def test_an_unknown_id_is_said_to_be_unknown(snapshot: Snapshot) -> None:
    with pytest.raises(NoSuchOrganisation, match="nobody: no organisation"):
        profile(snapshot, "nobody")


def test_the_twelve_lines_stand_in_both_languages() -> None:
    assert list(RULES) == [str(line) for line in range(1, 13)]
    for rule in RULES.values():
        assert all(len(text) > 5 for text in (rule.title_bg, rule.title_en, rule.text_bg, rule.text_en))
    assert [rule.line for rule in rules_applied("4,6,3")] == ["4", "6", "3"]
    assert rules_applied("1")[0].title_en == "The only claim"
    assert rules_applied(None) == rules_applied("") == []


def test_map_20_the_method_names_window_measures_rules_and_sources(economy: Snapshot) -> None:
    told = method(economy)
    assert (told.reference_year, told.window, told.synthetic) == (2025, (2021, 2026), True)
    assert told.measures[0]["measure"] == "headcount"
    assert all(0 <= measure["share"] <= 1 for measure in told.measures)
    assert len(told.rules) == 12
    assert told.rates["BGN"]["fixed"] == "1.95583"
    assert {source["source_id"] for source in told.sources} == {"synthetic_press", "synthetic_register"}


def test_a_filter_reads_as_a_sentence_in_both_languages(economy: Snapshot) -> None:
    asked = Filter(district=("SOF",), headcount_min=1000, headcount_unknown=True, result=("loss",), year=2022)
    assert filter_sentence(economy, asked, "en") == (
        "district: SOF District; result: loss; employees: from 1,000 or unknown; year: 2022"
    )
    assert filter_sentence(economy, asked, "bg") == (
        "област: Област SOF; резултат: загуба; заети: от 1\u202f000 или неизвестно; година: 2022"
    )
    assert [part for part, _, _ in filter_parts(economy, asked, "bg")] == ["district", "result", "headcount", "year"]
    assert filter_sentence(economy, Filter(), "en") == "all legal units that are not deleted or merged"
