"""Severity of jurors: planted ones are found, nothing is made of nothing, and what cannot be compared is not."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from karta.portal.engines.review import normalisation
from karta.portal.engines.review.normalisation import Score


def planted(seed: int, *, noise: float, entries: int = 60, jurors: int = 8, reviews: int = 3) -> tuple[
    list[Score], np.ndarray, np.ndarray
]:  # fmt: skip
    """Scores of jurors whose severities are known (they sum to 0), of entries whose worth is known."""
    rng = np.random.default_rng(seed)
    severity = rng.normal(0, 10, jurors)
    severity -= severity.mean()
    worth = rng.uniform(40, 80, entries)
    scores = [
        Score(entry, juror, float(worth[entry] + severity[juror] + rng.normal(0, noise)))
        for entry in range(entries)
        for juror in sorted(rng.choice(jurors, size=reviews, replace=False).tolist())
    ]
    return scores, severity, worth


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_planted_severities_are_recovered_exactly_without_noise(seed: int) -> None:
    scores, severity, worth = planted(seed, noise=0.0)
    found = normalisation.fit(scores)
    assume(found.is_connected)
    assert [one.effect for one in found.severities] == pytest.approx(severity.tolist(), abs=1e-3)
    assert [found.normalised[entry] for entry in range(60)] == pytest.approx(worth.tolist(), abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_with_noise_severities_are_near_and_scores_nearer_to_the_truth_than_raw_ones(seed: int) -> None:
    scores, severity, worth = planted(seed, noise=4.0, entries=200)
    found = normalisation.fit(scores)
    effects = np.array([one.effect for one in found.severities])
    errors = np.array([one.error for one in found.severities])
    assert (np.abs(effects - severity) <= 5 * errors + 1e-9).all()
    raw = np.array([found.raw[entry] for entry in range(200)])
    adjusted = np.array([found.normalised[entry] for entry in range(200)])
    assert np.abs(adjusted - worth).mean() < np.abs(raw - worth).mean()
    assert found.sigma == pytest.approx(4.0, rel=0.25)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-20, 20), st.randoms(use_true_random=False))
def test_a_shift_of_all_scores_and_their_order_change_no_severity(seed: int, shift: float, order: Random) -> None:
    scores, _severity, _worth = planted(seed, noise=3.0, entries=20)
    moved = [Score(one.entry, one.juror, one.score + shift) for one in scores]
    order.shuffle(moved)
    before, after = normalisation.fit(scores), normalisation.fit(moved)
    assume(before.is_connected)
    left, right = ([one.effect for one in fit.severities] for fit in (before, after))
    assert right == pytest.approx(left, abs=1e-4)
    assert sum(left) == pytest.approx(0, abs=1e-6)


def test_jurors_who_agree_are_not_told_apart() -> None:
    rng = np.random.default_rng(2)
    scores = [Score(entry, juror, 50.0 + entry + float(rng.normal(0, 5))) for entry in range(40) for juror in range(4)]
    found = normalisation.fit(scores)
    assert max(abs(one.effect) for one in found.severities) < 2.0
    assert found.tau < found.sigma / 2


def test_a_juror_of_one_review_is_drawn_towards_the_middle() -> None:
    scores, _severity, _worth = planted(7, noise=4.0)
    found = normalisation.fit([*scores, Score(0, 99, scores[0].score - 40)])
    lonely = next(one for one in found.severities if one.juror == 99)
    assert -40 < lonely.effect < 0
    assert lonely.error > max(one.error for one in found.severities if one.juror != 99)


def test_parts_that_share_no_entry_are_not_compared() -> None:
    scores = [Score(entry, juror, 50.0 + juror) for entry in range(3) for juror in (1, 2)]
    scores += [Score(entry, juror, 60.0) for entry in range(3, 5) for juror in (3, 4, 5)]
    found = normalisation.fit(scores)
    assert found.parts == ((3, 4, 5), (1, 2))
    assert (found.is_connected, found.normalised, found.severities) == (False, {}, ())
    assert found.raw[0] == pytest.approx(51.5)
    bridged = normalisation.fit([*scores, Score(0, 3, 55.0)])
    assert bridged.is_connected
    assert set(bridged.normalised) == set(found.raw)


def test_too_few_reviews_say_so() -> None:
    assert normalisation.fit([]).is_thin
    assert normalisation.fit([Score(1, 1, 50.0), Score(2, 1, 70.0)]).is_thin
    assert normalisation.fit([Score(1, 1, 50.0), Score(1, 2, 70.0)]).is_thin
    with pytest.raises(ValueError, match="twice"):
        normalisation.fit([Score(1, 1, 50.0), Score(1, 1, 50.0)])


def test_residuals_add_up_to_the_scores_and_the_odd_one_is_notable() -> None:
    scores, _severity, _worth = planted(11, noise=2.0)
    odd = scores[5]
    scores[5] = Score(odd.entry, odd.juror, odd.score - 30)
    found = normalisation.fit(scores)
    effect = {one.juror: one.effect for one in found.severities}
    for one in found.residuals:
        assert found.normalised[one.entry] + effect[one.juror] + one.residual == pytest.approx(one.score)
    worst = max(found.residuals, key=lambda one: abs(one.deviations))
    assert (worst.entry, worst.juror, worst.is_notable) == (odd.entry, odd.juror, True)
