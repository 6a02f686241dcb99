"""Two names with their context → how likely they are one body's, what to do, and why.

The model is a logistic regression over karta.matching.features. Its weights and thresholds are reviewed data, model.yml
beside this file; `python -m bench.identity.train` fits them on the open half of the gold set and writes how.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Any, Literal

import yaml

from karta.matching.features import Evidence, evidence
from karta.matching.reading import Named, Reading, readings
from karta.vocab.eik import company_part, is_valid_eik

Decision = Literal["same", "unsure", "different", "part_of"]
PRECISION = 4  # places of a score


@dataclass(frozen=True, slots=True)
class Weight:
    """One feature's share in a score: `value` as compared, `log_odds` = value times weight."""

    feature: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class Scored:
    """`score` 0–1: the probability that both names are one body's, in pairs like those of the open half.

    `decision` is `part_of` where one name says that its body stands under the other; `part` tells which (left | right).
    `weights` are the features that moved the score, strongest first; `by_eik` where register numbers settled it.
    """

    score: float
    decision: Decision
    weights: tuple[Weight, ...]
    evidence: Evidence | None
    part: str | None = None
    by_eik: bool = False


def score(left: Named, right: Named) -> Scored:
    """Score two names. Of names with former ones the likeliest pair counts."""
    if left.eik and right.eik and is_valid_eik(left.eik) and is_valid_eik(right.eik):
        return _by_eik(company_part(left.eik) == company_part(right.eik))
    return max(
        (score_readings(one, other) for one in readings(left) for other in readings(right)),
        key=lambda found: (found.decision == "same", found.decision == "part_of", found.score),
    )


def score_readings(left: Reading, right: Reading) -> Scored:
    """Score two names that were read before; a matcher of many pairs reads each name once."""
    if not left.tokens or not right.tokens:
        return Scored(0.0, "unsure", (), None)
    found = evidence(left, right)
    weights = model()["weights"]
    shares = [Weight(name, value, value * weights[name]) for name, value in found.values.items() if value]
    probability = 1 / (1 + exp(-(model()["intercept"] + sum(share.log_odds for share in shares))))
    ordered = tuple(sorted((s for s in shares if s.log_odds), key=lambda s: (-abs(s.log_odds), s.feature)))
    probability = round(probability, PRECISION)
    return Scored(probability, _decision(probability, found), ordered, found, found.part)


def _decision(probability: float, found: Evidence) -> Decision:
    if found.part:
        return "part_of"
    thresholds = model()["thresholds"]
    if probability >= thresholds["same"]:
        return "unsure" if found.forbids else "same"
    return "different" if probability < thresholds["different"] else "unsure"


def _by_eik(is_same: bool) -> Scored:
    return Scored(float(is_same), "same" if is_same else "different", (), None, by_eik=True)


@cache
def model() -> dict[str, Any]:
    """model.yml: intercept, weights by feature, thresholds, expected errors, and how they were fitted."""
    loaded: dict[str, Any] = yaml.safe_load(resources.files("karta.matching").joinpath("model.yml").read_text("utf-8"))
    return loaded
