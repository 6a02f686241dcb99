"""How likely each class is: weights over what index and roles say, and over what says that nothing can be told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from karta.classify import roles
from karta.classify.index import Floats, Index, weighted
from karta.classify.words import Word

# Of each class: nearness of its nearest phrase, of all that it says, share of the text that it knows; the same of the
# text's first part; then each role that the text tells and the class has.
CLASS_FEATURES = (
    *("near", "whole", "known", "near_first", "known_first"),
    *(role.name for role in roles.ROLES),
)
# Of "nothing can be told": always, share of the text that no class knows, few words, and how
# many classes its rarest word stands for.
NONE_FEATURES = ("always", "unknown", "few_words", "common")


@dataclass(frozen=True, slots=True)
class Weights:
    """A conditional logit: `classes` beside CLASS_FEATURES, `none` beside NONE_FEATURES; `least` to answer from.

    `doubt` is how often what seems certain is wrong: no class is likelier than what is left.
    """

    classes: Floats
    none: Floats
    doubt: float
    least: float

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Weights:
        return cls(
            np.array([stored["classes"][name] for name in CLASS_FEATURES]),
            np.array([stored["none"][name] for name in NONE_FEATURES]),
            float(stored["doubt"]),
            float(stored["least"]),
        )


@dataclass(frozen=True, slots=True)
class Features:
    """Of one text: a row a class, beside CLASS_FEATURES; one row beside NONE_FEATURES."""

    classes: Floats
    none: Floats


def features(index: Index, words: Sequence[Word]) -> Features:
    """What a text's words say of every class. Without words all is 0 and nothing can be told."""
    vector = index.vector(weighted(words))
    nearest, known = index.nearest(vector), index.known(vector)
    nearest_first, known_first = nearest, known
    if words and words[-1].part:
        first = index.vector(weighted([word for word in words if word.part == 0]))
        nearest_first, known_first = index.nearest(first), index.known(first)
    belongs = roles.table(index.codes)
    told = roles.shares(words)
    near = (nearest, index.whole(vector), known, nearest_first, known_first)
    unknown = sum(value * value for name, value in vector.items() if name not in index.classes)
    rarest = max((index.rarity.get(word.stem, 0.0) for word in words), default=0.0)
    none = np.array([1.0, unknown, 1.0 / (1 + len(words)), 1.0 - rarest / index.rarest])
    return Features(np.hstack([np.stack(near, axis=1), belongs * told]), none)


def probabilities(found: Features, weights: Weights) -> Floats:
    """Of each class, and last of "nothing can be told"; they sum to 1."""
    scores = np.append(found.classes @ weights.classes, found.none @ weights.none)
    raised = np.exp(scores - scores.max())
    result: Floats = raised / raised.sum() * (1 - weights.doubt)
    result[-1] += weights.doubt
    return result


@cache
def stored_weights() -> Weights:
    """The weights that `python -m karta.classify.fit` wrote."""
    return Weights.of(json.loads(resources.files("karta.classify").joinpath("weights.json").read_text("utf-8")))
