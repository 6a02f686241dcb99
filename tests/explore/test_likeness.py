"""Two names as reconciling takes them: what is certain, what is left to people, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.explore.likeness import FEATURES, Likeness, likeness
from karta.matching.reading import Named

WORDS = st.text('абвгдежзийклмнопрстуфхцчшщъюяabcdefgxyz 0123456789"„“-.', max_size=40)


def compare(one: str, other: str) -> Likeness:
    return likeness(Named(one), [Named(other)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Булмедика АД", "Булмедика"), ("„БУЛМЕДИКА“ АД", "Bulmedika AD"), ("Фармакон", "Pharmacon AD"),
        ("Три Мед", "Тримед ООД"), ("УМБАЛ Пловдив", "UMBAL Plovdiv AD"), ("Юлия", "Julia"),
        ("Медицински университет София", "Medical University of Sofia"),
    ],
)  # fmt: skip
def test_certain(one: str, other: str) -> None:
    found = compare(one, other)
    assert found.is_certain
    assert found.score >= 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МУС", "Медицински университет София"),  # an acronym alone decides nothing
        ("БНП", "БНП"),  # nor does the same one
        ("ABC", "ABC Ltd"),
        ("Булмедика ООД", "Булмедика АД"),  # two companies may share a name, not a legal form
        ("Булмедика ООД", "Булмедика ЕООД"),
        ("МБАЛ 1 Варна", "МБАЛ 2 Варна"),
        ("Завод 12", "Завод 13"),
        ("Булмедкиа", "Булмедика"),  # a slip is likely, not certain
        ("Булмедика", "Булмедика Трейдинг"),
        ("Медицински университет Варна", "Медицински университет Пловдив"),
        ("", "Булмедика"), ("Булмедика", ""), ("", ""), ("„“", "."),
    ],
)  # fmt: skip
def test_not_certain(one: str, other: str) -> None:
    assert not compare(one, other).is_certain


def test_reasons() -> None:
    told = compare("Булмедика 1 ООД", "Булмедика 2 АД").features
    assert (told["same_name"], told["legal_form"], told["numbers"]) == (False, False, False)
    assert 0 < told["words"] < 1
    assert compare("БНП", "БНП").features["acronym"] is True


def test_the_best_of_all_names_counts() -> None:
    found = likeness(Named("Булмедика"), [Named("Друго Име"), Named("Bulmedika AD")])
    assert found.is_certain
    assert likeness(Named("Булмедика"), []) == Likeness()


def test_settlements_are_compared_where_both_are_known() -> None:
    here, there = Named("Медика", settlement="Варна"), Named("Медика", settlement="Пловдив")
    assert likeness(here, [here]).is_certain
    assert not likeness(here, [there]).is_certain


@given(WORDS, WORDS)
def test_bounds(one: str, other: str) -> None:
    found = compare(one, other)
    assert 0 <= found.score <= 1
    assert set(found.features) <= set(FEATURES)
