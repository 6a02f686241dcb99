"""Which rows a filter gives. Counter, map, facets, table, list and export all stand on this one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np

from karta.explore.clauses import MATCH, REFUSED, STATE_NAMES, UNKNOWN, Part, parts
from karta.explore.filters import Filter
from karta.explore.frame import Frame, Mask, Rows, States, Words, frame
from karta.snapshot.index.bits import first_rows, size, unpack
from karta.snapshot.reader import Snapshot

Cached = TypeVar("Cached")
POPULATION_PARTS = ("unit_kind", "status")  # what "all" keeps: the population that is spoken of


@dataclass(frozen=True, eq=False)
class Matches:
    """The state of each row of the snapshot under one filter.

    `parts` holds what each part of the filter makes of the rows; a row's state is the greatest that any gives it, so
    the rows in state s or a lesser one are those that all parts have there.
    """

    frame: Frame
    asked: Filter
    parts: dict[str, Part]

    @cached_property
    def chosen(self) -> Words:
        """The rows that the counter counts, as a set."""
        return self._at_most(MATCH)

    @cached_property
    def is_match(self) -> Mask:
        """The rows that the counter counts: bool, one a row, in the snapshot's order."""
        return unpack(self.chosen, self.frame.count)

    @cached_property
    def rows(self) -> Rows:
        """Positions of the matches, in the snapshot's default order."""
        return np.flatnonzero(self.is_match)

    def page(self, start: int, limit: int) -> Rows:
        """Positions of `limit` matches from the `start`-th, without opening the others."""
        return first_rows(self.chosen, self.frame.count, start, limit)

    @cached_property
    def states(self) -> States:
        """One state a row, in the snapshot's order (`clauses.STATE_NAMES`)."""
        found = np.full(self.frame.count, REFUSED, dtype=np.uint8)
        for state in range(UNKNOWN, MATCH - 1, -1):
            found[unpack(self._at_most(state), self.frame.count)] = state
        return found

    @cached_property
    def totals(self) -> dict[str, int]:
        """`count`, `undecided`, `unknown`, `outdated`, `other_currency`: every row that is not refused, once."""
        by_name = dict(zip(STATE_NAMES, _steps([size(self._at_most(state)) for state in range(REFUSED)]), strict=False))
        return {"count": by_name["match"]} | {
            name: by_name[name] for name in ("undecided", "unknown", "outdated", "other_currency")
        }

    @cached_property
    def count(self) -> int:
        """The matches."""
        return size(self.chosen)

    def lifted_set(self, *parts: str) -> Words:
        """The set of rows that would match without these parts: what a filter's own histogram shows."""
        return self._at_most(MATCH, without=parts) if any(part in self.parts for part in parts) else self.chosen

    def population_set(self, *lifted: str) -> Words:
        """The set of rows spoken of: legal units, not deleted or merged, unless asked otherwise."""
        return self._at_most(
            MATCH, without=[name for name in self.parts if name not in POPULATION_PARTS or name in lifted]
        )

    def of_population(self, kind: str, make: Callable[[Words], Cached], *lifted: str) -> Cached:
        """What `make` gives for `population_set`: the same for every filter that speaks of it, so it is kept."""
        chosen = (f"{part}={getattr(self.asked, part)}" for part in POPULATION_PARTS if part not in lifted)
        return self.frame.cached(kind, "/".join(chosen), lambda: make(self.population_set(*lifted)))

    def population_counts(self, name: str, *lifted: str) -> list[int]:
        """How many rows of the population each set under a name has."""
        return self.of_population(f"counts of {name}", self.frame.sets(name).counts, *lifted)

    def lifted(self, *parts: str) -> Mask:
        """`lifted_set` as bool, one a row."""
        return unpack(self.lifted_set(*parts), self.frame.count)

    def population(self, *lifted: str) -> Mask:
        """`population_set` as bool, one a row."""
        return unpack(self.population_set(*lifted), self.frame.count)

    def missing(self, part: str) -> dict[str, int]:
        """Of the rows that are not refused: how many this part alone leaves undecided, unknown, outdated …"""
        kept = self._at_most(UNKNOWN)
        counted = _steps([size(kept & at_most) for at_most in self.parts[part]])
        return {name: counted[state] for state, name in enumerate(STATE_NAMES) if name not in ("match", "refused")}

    def _at_most(self, state: int, without: tuple[str, ...] | list[str] = ()) -> Words:
        made = self.frame.every
        for name, part in self.parts.items():
            if name not in without:
                made = made & part[state]
        return made


def _steps(at_most: list[int]) -> list[int]:
    """How many rows each state has, from how many have it or a lesser one."""
    return [held - before for before, held in zip([0, *at_most], at_most, strict=False)]


@lru_cache(maxsize=4)  # one page asks for facets, map, list and sums of the same filter
def match(snapshot: Snapshot, asked: Filter) -> Matches:
    """The state of each organisation of `snapshot` under `asked`."""
    rows = frame(snapshot, asked.year)
    return Matches(frame=rows, asked=asked, parts=parts(asked, rows))
