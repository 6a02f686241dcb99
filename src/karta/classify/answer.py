"""The likeliest classes of a text, the segment, the words that told them, and whether to rely on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from karta.classify import segments
from karta.classify.index import Floats, Index, build, practice, weighted
from karta.classify.score import features, probabilities, stored_weights
from karta.classify.words import Reading, Word, read

CANDIDATES = 3
MOST_EVIDENCE = 5  # words
LEVELS = (5, 4, 2)  # characters of a class, a group, a division


@dataclass(frozen=True, slots=True)
class Candidate:
    """A class of NACE Rev. 2 and its probability, 0–1."""

    nace_code: str
    probability: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text tells of its sector.

    `candidates` are the likeliest classes, at most three; none where the text has no word to tell by or is in another
    language. `is_abstained`: the first is not to be relied on. `sure_code` is the narrowest code (class, group or
    division) that may be relied on, with its probability; None where none may. `evidence` are words of the text, most
    telling first.
    """

    candidates: tuple[Candidate, ...]
    segment: str | None
    is_abstained: bool
    sure_code: str | None
    sure_probability: float | None
    evidence: tuple[str, ...]


NOTHING = Answer((), None, True, None, None, ())


def classify_text(text: str) -> Answer:
    """What a text of any length tells of its sector; never raises for a text."""
    reading = read(text)
    return classify_words(reading) if reading.words else NOTHING


def classify_words(reading: Reading) -> Answer:
    """The same of a text that was read."""
    index, weights = shared_index(), stored_weights()
    shares = probabilities(features(index, reading.words), weights)
    places = np.argsort(-shares[:-1], kind="stable")[:CANDIDATES]
    candidates = tuple(Candidate(index.codes[place], round(float(shares[place]), 4)) for place in places)
    evidence = _evidence(index, reading.words, int(places[0]))
    if not evidence:
        return NOTHING
    is_sure = float(shares[places[0]]) >= weights.least
    sure_code, sure_probability = _sure_code(index, shares[:-1], weights.least)
    return Answer(
        candidates=candidates,
        segment=segments.segment(candidates[0].nace_code, reading.words) if is_sure else None,
        is_abstained=not is_sure,
        sure_code=sure_code,
        sure_probability=sure_probability,
        evidence=evidence,
    )


@cache
def shared_index() -> Index:
    """The index of every class's phrases and of all practice texts."""
    return build(practice())


def _sure_code(index: Index, shares: Floats, least: float) -> tuple[str | None, float | None]:
    """The narrowest code whose classes together are likely enough, and how likely they are."""
    for length in LEVELS:
        wider, place_of = _wider(index.codes, length)
        total = np.bincount(place_of, weights=shares)
        best = int(np.argmax(total))
        if total[best] >= least:
            return wider[best], round(float(total[best]), 4)
    return None, None


@cache
def _wider(codes: tuple[str, ...], length: int) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The wider codes of some length, in order, and the place of each class's among them."""
    wider = sorted({code[:length] for code in codes})
    places = {code: place for place, code in enumerate(wider)}
    return tuple(wider), np.array([places[code[:length]] for code in codes])


def _evidence(index: Index, words: tuple[Word, ...], place: int) -> tuple[str, ...]:
    """The words whose stems say most for the class at a place, each once, as the text spells them."""
    weight: dict[str, float] = {}
    for word in words:
        told = sum(_said(index, name, place) for name, _ in weighted([word])) * word.weight
        weight[word.text] = max(weight.get(word.text, 0.0), told)
    telling = [text for text, told in sorted(weight.items(), key=lambda item: (-item[1], item[0])) if told > 0]
    return tuple(telling[:MOST_EVIDENCE])


def _said(index: Index, name: str, place: int) -> float:
    """What a feature says for a class: its weight there by its rarity."""
    found = index.classes.get(name)
    if found is None:
        return 0.0
    at = int(np.searchsorted(found.rows, place))
    is_there = at < len(found.rows) and found.rows[at] == place
    return float(found.weights[at]) * index.rarity[name] if is_there else 0.0
