"""Fits the matcher of affiliations: `python -m bench.identity.affiliations_train` (reads KARTA_MIRROR).

A multinomial logit: each row has its candidates and „none of them“, of which one is right. Weights by Newton's method
with a quadratic penalty, on the half of the rows that is for fitting; the threshold is the best one for F1 on the rows
of the logs in that half, the only set in which some must get no answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import yaml

from bench.identity.affiliations import Row, measured, organisations, rows
from bench.measure import PROJECT
from karta.matching.affiliation_features import FEATURES, Meant, weighed
from karta.matching.affiliation_index import NameIndex
from karta.matching.affiliation_words import read_affiliation

MODEL = PROJECT / "src/karta/matching/affiliation_model.yml"
PENALTY, ROUNDS, SMALLEST_STEP = 3.0, 30, 1e-3
LOGS = "ROR API logs"
HEADER = """# Weights of karta.matching.affiliation, in log-odds against „none of them“, and the least probability of an
# answer. Written by `python -m bench.identity.affiliations_train`; reviewed by reading.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A row's candidates and how far each is right; the first line is „none of them“."""

    row: Row
    values: np.ndarray
    right: np.ndarray
    ids: tuple[str, ...]


def main() -> None:
    known, stands_for = organisations()
    index = NameIndex(known)
    sets = {name: [choice(row, index) for row in found if row.is_for_fitting]
            for name, found in rows(index.row_of, stands_for).items()}  # fmt: skip
    weights = fit([one for found in sets.values() for one in found])
    told = {
        "fitted": {"rows": {name: len(found) for name, found in sets.items()}, "penalty": PENALTY},
        "threshold": threshold(sets[LOGS], weights),
        "intercept": round(float(weights[0]), 3),
        "weights": {name: round(float(weight), 3) for name, weight in zip(FEATURES, weights[1:], strict=True)},
    }
    MODEL.write_text(HEADER + yaml.safe_dump(told, sort_keys=False), "utf-8")
    print(MODEL.read_text("utf-8"))


def choice(row: Row, index: NameIndex) -> Choice:
    """What can be answered to one row. Where the truth is no candidate, none of them is right."""
    found: list[Meant] = weighed(read_affiliation(row.text), index)
    values = np.zeros((len(found) + 1, len(FEATURES) + 1))
    for at, one in enumerate(found, start=1):
        values[at] = [1.0, *(one.values[name] for name in FEATURES)]
    ids = tuple(one.organisation.org_id for one in found)
    right = np.array([0.0, *(float(one in row.truth) for one in ids)])
    right[0] = float(not right.any())
    return Choice(row, values, right / right.sum(), ids)


def fit(choices: list[Choice]) -> np.ndarray:
    """Weights, that of the intercept first, which is not penalised."""
    size = len(FEATURES) + 1
    penalty = np.full(size, PENALTY)
    penalty[0] = 1e-6
    found = np.zeros(size)
    before = _loss(choices, found, penalty)
    for _ in range(ROUNDS):
        slope, curve = penalty * found, np.diag(penalty)
        for one in choices:
            chance = _chances(one, found)
            mean = chance @ one.values
            slope = slope + one.values.T @ (chance - one.right)
            curve = curve + (one.values * chance[:, None]).T @ one.values - np.outer(mean, mean)
        step, share = np.linalg.solve(curve, slope), 1.0
        while (after := _loss(choices, found - share * step, penalty)) > before and share > SMALLEST_STEP:
            share /= 2
        found, before = found - share * step, after
        if abs(share * step).max() < SMALLEST_STEP:
            break
    return found


def _chances(one: Choice, weights: np.ndarray) -> np.ndarray:
    told = one.values @ weights
    odds = np.exp(told - told.max())
    chances: np.ndarray = odds / odds.sum()
    return chances


def _loss(choices: list[Choice], weights: np.ndarray, penalty: np.ndarray) -> float:
    told = (float(one.right @ np.log(_chances(one, weights) + 1e-12)) for one in choices)
    return float(0.5 * penalty @ weights**2) - sum(told)


def threshold(choices: list[Choice], weights: np.ndarray) -> float:
    """The least probability of an answer with the best F1."""
    best = [(max(chances[1:], default=0.0), one, int(np.argmax(chances[1:])) if one.ids else 0)
            for one in choices for chances in [_chances(one, weights)]]  # fmt: skip
    grid = [at / 100 for at in range(20, 81)]
    return max(grid, key=lambda least: measured([_kind(score >= least, one, at) for score, one, at in best]).f1)


def _kind(is_answered: bool, one: Choice, at: int) -> str:
    if not is_answered:
        return "missed" if one.row.truth else "left"
    return "right" if one.ids[at] in one.row.truth else "wrong"


if __name__ == "__main__":
    main()
