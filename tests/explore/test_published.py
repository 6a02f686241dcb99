"""What was published anew, one real pair of builds a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from karta.explore.filters import Filter
from karta.explore.published import Changes, changes

from .pairs import ROWS, SOPHARMA, Lists, claim


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    """One list of three organisations."""
    made = Lists(tmp_path)
    made.bring_in(*ROWS)
    return made


def told(found: Changes) -> list[tuple[str | None, float | None, float | None, str, str]]:
    """(name, before, after, reason, because) of each figure."""
    return sorted(
        (one.name_bg or "", one.before.value, one.after.value, one.reason, one.because) for one in found.figures
    )


def sums(found: Changes) -> dict[str | None, tuple[float | None, float | None]]:
    return {one.measure: (one.before, one.after) for one in found.aggregates if one.district is None}


def test_nothing_changed(lists: Lists) -> None:
    only = lists.build()
    found = changes(only, only)
    assert (found.same, found.figures, found.organisations, found.reasons, found.aggregates) == (True, [], [], {}, [])


def test_a_newer_version_of_a_source(lists: Lists) -> None:
    old = lists.build()
    lists.bring_in(ROWS[0], "2;Биотест ООД;;Варна;15", ROWS[2])
    found = changes(old, lists.build())
    assert told(found) == [("Биотест ООД", 12, 15, "newer_version", "")]
    assert found.figures[0].source_id == "user_members"
    assert (found.figures[0].before.year, found.figures[0].after.year) == (2024, 2024)
    assert found.reasons == {"newer_version": 1}
    assert sums(found) == {"headcount": (1819, 1822)}
    assert [(one.source_id, one.change) for one in found.sources] == [("user_members", "newer")]


def test_a_new_source_and_its_removal(lists: Lists) -> None:
    old = lists.build()
    lists.bring_in("a;Софарма АД;831902088;София;1900", source_id="user_other", year=2025)
    new = lists.build()
    found = changes(old, new)
    assert told(found) == [("Софарма АД", 1800, 1900, "new_source", "")]
    assert (found.figures[0].source_id, found.figures[0].after.source_id) == ("user_other", "user_other")
    assert [(one.source_id, one.change) for one in found.sources] == [("user_other", "new")]
    back = changes(new, old)
    assert told(back) == [("Софарма АД", 1900, 1800, "removed_source", "")]
    assert [(one.source_id, one.change) for one in back.sources] == [("user_other", "removed")]


def test_decisions_on_claims(lists: Lists) -> None:
    lists.bring_in("a;Софарма АД;831902088;София;1900", source_id="user_other", rank=6)
    old = lists.build()
    lists.decide("prefer claim", claim_id=claim(old, "1900"))
    preferred = lists.build()
    assert told(changes(old, preferred)) == [("Софарма АД", 1800, 1900, "correction", "")]
    assert told(changes(preferred, old)) == [("Софарма АД", 1900, 1800, "correction", "")]
    lists.decide("withdraw claim", claim_id=claim(old, "7"))
    withdrawn = lists.build()
    assert told(changes(preferred, withdrawn)) == [("Лаб ООД", 7, None, "correction", "")]
    lists.decide("add claim", org_id=SOPHARMA, property="headcount", value="1850", period="2025", unit="persons",
                 statement="individual", basis="point")  # fmt: skip
    added = changes(withdrawn, lists.build())
    assert told(added) == [("Софарма АД", 1900, 1850, "correction", "")]
    assert added.figures[0].after.source_id == "decisions"


def test_a_decision_joins_two_organisations_and_its_undoing_parts_them(lists: Lists) -> None:
    lists.bring_in("a;Хризантема;;;20", source_id="user_other", year=2025)
    old = lists.build()
    pair = {
        "left": {"source_id": "user_members", "record_id": "2"},
        "right": {"source_id": "user_other", "record_id": "a"},
    }
    lists.decide("same", **pair)
    new = lists.build()
    found = changes(old, new)
    assert {(one.reason, one.after.value) for one in found.figures} == {("merge", 20), ("merge", None)}
    assert ("removed", "merge") in found.organisation_reasons
    gone = next(one for one in found.organisations if one.change == "removed")
    assert gone.other_org_id == next(one.org_id for one in found.figures if one.after.value == 20)
    assert sums(found)[None] == (4, 3)
    back = changes(new, old)
    assert {one.reason for one in back.figures} == {"split"}
    assert ("added", "split") in back.organisation_reasons


def test_an_organisation_gets_a_register_number(lists: Lists) -> None:
    old = lists.build()
    lists.bring_in(ROWS[0], "2;Биотест ООД;103267194;Варна;12", ROWS[2])
    found = changes(old, lists.build())
    assert {(one.change, one.reason) for one in found.organisations} == {("added", "redirect"), ("removed", "redirect")}
    assert {(one.org_id, one.reason) for one in found.figures if one.after.value} == {("bg-eik-103267194", "redirect")}
    assert sums(found) == {}


def test_organisations_come_and_go(lists: Lists) -> None:
    old = lists.build()
    lists.bring_in(ROWS[0], ROWS[1], "4;Аптека Нова ООД;;Бургас;3")
    found = changes(old, lists.build())
    assert told(found) == [
        ("Аптека Нова ООД", None, 3, "new_organisation", "newer_version"),
        ("Лаб ООД", 7, None, "gone", "newer_version"),
    ]
    assert found.organisation_reasons == {("added", "newer_version"): 1, ("removed", "newer_version"): 1}
    assert sums(found) == {"headcount": (1819, 1815)}


def test_the_reference_year_moves_on(lists: Lists) -> None:
    lists.bring_in("a;Стара ООД;;Плевен;5", source_id="user_old", year=2020, retrieved="2025-06-01")
    lists.bring_in(*ROWS[1:], retrieved="2025-06-01")
    old = lists.build()
    lists.bring_in(*ROWS[1:], "4;Нова ООД;;;", retrieved="2026-11-23")
    found = changes(old, lists.build())
    assert found.reference_year == (2024, 2025)
    assert told(found) == [("Стара ООД", 5, 5, "rule", "reference_year")]
    assert (found.figures[0].before.state, found.figures[0].after.state) == ("current", "outdated")


def test_the_code_makes_another_choice(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.bring_in("a;Софарма АД;831902088;София;1900", source_id="user_other", year=2025)
    old = lists.build()
    another_version(monkeypatch)
    found = changes(old, lists.build())
    assert found.code_version[1] == "0.2.0"
    assert told(found) == [("Софарма АД", 1900, 1800, "rule", "code")]


def another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next version of the program looks at an earlier window."""
    from karta.pipeline.assemble import precedence
    from karta.pipeline.write import manifest
    from karta.snapshot import writer

    for module in (manifest, writer):
        monkeypatch.setattr(module, "code_version", lambda: "0.2.0")
    chosen = precedence.shown_winners
    monkeypatch.setattr(precedence, "shown_winners", lambda claims, year: chosen(claims, year - 2))


def test_a_filter_keeps_what_matches_in_either(lists: Lists) -> None:
    old = lists.build()
    lists.bring_in(ROWS[0], "2;Биотест ООД;;Варна;60", "3;Лаб ООД;;Русе;8")
    new = lists.build()
    assert told(changes(old, new, Filter(headcount_min=50))) == [("Биотест ООД", 12, 60, "newer_version", "")]
    assert told(changes(old, new, Filter(headcount_max=9))) == [("Лаб ООД", 7, 8, "newer_version", "")]
    paged = changes(old, new, limit=1, offset=1)
    assert (len(paged.figures), paged.figure_count) == (1, 2)
    assert changes(old, new, reason="correction").figures == []


def test_changes_as_json(lists: Lists) -> None:
    old = lists.build()
    lists.bring_in("1;Софарма Груп АД;831902088;София;1800", *ROWS[1:])
    found: dict[str, Any] = changes(old, lists.build()).as_dict()
    (changed,) = found["organisations"]
    assert changed["attributes"] == [{"column": "name_bg", "before": "Софарма АД", "after": "Софарма Груп АД"}]
    assert found["organisation_reasons"] == [{"change": "changed", "reason": "newer_version", "organisations": 1}]
