"""Scales hold what they are made for, and keep its order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.portal.explorer.charts_page.axis import fitted, linear, log_scale, unit_of

AMOUNTS = st.integers(-(10**14), 10**14).map(lambda cents: cents / 100)


@given(st.lists(AMOUNTS, min_size=1, max_size=20))
def test_a_linear_scale_holds_its_values_and_zero_between_round_levels(values: list[float]) -> None:
    scale = linear(values, 10, 90)
    hair = (scale.high - scale.low) * 1e-8  # a millionth of a pixel
    assert scale.low - hair <= min(*values, 0) <= max(*values, 0) <= scale.high + hair
    assert scale.levels[0] == scale.low
    assert 2 <= len(scale.levels) <= 9
    assert all(10 <= scale.y(value) <= 100 for value in values)


@given(AMOUNTS, AMOUNTS)
def test_a_logarithmic_scale_keeps_the_order_on_both_sides_of_zero(one: float, other: float) -> None:
    scale = log_scale("profit", -1e12, 1e12, 0, 1000)
    assert (scale.at(one) <= scale.at(other)) or one > other
    assert 0 <= scale.at(one) <= 1000


def test_a_step_of_ten_is_about_as_wide_everywhere() -> None:
    scale = log_scale("headcount", 0, 1e5, 0, 500)
    places = [scale.at(value) for value in (10, 100, 1_000, 10_000, 100_000)]
    steps = [b - a for a, b in pairwise(places)]
    assert max(steps) - min(steps) < 5
    assert scale.ticks() == [0.0, 1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("Hospitals", 100, "Hospitals"), ("Human health", 60, "Human he…"), ("Hospitals", 20, "")],
)
def test_names_are_cut_to_their_room(text: str, width: float, expected: str) -> None:
    assert fitted(text, width, 6.0) == expected or (expected.endswith("…") and len(fitted(text, width, 6.0)) <= 10)


@pytest.mark.parametrize(
    ("measure", "values", "value", "expected"),
    [
        ("revenue", [2_292_900_000.0], 817_600_000.0, ("818", "€ m")),
        ("revenue", [250_000.0], 4_120.0, ("4.12", "€ k")),
        ("headcount", [4_790.0], 4_790.0, ("4,790", "persons")),
    ],
)
def test_a_unit_follows_the_largest_value(
    measure: str, values: list[float], value: float, expected: tuple[str, str]
) -> None:
    from django.utils import translation

    with translation.override("en"):
        unit = unit_of(measure, values, "en")
        assert (unit.text(value), unit.name) == expected
