"""Sets of rows as packed bits: row r of a snapshot is bit r % 64 of word r // 64; bits behind the last row are 0."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import simsimd
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


def words_for(count: int) -> int:
    """How many words hold `count` rows."""
    return -(-count // 64)


def pack(mask: Mask | NDArray[np.uint8]) -> Words:
    """bool[n], or bytes of which those that are not 0 are in the set → uint64[⌈n/64⌉]."""
    packed = np.zeros(words_for(len(mask)), dtype=np.uint64)
    held = np.packbits(mask, bitorder="little")
    packed.view(np.uint8)[: len(held)] = held
    return packed


def unpack(words: Words, count: int) -> Mask:
    """uint64[⌈n/64⌉] → bool[n]."""
    return np.unpackbits(words.view(np.uint8), count=count, bitorder="little").view(np.bool_)


def size(words: Words) -> int:
    """How many rows a set has: its distance from the empty one, three times as fast as numpy's count."""
    if not len(words):
        return 0
    return int(np.asarray(simsimd.hamming(words.view(np.uint8), _empty(len(words)), "bin8"), dtype=np.int64))


@lru_cache(maxsize=8)
def _empty(width: int) -> NDArray[np.uint8]:
    return np.zeros(width * 8, dtype=np.uint8)


def common(sets: Words, sizes: NDArray[np.int64], chosen: Words) -> NDArray[np.int64]:
    """How many rows of `chosen` each of `sets` (uint64[k, words]) has; `sizes` are those of the sets.

    |A ∩ B| = (|A| + |B| − |A △ B|) / 2, and the symmetric difference is the Hamming distance of the bits, which
    simsimd counts at the speed of memory: 100 sets over a million rows in 0.2 ms, where numpy takes 1.3 ms.
    """
    if not len(sets) or not sets.shape[1]:
        return np.zeros(len(sets), dtype=np.int64)
    apart = simsimd.cdist(sets.view(np.uint8), chosen.view(np.uint8)[np.newaxis], metric="hamming", dtype="bin8")
    distances = np.asarray(apart, dtype=np.float64).reshape(len(sets)).astype(np.int64)
    made: NDArray[np.int64] = (sizes + size(chosen) - distances) // 2
    return made


def places_among(known: NDArray[Any], rows: NDArray[Any]) -> tuple[Rows, Mask]:
    """Where each of `rows` stands in `known`, which ascends, and whether it stands there at all."""
    asked = rows.astype(known.dtype)  # of another kind, numpy would copy the whole column to compare
    places = np.searchsorted(known, asked)
    is_there = places < len(known)
    is_there[is_there] = known[places[is_there]] == asked[is_there]
    return places, is_there


def first_rows(words: Words, count: int, start: int, limit: int) -> Rows:
    """Rows of a set in order, from the `start`-th, at most `limit`: only the words that hold them are opened."""
    ends = np.cumsum(np.bitwise_count(words), dtype=np.int64)
    first, last = (int(np.searchsorted(ends, at, side="right")) for at in (start, start + limit - 1))
    if first >= len(words) or limit <= 0:
        return np.zeros(0, dtype=np.int64)
    before = int(ends[first - 1]) if first else 0
    opened = unpack(words[first : last + 1], min((last + 1) * 64, count) - first * 64)
    found = np.flatnonzero(opened)[start - before : start - before + limit]
    return (found + first * 64).astype(np.int64)
