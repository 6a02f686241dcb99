"""Two names compared: what counts, what never decides alone, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.matching.compare import FEATURES, compare

WORDS = st.text('абвгдежзийклмнопрстуфхцчшщъюяabcdefgxyz 0123456789"„“-.', max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Софарма АД", "Софарма"), ("„СОФАРМА“ АД", "Sofarma AD"), ("Софарма", "Sopharma AD"),
        ("Три Мед", "Тримед ООД"), ("УМБАЛ Пловдив", "UMBAL Plovdiv AD"), ("Юлия", "Julia"),
    ],
)  # fmt: skip
def test_certain(one: str, other: str) -> None:
    found = compare(one, other)
    assert found.is_certain
    assert found.score >= 0.97


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МУС", "Медицински университет София"),  # an acronym alone decides nothing
        ("БНП", "БНП"),  # nor does the same one
        ("ABC", "ABC Ltd"),
        ("Софарма ООД", "Софарма АД"),  # two companies may share a name, not a legal form
        ("МБАЛ 1 Варна", "МБАЛ 2 Варна"),
        ("Завод 12", "Завод 13"),
        ("Софрама", "Софарма"),  # a slip is likely, not certain
        ("Софарма", "Софарма Трейдинг"),
        ("Медицински университет Варна", "Медицински университет Пловдив"),
        ("", "Софарма"), ("Софарма", ""), ("", ""), ("„“", "."),
    ],
)  # fmt: skip
def test_not_certain(one: str, other: str) -> None:
    assert not compare(one, other).is_certain


def test_order_of_likeness() -> None:
    names = ["Софарма АД", "Софарма ООД", "Софрама АД", "Софарма Трейдинг АД", "Софтуер Трейдинг АД", "Булмедика АД"]
    scores = [compare("Софарма АД", name).score for name in names]
    assert scores == sorted(scores, reverse=True)
    assert (scores[0], scores[-1]) == (1.0, 0.0)


def test_reasons() -> None:
    assert compare("Софарма 1 ООД", "Софарма 2 АД").features == {
        "same_name": False, "same_sound": False, "words": 0.875, "legal_form": False, "numbers": False,
    }  # fmt: skip
    assert compare("МУС", "Медицински университет София").features["acronym"] is True


@given(WORDS, WORDS)
def test_bounds_and_both_ways(one: str, other: str) -> None:
    found = compare(one, other)
    assert 0 <= found.score <= 1
    assert found.score == compare(other, one).score
    assert set(found.features) <= set(FEATURES)


@given(WORDS)
def test_a_name_is_like_itself(name: str) -> None:
    assert compare(name, name).score in (0.0, 1.0)
