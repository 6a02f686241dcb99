from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab.size import SIZE_CLASSES, joined_interval, parse_size_class, size_class


@given(st.integers(0, 10**7))
def test_every_count_has_one_class(count):
    holding = [code for code, (low, high) in SIZE_CLASSES.items() if low <= count <= high]
    assert holding == [size_class(count, count)]


@pytest.mark.parametrize(("low", "high"), [(5, 15), (225, inf), (0, 2000), (0, 9)])
def test_an_interval_over_two_classes_is_undecided(low, high):
    assert size_class(low, high) is None


def test_neighbours_join():
    assert joined_interval(["50-249", "250+"]) == [(50, inf)]
    assert joined_interval(["250+", "1-9"]) == [(1, 9), (250, inf)]
    assert joined_interval([]) == []


def test_a_plus_sign_lost_in_an_address():
    assert parse_size_class("250 ") == parse_size_class("250+") == "250+"
    with pytest.raises(ValueError, match="10-49"):
        parse_size_class("small")
