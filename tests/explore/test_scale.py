"""Classes of the map."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.explore.scale import EMPTY, UNKNOWN, scale_of

AMOUNTS = st.lists(st.floats(min_value=0, max_value=1e12, allow_nan=False), min_size=1, max_size=40)


@given(AMOUNTS)
def test_limits_ascend_and_every_class_is_in_use(values: list[float]) -> None:
    scale = scale_of(values, is_signed=False)
    assert all(low < high for low, high in pairwise(scale.limits))
    assert len(scale.codes) == len(scale.limits) + 1 <= 6
    assert {scale.code(value, 1) for value in values} == set(scale.codes)


@given(st.lists(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False), min_size=1, max_size=40))
def test_loss_and_profit_never_share_a_colour(values: list[float]) -> None:
    scale = scale_of([*values, -1000.0], is_signed=True)
    losses = {scale.code(value, 1) for value in values if value < 0} - {"div-4"}
    profits = {scale.code(value, 1) for value in values if value > 0} - {"div-4"}
    assert not losses & profits
    assert scale.code(0.0, 1) == "div-4"


def test_unknown_is_not_zero_and_no_organisation_is_neither() -> None:
    scale = scale_of([0.0, 5.0, 10.0], is_signed=False)
    assert scale.code(0.0, 3) == scale.codes[0]
    assert scale.code(None, 3) == UNKNOWN
    assert scale.code(None, 0) == EMPTY


@pytest.mark.parametrize(("values", "classes"), [([], 1), ([7.0], 1), ([7.0, 7.0], 1), ([1.0, 2.0], 2)])
def test_few_values_give_few_classes(values: list[float], classes: int) -> None:
    assert len(scale_of(values, is_signed=False).codes) == classes


def test_limits_can_be_read() -> None:
    assert scale_of([1_234_567.0, 2_345_678.0, 3_456_789.0], is_signed=False).limits == (2_300_000.0, 3_500_000.0)[:1]
