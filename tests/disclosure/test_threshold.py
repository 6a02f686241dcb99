"""Figures about people leave from five people on, and nothing can be taken off another to find fewer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.disclosure.threshold import MINIMUM, Groups, groups, is_step, may_replace

COUNTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40), max_size=12)


@pytest.mark.parametrize(("waiting", "step"), [(0, False), (4, False), (5, True), (12, True)])
def test_a_step_is_five_answers(waiting: int, step: bool) -> None:
    assert is_step(waiting) is step


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, Groups([], 0)),
        ({"bg": 40, "de": 7}, Groups([("bg", 40), ("de", 7)], 0)),
        ({"bg": 40, "de": 7, "fr": 2}, Groups([("bg", 40)], 9)),  # 2 alone would be the rest: Germany goes with it
        ({"bg": 40, "de": 7, "fr": 3, "ro": 2}, Groups([("bg", 40), ("de", 7)], 5)),
        ({"bg": 40, "fr": 2}, Groups([], 42)),
        ({"bg": 3}, Groups([], None)),
        ({"bg": 3, "fr": 0}, Groups([], None)),
        ({"b": 6, "a": 6}, Groups([("a", 6), ("b", 6)], 0)),
    ],
)
def test_groups_known(counts: dict[str, int], told: Groups) -> None:
    assert groups(counts) == told


@given(COUNTS)
def test_groups_lose_nobody_and_show_nobody_among_few(counts: dict[str, int]) -> None:
    told = groups(counts)
    assert all(count >= MINIMUM for _name, count in told.shown)
    assert told.others is None or told.others == 0 or told.others >= MINIMUM
    whole = sum(counts.values())
    if told.others is None:
        assert told.shown == []
        assert whole < MINIMUM
    else:
        assert sum(count for _name, count in told.shown) + told.others == whole


@pytest.mark.parametrize(
    ("published", "now", "allowed"),
    [
        ({"registered": 80}, {"registered": 80}, True),
        ({"registered": 80}, {"registered": 81}, False),
        ({"registered": 80}, {"registered": 79}, False),
        ({"registered": 80}, {"registered": 86}, True),
        ({"registered": 80, "came": None}, {"registered": 80, "came": 7}, True),
        ({"registered": 80, "came": 6}, {"registered": 90, "came": 7}, False),
        ({"registered": 80}, {"registered": 80, "came": 4}, False),
    ],
)
def test_newer_figures_are_the_same_or_five_away(
    published: dict[str, int | None], now: dict[str, int | None], allowed: bool
) -> None:
    assert may_replace(published, now) is allowed
