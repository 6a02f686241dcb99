"""How answers to labelled affiliations are counted."""

from __future__ import annotations

import pytest
from bench.identity.affiliations import Row, measured
from bench.identity.affiliations_train import Choice, fit, threshold


def test_counted_as_published_scores_are() -> None:
    found = measured(["right"] * 6 + ["wrong"] * 2 + ["missed"] * 4 + ["left"] * 3)
    assert (found.precision, found.recall) == (0.75, 0.6)
    assert found.f1 == pytest.approx(2 / 3)


def test_halves_follow_the_text_alone() -> None:
    rows = [Row(f"University {at}", frozenset()) for at in range(400)]
    assert Row(" university 7 ", frozenset({"a"})).is_for_fitting == rows[7].is_for_fitting
    assert 150 < sum(row.is_for_fitting for row in rows) < 250


def test_fitted_weights_choose_what_was_right() -> None:
    import numpy as np

    from karta.matching.affiliation_features import FEATURES

    def choice(right: int) -> Choice:
        values = np.zeros((3, len(FEATURES) + 1))
        values[1:, 0] = 1.0
        values[1, 1] = 1.0 if right == 1 else 0.2  # the first feature tells
        values[2, 1] = 0.1
        told = np.zeros(3)
        told[right] = 1.0
        return Choice(Row("", frozenset({"a"} if right else ())), values, told, ("a", "b"))

    choices = [choice(at % 2) for at in range(40)]
    weights = fit(choices)
    assert weights[1] > 0
    chances = np.exp(choices[1].values @ weights)
    assert chances.argmax() == 1
    assert 0.2 <= threshold(choices, weights) <= 0.8
