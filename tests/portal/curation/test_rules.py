"""What may be decided on two organisations, and which lines it takes."""

from __future__ import annotations

from typing import Any

import pytest

from karta.portal.curation import comparison, rules

A, B, C, D = (("s", key) for key in "abcd")
SOFARMA, OTHER = ("eik", "831902088"), ("eik", "103267194")


@pytest.mark.parametrize(
    ("ids", "sources", "why"),
    [
        ([{SOFARMA}, {OTHER}], [["a"], ["b"]], "eik"),
        ([{SOFARMA}, {SOFARMA}], [["a"], ["b"]], None),
        ([{SOFARMA}, {("lei", "x")}], [["a"], ["b"]], None),
        ([set(), set()], [["a"], ["a", "b"]], "one_source"),
        ([set(), set()], [["user_1"], ["user_1"]], None),
    ],
)
def test_merge_refusal(ids: list[set[tuple[str, str]]], sources: list[list[str]], why: str | None) -> None:
    found = rules.merge_refusal(ids, sources)
    assert (found and found.why) == why


def test_register_numbers_count_when_valid_and_a_branch_by_its_company() -> None:
    told = [("eik", "8319020880016"), ("eik", "123456789"), ("lei", "x")]
    assert rules.register_ids(told) == {SOFARMA, ("lei", "x")}


@pytest.mark.parametrize(
    ("leaving", "staying", "why"),
    [
        ({A: set()}, {B: set()}, None),
        ({}, {B: set()}, "empty"),
        ({A: set()}, {}, "everything"),
        ({A: {SOFARMA}}, {B: set(), C: {SOFARMA}}, "register_id"),
        ({("s", str(n)): set() for n in range(50)}, {("t", str(n)): set() for n in range(50)}, "too_many"),
    ],
)
def test_split_refusal(leaving: dict[Any, Any], staying: dict[Any, Any], why: str | None) -> None:
    found = rules.split_refusal(leaving, staying)
    assert (found and found.why) == why


def line(decision: str, left: tuple[str, str], right: tuple[str, str]) -> dict[str, Any]:
    return rules.split_lines([left], [right])[0] | {"decision": decision}


def test_a_decision_on_organisations_overrules_what_stands_between_their_records() -> None:
    standing = [line("different", C, B), line("different", A, D), line("same", A, C), line("different", B, ("s", "x"))]
    made = rules.pair_lines("unsure", (A, B), ([A, C], [B, D]), standing)
    assert made == [line("unsure", A, B), line("unsure", C, B), line("unsure", A, D)]


def test_joined_organisations_keep_their_own_records() -> None:
    made = rules.pair_lines("same", (A, B), ([C, A], [B, D]), [])
    assert made == [line("same", A, B), line("same", A, C), line("same", B, D)]


def test_what_leaves_together_stays_together() -> None:
    made = rules.split_lines([A, B], [C, D])
    assert [(one["decision"], one["left"]["record_id"] + one["right"]["record_id"]) for one in made] == [
        ("different", "ac"), ("different", "ad"), ("different", "bc"), ("different", "bd"), ("same", "ab"),
        ("same", "cd"),
    ]  # fmt: skip


def test_the_part_stays_on_the_left() -> None:
    made = rules.pair_lines("part_of", (A, B), ([A, C], [B]), [line("different", B, C)])
    assert made == [line("part_of", A, B), line("part_of", C, B)]


@pytest.mark.parametrize(
    ("one", "other", "pieces"),
    [
        ("Mikar21", "Micar 21", [("Mi", False), ("k", True), ("ar", False), ("21", False)]),
        ("Институт GATE", "Институт БЕЙТ", [("Институт ", False), ("GATE", True)]),
        ("Софарма", "Софарма", [("Софарма", False)]),
    ],
)
def test_letters_that_differ_are_marked(one: str, other: str, pieces: list[tuple[str, bool]]) -> None:
    assert comparison.marked(one, other) == pieces
