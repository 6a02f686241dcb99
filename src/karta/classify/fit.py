"""Fits the weights: `python -m karta.classify.fit` writes weights.json from the package's data, same bytes always.

Each practice text is judged by an index that holds four fifths of the others and not itself, so the probabilities are
those of texts never seen. The text is then part of the index that answers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from karta.classify.index import Floats, Practice, build, practice
from karta.classify.score import CLASS_FEATURES, NONE_FEATURES, Features, Weights, features, probabilities
from karta.classify.words import read

FOLDS = 5
PENALTY = 0.001  # of squared weights, against a text's log-likelihood
STEPS = 12
PRECISION = 0.95  # of the answers that are given, on practice texts
CERTAIN = 0.95
SMALLEST = 0.2  # least probability to answer, whatever practice says

Judged = tuple[Features, tuple[int, ...]]  # and the places of the right answers


def judged(texts: Sequence[Practice]) -> list[Judged]:
    """Features of every text by an index without it; texts in another language are left out: they are told by rule."""
    found = []
    for fold in range(FOLDS):
        index = build(text for place, text in enumerate(texts) if place % FOLDS != fold)
        place_of = {code: place for place, code in enumerate(index.codes)}
        for text in texts[fold::FOLDS]:
            reading = read(text.text)
            if reading.is_foreign:
                continue
            right = tuple(place_of[code] for code in text.nace_codes) or (len(index.codes),)
            found.append((features(index, reading.words), right))
    return found


def fit(texts: Sequence[Practice]) -> Weights:
    """Weights of greatest penalised likelihood, by Newton's method, and the least probability to answer."""
    cases = judged(texts)
    weights = np.zeros(len(CLASS_FEATURES) + len(NONE_FEATURES))
    for _ in range(STEPS):
        gradient, curvature = -PENALTY * weights, PENALTY * np.eye(len(weights))
        for case in cases:
            slope, bend = _slopes(case, weights)
            gradient, curvature = gradient + slope / len(cases), curvature + bend / len(cases)
        step: Floats = np.asarray(np.linalg.solve(curvature, gradient), dtype=np.float64)
        weights = _uphill(cases, weights, step)
    classes, none = np.split(np.round(weights, 3), [len(CLASS_FEATURES)])
    doubt = doubt_of(answers_of(cases, Weights(classes, none, doubt=0.0, least=0.0)))
    least = least_probability(answers_of(cases, Weights(classes, none, doubt=doubt, least=0.0)))
    return Weights(classes, none, doubt, least)


def answers_of(cases: Sequence[Judged], weights: Weights) -> list[tuple[float, bool]]:
    """The probability of each text's likeliest class and whether it is right, likeliest first."""
    answers = []
    for found, right in cases:
        shares = probabilities(found, weights)
        top = int(np.argmax(shares[:-1]))
        answers.append((float(shares[top]), top in right))
    return sorted(answers, reverse=True)


def doubt_of(answers: Sequence[tuple[float, bool]]) -> float:
    """How often answers that seem certain are wrong, with one right and one wrong added; three places."""
    certain = [is_right for share, is_right in answers if share >= CERTAIN]
    return round((certain.count(False) + 1) / (len(certain) + 2), 3)


def least_probability(answers: Sequence[tuple[float, bool]]) -> float:
    """The least probability from which on answers are right as often as PRECISION asks, two places."""
    hits, least = 0, 1.0
    for count, (share, is_right) in enumerate(answers, 1):
        hits += is_right
        if hits >= PRECISION * count:
            least = share
    return max(SMALLEST, round(least, 2))


def _uphill(cases: Sequence[Judged], weights: Floats, step: Floats) -> Floats:
    """The weights a step on, half of it or less where the whole would lead down."""
    now = _likelihood(cases, weights)
    while np.abs(step).max() > 1e-6:
        if _likelihood(cases, weights + step) > now:
            return weights + step
        step = step / 2
    return weights


def _likelihood(cases: Sequence[Judged], weights: Floats) -> float:
    """Mean log-likelihood less the penalty."""
    total = 0.0
    for found, right in cases:
        scores = _rows(found) @ weights
        scores -= scores.max()
        total += float(np.log(np.exp(scores[list(right)]).sum()) - np.log(np.exp(scores).sum()))
    return total / len(cases) - PENALTY / 2 * float(weights @ weights)


def _slopes(case: Judged, weights: Floats) -> tuple[Floats, Floats]:
    """Gradient of a text's log-likelihood, and the curvature of its normaliser."""
    found, right = case
    rows = _rows(found)
    scores = rows @ weights
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    likely = shares > 1e-5  # the others bend nothing
    mean = shares @ rows
    of_right = shares[list(right)] / shares[list(right)].sum()
    spread = (rows[likely] * shares[likely, None]).T @ rows[likely] - np.outer(mean, mean)
    return of_right @ rows[list(right)] - mean, spread


def _rows(found: Features) -> Floats:
    """Features of classes and of "none" in one table, each in columns of its own."""
    count = len(CLASS_FEATURES)
    rows = np.zeros((len(found.classes) + 1, count + len(NONE_FEATURES)))
    rows[:-1, :count], rows[-1, count:] = found.classes, found.none
    return rows


def as_json(weights: Weights) -> str:
    """The weights as they are stored."""
    stored = {
        "classes": dict(zip(CLASS_FEATURES, weights.classes.tolist(), strict=True)),
        "none": dict(zip(NONE_FEATURES, weights.none.tolist(), strict=True)),
        "doubt": weights.doubt,
        "least": weights.least,
    }
    return json.dumps(stored, indent=1) + "\n"


def main() -> int:
    path = Path(__file__).with_name("weights.json")
    path.write_text(as_json(fit(practice())), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
