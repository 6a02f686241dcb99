"""An affiliation as authors print it → the organisations that it names, each with a score, or none. Pure.

„Dept. of Chemistry, Univ. of Sofia, 1 J. Bourchier, Sofia, Bulgaria, a@chem.uni-sofia.bg“: the university, not the
department. Candidates come from an index of names (karta.matching.affiliation_index); a multinomial logit over
karta.matching.affiliation_features tells how likely each one is meant, and how likely none of them is. Its weights,
affiliation_model.yml, are fitted by `python -m bench.identity.affiliations_train`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Any

import yaml

from karta.matching.affiliation_features import FEATURES, Meant, has_site, weighed
from karta.matching.affiliation_index import NameIndex, Organisation
from karta.matching.affiliation_words import Affiliation, read_affiliation

# Rows to fit on have no mail addresses, so that this weight is set by hand, in log-odds.
SITE = 3.0
PRECISION = 4  # places of a score


@dataclass(frozen=True, slots=True)
class NamedOrganisation:
    """`score` 0–1: the probability that this one is meant, of all candidates and of none of them; `is_match`: it is
    given as the answer. `name` is its name that was found, `words` are those of the text, `features` what was weighed.
    """

    organisation: Organisation
    score: float
    is_match: bool
    words: tuple[str, ...]
    features: dict[str, float]


def named_in(text: str, index: NameIndex, *, limit: int = 5) -> list[NamedOrganisation]:
    """Organisations that an affiliation may name, the likeliest first, at most `limit`; none is `is_match` where the
    text names none of the index (NP).

    The likeliest one is a match from the threshold of affiliation_model.yml on. An acronym alone decides nothing: it
    needs its city, a website, or the whole that it is a part of.
    """
    read = read_affiliation(text)
    found = weighed(read, index)
    scores = probabilities(read, found)
    ordered = sorted(zip(scores, found, strict=True), key=lambda one: (-one[0], one[1].organisation.org_id))
    least = model()["threshold"]
    return [
        NamedOrganisation(
            one.organisation, round(score, PRECISION), at == 0 and score >= least and not rests_on_acronym(read, one),
            tuple(read.words[place].printed for place in sorted(one.laid.held)), one.values,
        )
        for at, (score, one) in enumerate(ordered[:limit])
    ]  # fmt: skip


def probabilities(text: Affiliation, found: Sequence[Meant]) -> list[float]:
    """How likely each organisation is meant; what is left to one is the probability that none of them is."""
    weights = model()["weights"]
    odds = [
        exp(min(50.0, model()["intercept"] + sum(weights[name] * one.values[name] for name in FEATURES)
                + SITE * has_site(text, one.organisation)))
        for one in found
    ]  # fmt: skip
    total = 1 + sum(odds)
    return [each / total for each in odds]


def rests_on_acronym(text: Affiliation, one: Meant) -> bool:
    """Whether an acronym is all that speaks for an organisation."""
    if not one.laid.name.is_acronym:
        return False
    told = one.values
    return not (told["city_same"] or told["whole_named"] or told["part_named"] or has_site(text, one.organisation))


@cache
def model() -> dict[str, Any]:
    """affiliation_model.yml: intercept, weights by feature, threshold, and how they were fitted."""
    loaded: dict[str, Any] = yaml.safe_load(
        resources.files("karta.matching").joinpath("affiliation_model.yml").read_text("utf-8")
    )
    return loaded
