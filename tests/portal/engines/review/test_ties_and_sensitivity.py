"""Tie rules and how firm a ranking stands."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karta.portal.engines.review import ties
from karta.portal.engines.review.sensitivity import Asked, Marks, sensitivity
from karta.portal.engines.review.ties import RULES, Standing

few = st.integers(0, 2)
standings = st.lists(
    st.builds(
        Standing, key=st.integers(0, 10**6), score=few.map(float),
        criteria=st.tuples(few, few).map(lambda two: {"a": float(two[0]), "b": float(two[1])}),
        lowest=few.map(float), spread=few.map(float), accepts=few.map(lambda one: one / 2), votes=few, presiding=few,
    ),
    max_size=12, unique_by=lambda one: one.key,
)  # fmt: skip
orders = st.permutations(list(RULES)).flatmap(lambda all_: st.integers(0, len(all_)).map(lambda n: all_[:n]))


@given(standings, orders, st.randoms(use_true_random=False))
def test_a_ranking_is_total_and_does_not_hang_on_the_order_of_its_input(
    told: list[Standing], order: list[str], chance: Random
) -> None:
    ranked = ties.ranked(told, order)
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert ties.ranked(shuffled, order) == ranked
    assert sorted(one.standing.key for one in ranked) == sorted(one.key for one in told)
    for before, after in pairwise(ranked):
        assert before.standing.score >= after.standing.score
        left = [before.standing.score, *(RULES[rule](before.standing) for rule in order)]
        right = [after.standing.score, *(RULES[rule](after.standing) for rule in order)]
        assert (before.place == after.place) == (left == right)
        assert left >= right
    for at, one in enumerate(ranked, 1):
        assert one.place == 1 + sum(other.place < one.place for other in ranked) <= at


@given(standings, orders)
def test_no_rule_changes_what_scores_say(told: list[Standing], order: list[str]) -> None:
    place = {one.standing.key: one.place for one in ties.ranked(told, order)}
    for one in told:
        for other in told:
            if one.score > other.score:
                assert place[one.key] < place[other.key]


def test_the_rule_that_decided_is_told() -> None:
    told = [Standing(1, 50.0, {"a": 1.0}, votes=2), Standing(2, 50.0, {"a": 1.0}, votes=3), Standing(3, 40.0)]
    assert [(one.standing.key, one.place, one.rule) for one in ties.ranked(told, ["criteria", "votes"])] == [
        (2, 1, "votes"), (1, 2, "votes"), (3, 3, ""),
    ]  # fmt: skip
    assert [one.place for one in ties.ranked(told, ["criteria"])] == [1, 1, 3]


def test_what_arithmetic_leaves_behind_makes_no_winner() -> None:
    told = [Standing(1, 0.1 + 0.2, votes=1), Standing(2, 0.3, votes=2)]
    assert [one.standing.key for one in ties.ranked(told, ["votes"])] == [2, 1]


@pytest.mark.parametrize("codes", [["coin"], ["votes", "votes"]])
def test_rules_that_are_none_or_stand_twice_are_refused(codes: list[str]) -> None:
    with pytest.raises(ValueError, match="tie rules"):
        ties.ranked([], codes)


def marks(rows: dict[int, dict[int, tuple[float, float]]]) -> list[Marks]:
    return [Marks(entry, juror, shares) for entry, given_ in rows.items() for juror, shares in given_.items()]


def test_one_juror_who_makes_the_winner_is_named() -> None:
    told = marks({
        1: {1: (0.9, 0.9), 2: (0.5, 0.5), 3: (0.5, 0.5)},
        2: {1: (0.2, 0.2), 2: (0.7, 0.7), 3: (0.7, 0.7)},
    })  # fmt: skip
    found = sensitivity(Asked(told, (1, 1), winners=1))
    assert [one.entry for one in found.intervals] == [1, 2]
    assert [(one.juror, one.gained, one.lost) for one in found.left if one.lost] == [(1, (2,), (1,))]
    first = found.intervals[0]
    assert (first.by_juror, first.by_weight, first.kept_by_weight) == ((1, 2), (1, 1), 1.0)
    assert first.kept_by_juror == pytest.approx(2 / 3)


def test_weights_that_make_the_winner_are_told() -> None:
    told = marks({1: {1: (0.9, 0.2), 2: (0.9, 0.2)}, 2: {1: (0.2, 0.88), 2: (0.2, 0.88)}})
    found = sensitivity(Asked(told, (1, 1), winners=1))
    first, second = found.intervals
    assert (first.entry, first.by_juror, first.by_weight) == (1, (1, 1), (1, 2))
    assert 0.4 < first.kept_by_weight < 0.75
    assert first.kept_by_weight + second.kept_by_weight == pytest.approx(1.0)
    assert sensitivity(Asked(told, (1, 1), winners=1)) == found


def test_below_the_threshold_nobody_wins() -> None:
    told = marks({1: {1: (0.5, 0.5)}, 2: {1: (0.4, 0.4)}})
    found = sensitivity(Asked(told, (1, 1), winners=1, threshold=60.0))
    assert [one.kept_by_weight for one in found.intervals] == [0.0, 0.0]
    assert sensitivity(Asked([], (1,), winners=1)).intervals == ()


shares = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda two: (two[0] / 5, two[1] / 5))
tables = st.dictionaries(st.integers(1, 6), st.dictionaries(st.integers(1, 4), shares, min_size=1), min_size=1)


@settings(max_examples=40, deadline=None)
@given(tables, st.booleans(), st.integers(1, 3))
def test_a_place_lies_in_its_own_intervals(
    rows: dict[int, dict[int, tuple[float, float]]], is_normalised: bool, winners: int
) -> None:
    found = sensitivity(Asked(marks(rows), (2, 1), winners=winners, is_normalised=is_normalised), draws=30)
    assert {one.entry for one in found.intervals} == set(rows)
    for one in found.intervals:
        for low, high in (one.by_juror, one.by_weight):
            assert 1 <= low <= one.place <= high <= len(rows)
        assert 0.0 <= one.kept_by_juror <= 1.0
        assert 0.0 <= one.kept_by_weight <= 1.0
