"""Names of organisations that an affiliation may hold, found by the words that few names have. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2

import numpy as np
from rapidfuzz import fuzz, process

from karta.matching.affiliation_words import Affiliation, Word, compared, country_names, name_words
from karta.matching.names import search_key

LOOKED_AT = 48  # names that are compared word by word
COMMON = 4000  # a word that more names have finds none
SHORTEST_SLIP, LEAST_LIKE = 6, 88  # letters of a word that nobody has; likeness of one that stands for it
SHORTEST_BEGINNING = 3  # letters of an abbreviation
_IN_BRACKETS = re.compile(r"(?<=\S)\s*\((?P<inside>[^()]+)\)\s*$")
_ENOUGH_BEGINNINGS = 300


@dataclass(frozen=True, slots=True)
class Organisation:
    """`names`: all labels and aliases, `acronyms` apart; `wholes`: ids of what it is a part of; `country`: ISO code."""

    org_id: str
    names: tuple[str, ...]
    acronyms: tuple[str, ...] = ()
    city: str | None = None
    country: str | None = None
    kind: str | None = None
    wholes: tuple[str, ...] = ()
    website: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class IndexedName:
    """One name of the organisation at `row`, its words as they are compared, what each tells in bits, and their sum."""

    row: int
    words: tuple[str, ...]
    bits: tuple[float, ...]
    total: float
    is_acronym: bool
    is_first: bool


class NameIndex:
    """Names by their words. Built once; several threads may ask."""

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        self.organisations = organisations
        self.row_of = {one.org_id: row for row, one in enumerate(organisations)}
        self.cities = [" ".join(name_words(one.city)) if one.city else "" for one in organisations]
        self._known_cities = frozenset(filter(None, self.cities))
        worded = list(_worded(organisations))
        counts = Counter(word for _, words, _, _ in worded for word in set(words))
        self._total = len(worded)
        self._bits = {word: log2(self._total / count) for word, count in counts.items()}
        self.names = [self._indexed(*one) for one in worded]
        self._totals = np.array([name.total for name in self.names])
        self._holders = self._holders_by_word()
        self.bearers = Counter((name.words, name.row) for name in self.names)
        self.parts = Counter(whole for one in organisations for whole in one.wholes)
        self.same_name = Counter(words for words, _ in self.bearers)

    def _indexed(self, row: int, words: tuple[str, ...], is_acronym: bool, is_first: bool) -> IndexedName:
        bits = tuple(self._bits[word] for word in words)
        return IndexedName(row, words, bits, sum(bits), is_acronym, is_first)

    def _holders_by_word(self) -> dict[str, np.ndarray]:
        found: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self.names):
            for word in set(name.words):
                found[word].append(at)
        return {word: np.array(ids, dtype=np.int32) for word, ids in found.items()}

    def bits(self, word: str) -> float:
        """What a word tells: how few names have it."""
        if word.isdecimal():
            return 1.0
        return self._bits.get(word, log2(self._total))

    def is_city(self, key: str) -> bool:
        return key in self._known_cities

    def candidates(self, text: Affiliation) -> list[IndexedName]:
        """The names that have most of their words in the text, by what the words tell; at most LOOKED_AT."""
        keys = dict.fromkeys(key for word in text.words for key in self.meant(word))
        found = [(self._holders[key], self._bits[key]) for key in keys if key in self._holders]
        asked = [one for one in found if len(one[0]) <= COMMON] or found
        if not asked:
            return []
        names, at = np.unique(np.concatenate([ids for ids, _ in asked]), return_inverse=True)
        told = np.bincount(at, weights=np.repeat([bits for _, bits in asked], [len(ids) for ids, _ in asked]))
        for ids, bits in found:
            if len(ids) > COMMON:
                told = told + bits * np.isin(names, ids, assume_unique=True)
        rank = told * told / self._totals[names]
        best = np.argsort(-rank, kind="stable")[:LOOKED_AT]
        return [self.names[name] for name in names[best].tolist()]

    def meant(self, word: Word) -> tuple[str, ...]:
        """Words of names that a word of a text may stand for: itself, else what it begins or is a slip of."""
        if word.is_capital and word.is_country:
            return ()
        if word.key in self._holders:
            return (word.key,)
        if word.is_capital:
            return ()
        if word.key not in self._meant:
            self._meant[word.key] = self._guessed(word.key)
        return self._meant[word.key]

    @cached_property
    def _meant(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._holders):
            if len(word) > SHORTEST_SLIP and word.isascii():
                found[word[:2]].append(word)
        return found

    def _guessed(self, key: str) -> tuple[str, ...]:
        near = self._by_beginning.get(key[:2], [])
        if len(key) >= SHORTEST_BEGINNING:
            longer = [word for word in near if word.startswith(key)]
            if longer and len(longer) <= _ENOUGH_BEGINNINGS:
                return tuple(sorted(longer, key=lambda word: (self._bits[word], word))[:8])
        if len(key) >= SHORTEST_SLIP:
            slips = process.extract(key, near, scorer=fuzz.ratio, score_cutoff=LEAST_LIKE, limit=2)
            return tuple(word for word, _, _ in slips)
        return ()


def _worded(organisations: Iterable[Organisation]) -> Iterable[tuple[int, tuple[str, ...], bool, bool]]:
    """(row, words, whether an acronym, whether the first name), each form once for an organisation."""
    for row, one in enumerate(organisations):
        seen: set[tuple[str, ...]] = set()
        named = [(form, False) for name in one.names for form in _forms(name)]
        for at, (name, is_acronym) in enumerate([*named, *((name, True) for name in one.acronyms)]):
            words = name_words(name) or tuple(compared(word) for word in search_key(name).split())
            if words and words not in seen:
                seen.add(words)
                yield row, words, is_acronym or (len(words) == 1 and _looks_short(name)), at == 0


def _forms(name: str) -> Iterable[str]:
    """A name; without the country in brackets that registries add to firms, if it has one: Sanofi (Japan)."""
    found = _IN_BRACKETS.search(name)
    is_country = found is not None and search_key(found["inside"]) in country_names()
    return (name[: found.start()], name) if found and is_country else (name,)


def _looks_short(name: str) -> bool:
    """An acronym that stands among the names: ИНРНЕ, CERN."""
    bare = name.strip()
    return len(bare) <= 8 and sum(char.isupper() for char in bare) >= max(2, len(bare) - 2)
