from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.explore.recapture import chao, chapman

COUNT = st.integers(min_value=0, max_value=10_000)


def test_chapman_turtles():
    """The worked example of the usual article on mark and recapture: 10 marked, 15 caught, 5 of them marked."""
    found = chapman(10, 15, 5)
    assert found.value == pytest.approx(28 + 1 / 3)
    assert (round(found.low), round(found.high)) == (22, 65)


def test_chapman_where_everybody_is_on_both_finds_nobody_missing():
    assert chapman(40, 40, 40).value == 40
    assert chapman(40, 40, 40).low == 40


@pytest.mark.parametrize(("first", "second", "both"), [(5, 5, 6), (5, 5, -1)])
def test_chapman_refuses_counts_that_cannot_be(first, second, both):
    with pytest.raises(ValueError, match="count the lists again"):
        chapman(first, second, both)


def test_chao_barro_colorado():
    """Trees of Barro Colorado as the R package vegan prints them: 225 species in 50 plots, 21 in one plot only, 19 in
    two: 236.3732, standard error 6.54361. Plots are alike there: their shares of the 21 are equal."""
    found = chao([21 / 50] * 50, 19, 225)
    assert found.value == pytest.approx(236.3732, abs=5e-5)
    # The interval on the log scale of T = 11.3732 and that standard error.
    assert (found.low, found.high) == pytest.approx((228.98751, 257.43844), abs=1e-5)


def test_chao_hepatitis():
    """Three lists of an outbreak of hepatitis A in Taiwan (Chao and others 2001): 271 cases seen, 545 found later by
    serum tests; 69, 55 and 63 on one list only, 21 + 17 + 18 on two. The lists depend on each other: a lower bound."""
    found = chao([69, 55, 63], 56, 271)
    assert found.value == pytest.approx(271 + (69 * 55 + 69 * 63 + 55 * 63) / 56)
    assert found.value < 545 < found.high


def test_chao_of_two_lists_is_lincoln_and_petersen():
    assert chao([5, 10], 5, 20).value == 10 * 15 / 5


def test_chao_without_anybody_on_two_lists_is_not_defined():
    with pytest.raises(ValueError, match="exactly two"):
        chao([3, 4, 5], 0, 12)


@given(COUNT, COUNT, COUNT)
def test_chapman_lies_in_its_interval_and_above_what_was_seen(only_first, only_second, both):
    found = chapman(only_first + both, only_second + both, both)
    assert only_first + only_second + both <= found.low <= found.high
    assert found.value <= found.high


@given(st.lists(COUNT, min_size=2, max_size=6), st.integers(min_value=1, max_value=10_000))
def test_chao_lies_in_its_interval_and_above_what_was_seen(only, on_two):
    seen = sum(only) + on_two
    found = chao(only, on_two, seen)
    assert seen <= found.low <= found.value <= found.high
