"""Matching: ARCHITECTURE §3b line 10 and the semantics of each parameter, on rows written by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import pytest

from explore.by_hand import organisation
from karta.explore.clauses import STATE_NAMES
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot

Write = Callable[..., Snapshot]


def states(snapshot: Snapshot, **parameters: list[str]) -> dict[str, str]:
    """org_id → state."""
    found = match(snapshot, Filter.from_params(parameters))
    ids = snapshot.connection().execute("SELECT org_id FROM organisations ").fetchall()
    return {org_id: STATE_NAMES[state] for (org_id,), state in zip(ids, found.states.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [
        (50, 50, "match"),
        (50, 99, "match"),
        (49, 49, "refused"),
        (100, 120, "refused"),
        (40, 60, "undecided"),
        (99, 100, "undecided"),
        (0, 49, "refused"),
        (50, inf, "undecided"),
        (300, inf, "refused"),
        (0, inf, "undecided"),
    ],
)
def test_a_range_matches_only_where_the_interval_lies_inside(write: Write, low: float, high: float, state: str) -> None:
    found = states(write([organisation("a", headcount=(low, high))]), headcount_min=["50"], headcount_max=["99"])
    assert found == {"a": state}


def test_an_open_end_lies_inside_an_open_range(write: Write) -> None:
    assert states(write([organisation("a", headcount=(300, inf))]), headcount_min=["250"]) == {"a": "match"}


def test_one_refusal_refuses_and_the_rest_follows_its_order(write: Write) -> None:
    headcounts = {
        "match": {"headcount": (80, 80)},
        "undecided": {"headcount": (40, 80)},
        "other": {"headcount_state": "other_currency"},
        "outdated": {"headcount_state": "outdated", "headcount_min": 80, "headcount_max": 80},
        "unknown": {},
        "refused": {"headcount": (1, 1)},
    }
    revenues = {
        "match": {"revenue": (500, 500)},
        "undecided": {"revenue": (0, inf)},
        "other": {"revenue_state": "other_currency"},
        "outdated": {"revenue_state": "outdated", "revenue_min": 5, "revenue_max": 5},
        "unknown": {},
        "refused": {"revenue": (1, 1)},
    }
    order = ["match", "undecided", "other", "outdated", "unknown", "refused"]
    rows = [organisation(f"{left}/{right}", **headcounts[left], **revenues[right]) for left in order for right in order]
    found = states(write(rows), headcount_min=["50"], revenue_min=["100"])
    for pair, state in found.items():
        worst = max(pair.split("/"), key=order.index)
        assert state == {"other": "other_currency"}.get(worst, worst), pair


def test_outdated_rows_count_as_outdated_whatever_their_value(write: Write) -> None:
    row = organisation("a", headcount_state="outdated", headcount_min=3, headcount_max=3)
    assert states(write([row]), headcount_min=["50"]) == {"a": "outdated"}


def test_include_unknown_lets_rows_without_a_figure_in(write: Write) -> None:
    rows = [
        organisation("none"),
        organisation("old", headcount_state="outdated", headcount_min=3, headcount_max=3),
        organisation("small", headcount=(3, 3)),
    ]
    found = states(write(rows), headcount_min=["50"], headcount_unknown=["true"])
    assert found == {"none": "match", "old": "match", "small": "refused"}


def test_map_02_headcount_classes_and_free_range(write: Write) -> None:
    rows = [organisation(f"n{n}", headcount=(n, n)) for n in (0, 1, 9, 10, 49, 50, 249, 250)]
    snapshot = write(rows)
    for code, expected in {
        "0": {"n0"}, "1-9": {"n1", "n9"}, "10-49": {"n10", "n49"}, "50-249": {"n50", "n249"}, "250+": {"n250"},
    }.items():  # fmt: skip
        assert {o for o, s in states(snapshot, size_class=[code]).items() if s == "match"} == expected
    in_range = states(snapshot, headcount_min=["9"], headcount_max=["49"])
    assert {org for org, state in in_range.items() if state == "match"} == {"n9", "n10", "n49"}


def test_neighbouring_size_classes_join(write: Write) -> None:
    snapshot = write([organisation("over 100", headcount=(100, inf)), organisation("about 249", headcount=(240, 260))])
    assert states(snapshot, size_class=["50-249", "250+"]) == {"over 100": "match", "about 249": "match"}
    assert states(snapshot, size_class=["50-249"]) == {"over 100": "undecided", "about 249": "undecided"}
    assert states(snapshot, size_class=["10-49", "250+"]) == {"over 100": "undecided", "about 249": "undecided"}


def test_touching_a_closed_end_is_undecided(write: Write) -> None:
    assert states(write([organisation("a", headcount=(249, inf))]), size_class=["50-249"]) == {"a": "undecided"}


def test_an_average_between_two_classes_stands_in_the_lower_one(write: Write) -> None:
    assert states(write([organisation("a", headcount=(9.5, 9.5))]), size_class=["1-9"]) == {"a": "match"}


def test_map_03_result_has_four_states_and_a_range(write: Write) -> None:
    rows = [
        organisation("loss", profit=(-5, -5)),
        organisation("at a loss", profit=(-inf, -0.01)),
        organisation("profit", profit=(7, 7)),
        organisation("zero", profit=(0, 0)),
        organisation("about zero", profit=(-1, 1)),
        organisation("old", profit_state="outdated", profit_min=3, profit_max=3),
        organisation("none"),
        organisation("dollars", profit_state="other_currency"),
    ]
    snapshot = write(rows)
    rest = {"about zero": "undecided", "old": "outdated", "none": "unknown", "dollars": "other_currency"}
    assert states(snapshot, result=["loss"]) == {
        "loss": "match", "at a loss": "match", "profit": "refused", "zero": "refused", **rest,
    }  # fmt: skip
    assert states(snapshot, result=["profit", "zero"]) == {
        "loss": "refused", "at a loss": "refused", "profit": "match", "zero": "match", **rest,
    }  # fmt: skip
    unknown = states(snapshot, result=["unknown"])
    assert {org for org, state in unknown.items() if state == "match"} == {"old", "none"}
    assert set(unknown.values()) == {"match", "refused"}
    in_range = states(snapshot, profit_min=["1"])
    assert [org for org, state in in_range.items() if state == "match"] == ["profit"]


def test_the_default_population_is_legal_units_that_are_not_gone(write: Write) -> None:
    rows = [
        organisation("active"), organisation("closing", status="in_liquidation"), organisation("unclear", status=None),
        organisation("deleted", status="deleted"), organisation("merged", status="merged"),
        organisation("part", unit_kind="part"), organisation("group", unit_kind="group"),
    ]  # fmt: skip
    snapshot = write(rows)
    assert [org for org, state in states(snapshot).items() if state == "match"] == ["active", "closing", "unclear"]
    assert [org for org, state in states(snapshot, unit_kind=["part"]).items() if state == "match"] == ["part"]
    assert [org for org, state in states(snapshot, status=["merged"]).items() if state == "match"] == ["merged"]


def test_map_07_or_inside_a_filter_and_between_filters(write: Write) -> None:
    rows = [
        organisation("a", district="SOF", kind="company"), organisation("b", district="PDV", kind="company"),
        organisation("c", district="VAR", kind="company"), organisation("d", district="SOF", kind="ngo"),
        organisation("e"),
    ]  # fmt: skip
    snapshot = write(rows)
    found = states(snapshot, district=["SOF", "PDV"], kind=["company"])
    assert [org for org, state in found.items() if state == "match"] == ["a", "b"]
    found = states(snapshot, district=["VAR", "unknown"])
    assert [org for org, state in found.items() if state == "match"] == ["c", "e"]


def test_map_04_sector_by_section_division_group_and_class(write: Write) -> None:
    rows = [organisation(code, nace_code=code) for code in ("21.10", "21.20", "46.46")] + [organisation("none")]
    tree = [("C", "section", None), ("21", "division", "C"), ("G", "section", None), ("46", "division", "G")]
    sectors = [
        {"code": code, "level": level, "parent_code": parent, "nace_version": "2"} for code, level, parent in tree
    ]
    snapshot = write(rows, sectors=sectors)
    for codes, expected in (
        (["C"], ["21.10", "21.20"]), (["21"], ["21.10", "21.20"]), (["21.2"], ["21.20"]), (["2110"], ["21.10"]),
        (["46.46", "unknown"], ["46.46", "none"]), (["2"], ["21.10", "21.20"]),
    ):  # fmt: skip
        assert [org for org, state in states(snapshot, nace=codes).items() if state == "match"] == expected


def test_year_takes_that_years_winners_and_filters_nothing_alone(write: Write) -> None:
    rows = [organisation("a", headcount=(80, 80, 2024)), organisation("b"), organisation("c")]
    figure = {"measure": "headcount", "is_year_winner": True, "year_disagreement": False}
    figures = [
        {**figure, "org_id": "a", "year": 2014, "value": 20, "value_min": 20, "value_max": 20},
        {**figure, "org_id": "b", "year": 2014, "value": 90, "value_min": 90, "value_max": inf},
        {**figure, "org_id": "b", "year": 2014, "value": 10, "value_min": 10, "value_max": 10, "is_year_winner": False},
    ]
    snapshot = write(rows, figures=figures)
    assert states(snapshot, year=["2014"], headcount_min=["50"]) == {"a": "refused", "b": "match", "c": "unknown"}
    assert set(states(snapshot, year=["2014"]).values()) == {"match"}
    assert set(states(snapshot, year=["1901"], headcount_min=["50"]).values()) == {"unknown"}


def test_disagreement_is_of_the_shown_winner_or_of_the_years(write: Write) -> None:
    rows = [organisation("a", has_disagreement=True), organisation("b")]
    figures = [
        {"org_id": "b", "measure": "profit", "year": 2020, "value": 1, "value_min": 1, "value_max": 1,
         "is_year_winner": True, "year_disagreement": True},
    ]  # fmt: skip
    snapshot = write(rows, figures=figures)
    assert states(snapshot, disagreement=["true"]) == {"a": "match", "b": "refused"}
    assert states(snapshot, disagreement=["true"], year=["2020"]) == {"a": "refused", "b": "match"}


def test_founded_unknown_is_unknown_not_refused(write: Write) -> None:
    rows = [organisation("old", founded_year=1933), organisation("new", founded_year=2020), organisation("none")]
    assert states(write(rows), founded_max=["1960"]) == {"old": "match", "new": "refused", "none": "unknown"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("софарма", ["sopharma"]),
        ("Sofarma", ["sopharma"]),
        ("софар трейд", []),
        ("арма", []),
        ("ягода", ["yagoda"]),
        ("qgoda", ["yagoda"]),
        ("831902088", ["sopharma"]),
        ("BG831902088", ["sopharma"]),
        ("831902", ["sopharma"]),
        ("ад софарма", ["sopharma"]),
        ("!!!", []),
    ],
)
def test_q_finds_by_name_in_either_alphabet_or_by_eik(write: Write, typed: str, found: list[str]) -> None:
    rows = [
        organisation("sopharma", name_bg="Софарма АД", eik="831902088"),
        organisation("yagoda", name_bg="Ягода ООД"),
    ]
    matched = states(write(rows), q=[typed])
    assert [org for org, state in matched.items() if state == "match"] == found


def test_id_source_completeness_and_frame(write: Write) -> None:
    rows = [
        organisation("a", source_ids=["x", "y"], completeness=80, lon=23.3, lat=42.7),
        organisation("b", source_ids=["y"], completeness=40, lon=27.9, lat=43.2),
        organisation("c", source_ids=[]),
    ]
    snapshot = write(rows, redirects=[{"old_org_id": "former", "org_id": "b"}])
    for parameters, expected in (
        ({"id": ["a", "zzz"]}, ["a"]),
        ({"id": ["former"]}, ["b"]),
        ({"source": ["x"]}, ["a"]),
        ({"source": ["x", "unknown"]}, ["a", "c"]),
        ({"completeness_min": ["50"]}, ["a"]),
        ({"bbox": ["23,42,24,43"]}, ["a"]),
    ):
        assert [org for org, state in states(snapshot, **parameters).items() if state == "match"] == expected
