"""Reading a snapshot's index where it lies: every process maps the same pages, so a second one costs no memory."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from mmap import PAGESIZE
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from karta.snapshot.index.bits import Mask, Rows, Words, common, pack, words_for
from karta.snapshot.index.layout import HALF_CENTS, NAMES, NO_YEAR, WINDOW, varies
from karta.snapshot.index.names import NameIndex
from karta.snapshot.index.numbers import Intervals, Numbers
from karta.snapshot.index.pages import mapped, mapped_array, mapped_numbers

LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """Sets of rows under one name: uint64[k, words], how many rows each has, and what the writer said of them."""

    words: Words
    sizes: NDArray[np.int64]
    about: dict[str, Any]

    def counts(self, chosen: Words) -> list[int]:
        """How many rows of `chosen` each set has."""
        counted: list[int] = common(self.words, self.sizes, chosen).tolist()
        return counted

    def counts_of(self, positions: Sequence[int], chosen: Words) -> dict[int, int]:
        """How many rows of `chosen` the sets at these positions have, by position; the others are not read."""
        counted: dict[int, int] = {}
        for _, run in groupby(enumerate(sorted(positions)), lambda one: one[1] - one[0]):
            there = [position for _, position in run]
            sets = slice(there[0], there[-1] + 1)
            counted |= zip(there, common(self.words[sets], self.sizes[sets], chosen).tolist(), strict=True)
        return counted


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A coded column. `unknown` is the last value of an open list.

    values   the codes, in their order
    sets     the rows of each code; None where a column has too many codes to count them all at once
    of_rows  position of each row's code among the values; None where a row may have several
    """

    values: tuple[str, ...]
    sets: Sets | None
    of_rows: NDArray[Any] | None

    @property
    def index(self) -> NDArray[Any]:
        """`of_rows` of a column with exactly one code a row."""
        if self.of_rows is None:
            raise TypeError(f"a row may have several of {', '.join(self.values[:3])} …: it has no one code")
        return self.of_rows

    def counts(self, chosen: Mask) -> NDArray[np.int64]:
        """Rows of `chosen` (bool, one a row) by value, in the order of `values`."""
        if self.sets is not None:
            return common(self.sets.words, self.sets.sizes, pack(chosen))
        return np.bincount(self.index[chosen], minlength=len(self.values))

    def rows_with(self, codes: Iterable[str], width: int) -> Words:
        """The set of rows that have one of these codes; a code that does not occur adds none."""
        if self.sets is None:
            raise TypeError(f"{self.values[:3]} …: a column of too many codes has no sets of rows")
        found = [self.sets.words[self.values.index(code)] for code in codes if code in self.values]
        if len(found) == 1:
            only: Words = found[0]  # where it lies
            return only
        made = np.zeros(width, dtype=np.uint64)
        for one in found:
            made |= one
        return made


class Scope:
    """The figures of the window, or of one year; of the other columns, those of the window.

    Everything is mapped at once: who holds a scope can go on asking it when the snapshot is deleted.
    """

    def __init__(self, folder: Path, window: Scope | None = None) -> None:
        self._window = window
        directory = json.loads((folder / "sets.json").read_text("utf-8"))
        self.count: int = directory["count"]
        self._columns: dict[str, dict[str, Any]] = directory["columns"]
        self._sets = _mapped_sets(folder / "sets.u64", directory["sets"], words_for(self.count))
        self._codes = {path.stem: mapped_array(path) for path in (folder / "codes").iterdir()}
        self._numbers = {path.stem: mapped_array(path) for path in (folder / "numbers").iterdir()}
        self._tables = {path.stem: mapped(path) for path in folder.glob("*.arrow")}
        self.sets = cache(self._made_sets)
        self.codes = cache(self._made_codes)

    def touch(self) -> None:
        """Read a byte of each page of the sets, codes and numbers."""
        for array in (self._sets, *self._codes.values(), *self._numbers.values()):
            array.reshape(-1).view(np.uint8)[::PAGESIZE].max(initial=0)

    def _owner(self, name: str) -> Scope:
        return self if self._window is None or varies(name) else self._window

    def _made_sets(self, name: str) -> Sets:
        """The sets under a name. Errors: KeyError for a name that the index does not hold."""
        owner = self._owner(name)
        about = owner._columns[name]
        sizes = np.array(about["sizes"], dtype=np.int64)
        return Sets(owner._sets[about["first"] : about["first"] + len(sizes)], sizes, about)

    def _made_codes(self, name: str) -> Codes:
        """A coded column. Errors: KeyError."""
        owner = self._owner(name)
        about = owner._columns[name]
        return Codes(tuple(about["values"]), self.sets(name) if "first" in about else None, owner._codes.get(name))

    def rows_with(self, name: str, *codes: str) -> Words:
        """The set of rows that have one of these codes in a column."""
        return self.codes(name).rows_with(codes, words_for(self.count))

    def numbers(self, name: str) -> Numbers:
        """A numeric column. Errors: KeyError."""
        owner = self._owner(name)
        return Numbers(owner._numbers[name], owner._codes[name])

    def intervals(self, measure: str) -> Intervals:
        """The current figures of a measure."""
        rows = None if self._window is None else self._numbers[f"{measure}_rows"]
        low, high = self.numbers(f"{measure}_low"), self.numbers(f"{measure}_high")
        return Intervals(self.count, rows, low, self._numbers[f"{measure}_wide"], high)

    def table(self, measure: str) -> pa.Table:
        """What is printed of a measure's figures, in row order: `row` and the columns of organisations."""
        return self._tables[measure]

    def sum_of(self, measure: str, chosen: Words) -> tuple[float, int]:
        """The sum of a measure over a set of rows, EUR or persons, to the cent, and how many rows were added."""
        sets = self.sets(f"{measure}_sum")
        added, *planes = sets.counts(chosen)
        above = sum(held << k for k, held in enumerate(planes)) * int(sets.about["step"])
        half_cents = added * int(sets.about["smallest"]) + above
        return half_cents / HALF_CENTS, added

    def is_added(self, measure: str) -> Words:
        """The rows that stand in sums (ARCHITECTURE §3b line 12)."""
        found: Words = self.sets(f"{measure}_sum").words[0]
        return found


class Index:
    """The index of one snapshot."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.window = Scope(folder / WINDOW)
        self.count = self.window.count
        names = [path.name for path in folder.iterdir() if path.name.isdecimal()]
        self.years = frozenset(int(name) for name in names)
        self._scopes = {name: Scope(folder / name, self.window) for name in (*names, NO_YEAR)}
        self._tables = {path.stem: mapped(path) for path in folder.glob("*.arrow")}
        self._arrays = {path.stem: mapped_array(path) for path in folder.glob("*.npy")}
        self.names = NameIndex(folder / NAMES)

    def scope(self, year: int | None) -> Scope:
        """The scope of a year; None is the window. All years without figures share one."""
        if year is None:
            return self.window
        return self._scopes[str(year) if year in self.years else NO_YEAR]

    @property
    def rows(self) -> pa.Table:
        """What is printed of each organisation, less its figures."""
        return self._tables["rows"]

    @property
    def records(self) -> pa.Table:
        """row, source_id, record_id, in this order."""
        return self._tables["records"]

    def row_of(self, org_id: str) -> int | None:
        """The row of an organisation, or None."""
        rows = self._rows_between("ids", org_id, org_id + "\0")
        return int(rows[0]) if len(rows) else None

    def ids_around(self, org_id: str, count: int) -> tuple[str, str]:
        """Bounds, low ≤ id < high, of the block of `count` ids, in their order, that this one is in or would be."""
        ids = self._tables["ids"]["id"]
        at, _end = _between(ids, org_id, org_id + "\0")
        first = at - at % count
        low = ids[first].as_py() if 0 < first < len(ids) else ""
        return low, ids[first + count].as_py() if first + count < len(ids) else LAST_LETTER

    def rows_with_eik(self, digits: str) -> Rows:
        """Rows whose ЕИК begins with these digits."""
        return self._rows_between("eik", digits, digits + LAST_LETTER)

    def names_with(self, words: list[str]) -> Rows:
        """The names that hold, for each of these, a word that begins so. A name may come more than once."""
        entries = sorted((self._entries(word) for word in words), key=len)
        names = entries[0]
        for others in entries[1:]:
            held = np.zeros(len(self.name_rows), dtype=np.bool_)
            held[others] = True
            names = names[held[names]]
        return names

    def _entries(self, beginning: str) -> Rows:
        """The names of each word that begins so, word after word."""
        words = self._tables["words"]
        first, last = _between(words["word"], beginning, beginning + LAST_LETTER)
        start, end = (words["ends"][at - 1].as_py() if at else 0 for at in (first, last))
        found: Rows = self._arrays["word_names"][start:end]
        return found

    @property
    def name_rows(self) -> Rows:
        """The row of each name."""
        found: Rows = self._arrays["name_rows"]
        return found

    def order(self, name: str) -> Rows:
        """All rows sorted by `name_bg` or `name_en`, unknown last."""
        found: Rows = self._arrays[f"order_{name}"]
        return found

    def warm(self) -> None:
        """Read the window's files once, and touch each page that is counted, so that the first questions wait for
        neither: to find a page that is in memory takes ten times as long as to count it."""
        for path in sorted((self._folder / WINDOW).rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    while file.read(1 << 20):
                        pass
        self.window.touch()

    def _rows_between(self, name: str, low: str, high: str) -> Rows:
        table = self._tables[name]
        first, last = _between(table["id"], low, high)
        found: Rows = table["row"].slice(first, last - first).to_numpy().astype(np.int64)
        return found


def _between(sorted_texts: pa.ChunkedArray, low: str, high: str) -> tuple[int, int]:
    """Positions of the texts from `low` up to, not with, `high`."""
    column = sorted_texts.chunk(0) if sorted_texts.num_chunks else sorted_texts
    places = range(len(column))
    first, last = (bisect_left(places, text, key=lambda i: column[i].as_py()) for text in (low, high))
    return first, last


def _mapped_sets(path: Path, sets: int, width: int) -> Words:
    if not width:  # nothing can be mapped of an empty file
        return np.zeros((sets, width), dtype=np.uint64)
    return mapped_numbers(path, np.uint64).reshape(sets, width)
