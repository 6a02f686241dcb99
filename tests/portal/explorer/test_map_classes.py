"""Classes of the map by the method that the reader picked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.portal.explorer.map_page.classes import METHODS, classes_of

AMOUNTS = st.lists(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False), min_size=1, max_size=40)


@given(AMOUNTS, st.sampled_from(METHODS), st.booleans(), st.booleans())
def test_limits_ascend_and_every_value_has_a_class(
    values: list[float], method: str, is_signed: bool, is_change: bool
) -> None:
    scale = classes_of(values, method=method, is_signed=is_signed, is_change=is_change)
    assert all(low < high for low, high in pairwise(scale.limits))
    assert len(scale.codes) == len(scale.limits) + 1 <= 7
    assert {scale.code(value, 1) for value in values} <= set(scale.codes)


@given(AMOUNTS, st.sampled_from(METHODS))
def test_zero_change_stands_in_the_middle_class_and_up_never_looks_like_down(values: list[float], method: str) -> None:
    scale = classes_of(values, method=method, is_signed=False, is_change=True)
    assert scale.code(0.0, 1) == "div-4"
    assert {scale.code(value, 1) for value in values if value < 0} <= {"div-1", "div-2", "div-3", "div-4"}
    assert {scale.code(value, 1) for value in values if value > 0} <= {"div-4", "div-5", "div-6", "div-7"}


def test_equal_steps_are_equally_wide() -> None:
    assert classes_of([0.0, 60.0, 1.0], method="equal", is_signed=False).limits == (10, 20, 30, 40, 50)
    around = classes_of([-70.0, 35.0], method="equal", is_signed=True).limits
    assert around == (-50, -30, -10, 10, 30, 50)


@pytest.mark.parametrize(("change", "code"), [(292_459.0, "div-6"), (-5.0, "div-2"), (0.0, "div-4")])
def test_a_single_change_has_its_direction(change: float, code: str) -> None:
    for method in METHODS:
        assert classes_of([change], method=method, is_signed=False, is_change=True).code(change, 1)[:4] == "div-"
    assert classes_of([change], method="quantile", is_signed=False, is_change=True).code(change, 1) == code
