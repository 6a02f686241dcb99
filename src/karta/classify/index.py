"""What the classes of NACE say in words: official titles, phrases of ours, texts with a known class; both languages."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from karta.classify.words import Word, read

Floats = NDArray[np.float64]
# A whole stem, two stems in a row, the first letters of a longer stem: how much each weighs beside its rarity.
PREFIX = 5
STEM, PAIR, BEGINNING = 1.0, 0.7, 0.6


@dataclass(frozen=True, slots=True)
class Practice:
    """A text with its class, a second one that would do as well, and its segment. No class: nothing can be told."""

    language: str
    text: str
    nace_codes: tuple[str, ...]
    segment: str | None


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a feature stands: rows and its weight in each, of unit vectors."""

    rows: NDArray[np.int32]
    weights: Floats


class Index:
    """Phrases as unit vectors, kept by feature. `codes` are in order; phrases of one class stand together."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self.codes: tuple[str, ...] = tuple(sorted(phrases))
        read_phrases = {code: [list(weighted(read(text).words)) for text in phrases[code]] for code in self.codes}
        self.rarity = _rarity(read_phrases, self.codes)
        self.rarest = log(1 + len(self.codes))
        rows = [(place, found) for place, code in enumerate(self.codes) for found in read_phrases[code]]
        self.starts = np.searchsorted([place for place, _ in rows], np.arange(len(self.codes)))
        self.phrases = _postings(self.vector(found) for _, found in rows)
        self.size = len(rows)
        wholes = (Counter(name for found in read_phrases[code] for name, _ in found) for code in self.codes)
        self.classes = _postings(
            self.vector([(name, 1 + log(count)) for name, count in whole.items()]) for whole in wholes
        )

    def vector(self, features: Iterable[tuple[str, float]]) -> dict[str, float]:
        """A unit vector of weighted features; those that no class has count to its length."""
        found: dict[str, float] = {}
        for name, weight in features:
            found[name] = found.get(name, 0.0) + weight * self.rarity.get(name, self.rarest)
        length = sqrt(sum(value * value for value in found.values())) or 1.0
        return {name: value / length for name, value in found.items()}

    def nearest(self, vector: Mapping[str, float]) -> Floats:
        """Of each class, how near its nearest phrase is (cosine, 0–1)."""
        near: Floats = np.maximum.reduceat(_sums(self.phrases, vector, self.size), self.starts)
        return near

    def whole(self, vector: Mapping[str, float]) -> Floats:
        """Of each class, how near all that it says is (cosine, 0–1)."""
        return _sums(self.classes, vector, len(self.codes))

    def known(self, vector: Mapping[str, float]) -> Floats:
        """Of each class, the share of a text's weight in features that it has (0–1)."""
        squares = {name: value * value for name, value in vector.items()}
        return _sums(self.classes, squares, len(self.codes), is_weighted=False)


def weighted(words: Sequence[Word]) -> Iterable[tuple[str, float]]:
    """Features of words with their weights: stems, pairs of stems of one part, beginnings of stems."""
    before: Word | None = None
    for word in words:
        yield word.stem, STEM * word.weight
        if len(word.stem) > PREFIX:
            yield f"{word.stem[:PREFIX]}-", BEGINNING * word.weight
        elif len(word.stem) == PREFIX:
            yield f"{word.stem}-", BEGINNING * word.weight
        if before is not None and before.part == word.part:
            yield f"{before.stem} {word.stem}", PAIR * word.weight
        before = word


@cache
def class_phrases() -> dict[str, tuple[str, ...]]:
    """Of each class of NACE Rev. 2, its official titles and our phrases, Bulgarian and English."""
    return {
        row["nace_code"]: tuple(
            part.strip()
            for column in ("title_bg", "title_en", "phrases_bg", "phrases_en")
            for part in re.split(r"[;,]" if column.startswith("phrases") else r";", row[column])
            if part.strip()
        )
        for row in _rows("classes.csv")
    }


@cache
def practice() -> tuple[Practice, ...]:
    """Texts with a known class, for the weights and for the index."""
    return tuple(
        Practice(row["language"], row["text"], tuple(row["nace_codes"].split()), row["segment"] or None)
        for row in _rows("practice.csv")
    )


def build(texts: Iterable[Practice]) -> Index:
    """An index of every class's own phrases and of texts with a known class (their first)."""
    phrases = {code: list(found) for code, found in class_phrases().items()}
    for text in texts:
        if text.nace_codes:
            phrases[text.nace_codes[0]].append(text.text)
    return Index(phrases)


def _rarity(read_phrases: Mapping[str, list[list[tuple[str, float]]]], codes: Sequence[str]) -> dict[str, float]:
    """Of each feature, the logarithm of how few classes have it."""
    having = Counter(name for code in codes for name in {name for found in read_phrases[code] for name, _ in found})
    return {name: log((1 + len(codes)) / count) for name, count in having.items()}


def _postings(vectors: Iterable[dict[str, float]]) -> dict[str, Postings]:
    rows: dict[str, list[int]] = {}
    weights: dict[str, list[float]] = {}
    for row, vector in enumerate(vectors):
        for name, value in vector.items():
            rows.setdefault(name, []).append(row)
            weights.setdefault(name, []).append(value)
    return {name: Postings(np.array(rows[name], dtype=np.int32), np.array(weights[name])) for name in rows}


def _sums(
    postings: Mapping[str, Postings], vector: Mapping[str, float], size: int, *, is_weighted: bool = True
) -> Floats:
    """Of each row, the sum over its features of a vector's value, by the feature's weight there or as it is."""
    found = [(postings[name], value) for name, value in vector.items() if name in postings]
    if not found:
        return np.zeros(size)
    rows = np.concatenate([posting.rows for posting, _ in found])
    if is_weighted:
        values = np.concatenate([posting.weights * value for posting, value in found])
    else:
        values = np.repeat([value for _, value in found], [len(posting.rows) for posting, _ in found])
    return np.asarray(np.bincount(rows, weights=values, minlength=size), dtype=np.float64)


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("karta.classify").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
