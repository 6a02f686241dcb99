"""Which rows a filter gives. Counter, map, facets, table, list and export all stand on this one answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from karta.explore.clauses import MATCH, REFUSED, STATE_NAMES, UNDECIDED, clauses
from karta.explore.filters import Filter
from karta.explore.frame import Frame, Mask, Rows, States, frame
from karta.snapshot.reader import Snapshot

POPULATION_PARTS = ("unit_kind", "status")  # what "all" keeps: the population that is spoken of


@dataclass(frozen=True, eq=False)
class Matches:
    """The state of each row of the snapshot under one filter.

    `parts` holds the state that each part of the filter gives; a row's own is the greatest of them.
    """

    frame: Frame
    parts: dict[str, States]

    @cached_property
    def states(self) -> States:
        """One state a row, in the snapshot's order."""
        return self._greatest(self.parts)

    @cached_property
    def is_match(self) -> Mask:
        """The rows that the counter counts."""
        return np.equal(self.states, MATCH)

    @cached_property
    def rows(self) -> Rows:
        """Positions of the matches, in the snapshot's default order."""
        return np.flatnonzero(self.is_match)

    @cached_property
    def undecided_rows(self) -> Rows:
        """Positions of the rows that may or may not match."""
        return np.flatnonzero(self.states == UNDECIDED)

    @cached_property
    def totals(self) -> dict[str, int]:
        """`count`, `undecided`, `unknown`, `outdated`, `other_currency`: every row that is not refused, once."""
        counted = np.bincount(self.states, minlength=len(STATE_NAMES))
        by_name = dict(zip(STATE_NAMES, counted.tolist(), strict=True))
        return {"count": by_name["match"]} | {
            name: by_name[name] for name in ("undecided", "unknown", "outdated", "other_currency")
        }

    @property
    def count(self) -> int:
        """The matches."""
        return self.totals["count"]

    def lifted(self, *parts: str) -> Mask:
        """The rows that would match without these parts: what a filter's own histogram shows."""
        if not any(part in self.parts for part in parts):
            return self.is_match
        kept = {name: states for name, states in self.parts.items() if name not in parts}
        return np.equal(self._greatest(kept), MATCH)

    def population(self, *lifted: str) -> Mask:
        """All rows of the population spoken of: legal units, not deleted or merged, unless asked otherwise."""
        kept = {name: self.parts[name] for name in POPULATION_PARTS if name not in lifted}
        return np.equal(self._greatest(kept), MATCH)

    def missing(self, part: str) -> dict[str, int]:
        """Of the rows that are not refused: how many this part alone leaves undecided, unknown, outdated …"""
        counted = Counter(self.parts[part][self.states != REFUSED].tolist())
        return {name: counted[state] for state, name in enumerate(STATE_NAMES) if name not in ("match", "refused")}

    def _greatest(self, parts: dict[str, States]) -> States:
        return reduce(np.maximum, parts.values(), np.full(self.frame.count, MATCH, dtype=np.uint8))


def match(snapshot: Snapshot, asked: Filter) -> Matches:
    """The state of each organisation of `snapshot` under `asked`."""
    rows = frame(snapshot, asked.year)
    return Matches(
        frame=rows,
        parts={
            part: rows.states(clause.sql, clause.values, clause.in_order) for part, clause in clauses(asked).items()
        },
    )
