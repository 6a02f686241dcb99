"""Fits the matcher: `python -m bench.identity.train` writes src/karta/matching/model.yml (reads KARTA_MIRROR).

A logistic regression whose weights keep the signs of karta.matching.features.FEATURES, by Newton's method with a
quadratic penalty. Thresholds come from scores that each pair got from a model that had not seen its bodies (FOLDS).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import yaml

from bench.gold import Share
from bench.identity.training import Example, examples
from bench.measure import PROJECT
from karta.matching.features import FEATURES, Evidence, evidence
from karta.matching.reading import readings

MODEL = PROJECT / "src/karta/matching/model.yml"
FOLDS = 10
PENALTY = 0.0005
ROUNDS = 12
LEAST_PRECISION = 0.9875  # lower bound of the 95 % interval, of pairs that are joined without a person
LEAST_SAME = 50  # in hundredths; with and without known bodies no two bodies of the open half come above 40 unseen
MOST_TO_PEOPLE = 0.055  # of the open half, whose words are known; of the other it is nearly three times that
HEADER = """# Weights of karta.matching.model, in log-odds, and thresholds. Written by
# `python -m bench.identity.train`, reviewed by reading: each has the sign that karta.matching.features asks for.
# `errors` are expected, by scores of pairs whose bodies the model had not seen, each with the upper bound of its 95 %
# interval: `same`, joined pairs that are two bodies; `different`, pairs called different that are one body.
"""


@dataclass(frozen=True, slots=True)
class Fitted:
    intercept: float
    weights: np.ndarray

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.intercept + values @ self.weights)))


def main() -> None:
    found = examples()
    seen = [best_evidence(example) for example in found]
    values = np.array([[evidence_.values[name] for name in FEATURES] for evidence_ in seen])
    is_same = np.array([float(example.is_same) for example in found])
    share = np.array([example.weight for example in found])
    unseen = out_of_fold(found, values, is_same, share)
    fitted = fit(values, is_same, share)
    gold = [at for at, example in enumerate(found) if example.pair is not None]
    open_scores = [(float(unseen[at]), seen[at], found[at]) for at in gold]
    same, different, errors = thresholds(open_scores)
    loss = float(-np.mean(is_same * np.log(unseen) + (1 - is_same) * np.log(1 - unseen)))
    MODEL.write_text(
        HEADER
        + yaml.safe_dump(
            {
                "fitted": {"pairs_of_the_open_half": len(gold), "made_pairs": len(found) - len(gold), "folds": FOLDS,
                           "penalty": PENALTY, "log_loss_unseen": round(loss, 4)},
                "thresholds": {"same": same, "different": different},
                "errors": errors,
                "intercept": round(fitted.intercept, 3),
                "weights": {name: round(float(w), 3) for name, w in zip(FEATURES, fitted.weights, strict=True)},
            },
            sort_keys=False,
        ),
        "utf-8",
    )  # fmt: skip
    print(MODEL.read_text("utf-8"))


def best_evidence(example: Example) -> Evidence:
    """Of names with former ones, the pair of readings that shares most."""
    found = [evidence(one, other) for one in readings(example.left) for other in readings(example.right)]
    return max(found, key=_net)


def _net(found: Evidence) -> float:
    """What a pair of readings shares, less what each has alone."""
    of = found.values
    return of["shared"] + of["company_shared"] - of["left_on_both"] - of["company_left_on_both"]


def fit(values: np.ndarray, is_same: np.ndarray, share: np.ndarray) -> Fitted:
    """Minimise the weighted log loss with a quadratic penalty, by Newton's method; the intercept is not penalised.

    Weights that would take the wrong sign are 0: the worst is dropped and the rest fitted again, until none is wrong.
    """
    signs = np.array(list(FEATURES.values()), dtype=float)
    used = np.ones(len(signs), dtype=bool)
    while True:
        intercept, weights = _newton(values[:, used], is_same, share)
        wrong = weights * signs[used]
        if wrong.min() >= 0:
            break
        used[np.flatnonzero(used)[wrong.argmin()]] = False
    every = np.zeros(len(signs))
    every[used] = weights
    return Fitted(float(intercept), every)


def _newton(values: np.ndarray, is_same: np.ndarray, share: np.ndarray) -> tuple[float, np.ndarray]:
    inputs = np.column_stack([np.ones(len(values)), values])
    penalty = np.full(inputs.shape[1], PENALTY * share.sum())
    penalty[0] = 1e-9
    found = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-(inputs @ found)))
        slope = inputs.T @ (share * (chance - is_same)) + penalty * found
        curve = (inputs * (share * chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty)
        found = found - np.linalg.solve(curve, slope)
    return float(found[0]), found[1:]


def out_of_fold(found: list[Example], values: np.ndarray, is_same: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Each pair's score from a model that saw no pair of its group."""
    folds = [{int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS for group in e.groups} for e in found]
    scores = np.zeros(len(found))
    for number in range(FOLDS):
        left_out = np.array([number in each for each in folds])
        mine = np.array([number == min(each) for each in folds])
        scores[mine] = fit(values[~left_out], is_same[~left_out], share[~left_out]).probabilities(values[mine])
    return np.clip(scores, 1e-6, 1 - 1e-6)


def thresholds(scored: list[tuple[float, Evidence, Example]]) -> tuple[float, float, dict[str, list[float]]]:
    """Upper threshold: the lowest that is precise enough. Lower: the lowest that leaves people no more than agreed."""
    judged = [(score, example.is_same) for score, found, example in scored if not found.part and not found.forbids]
    grid = [at / 100 for at in range(LEAST_SAME, 100)]
    good = [(t, _precision(judged, t)) for t in grid]
    same = next(
        (t for t, _ in good if all(share.interval[0] >= LEAST_PRECISION for u, share in good if t <= u <= t + 0.05)),
        grid[-1],
    )
    everyone = [(score, example.is_same, bool(found.forbids)) for score, found, example in scored if not found.part]
    different = 0.01
    for t in (at / 100 for at in range(50, 0, -1)):
        to_people = [1 for score, _, forbids in everyone if score >= t and (score < same or forbids)]
        if len(to_people) / len(scored) <= MOST_TO_PEOPLE:
            different = t
        else:
            break
    below = [is_same for score, is_same, _ in everyone if score < different]
    lost, joined = Share(sum(below), len(below)), _precision(judged, same)
    return (
        same,
        different,
        {
            "same": [round(1 - joined.value, 4), round(1 - joined.interval[0], 4)],
            "different": [round(lost.value, 4), round(lost.interval[1], 4)],
        },
    )


def _precision(judged: list[tuple[float, bool]], threshold: float) -> Share:
    joined = [is_same for score, is_same in judged if score >= threshold]
    return Share(sum(joined), len(joined))


if __name__ == "__main__":
    main()
