"""Records joined to organisations, one edge at a time; an edge that would break a rule is refused. Pure.

Never in one organisation: two different valid nine-digit ЕИК. Unless they bear one register id: two records that a
person called different, two rows of a source in which one row is one organisation, and, by the model, records of two
settlements. Refusals are transitive: what counts is the whole group. Records are numbers, 0 … n-1; a record that no
edge touches costs nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Numbers = Sequence[int] | np.ndarray

NONE = -1  # no ЕИК, no such source


@dataclass(frozen=True, slots=True)
class Edge:
    """Two records that are the same organisation, and why: `rule` of LINKS, both explanations."""

    left: int
    right: int
    rule: str
    explanation_en: str
    explanation_bg: str
    score: float | None = None


@dataclass(slots=True)
class _Group:
    members: list[int]
    eiks: set[int]
    single_sources: set[int]
    places: set[int]


class Clusters:
    """Groups of records. Start: every record alone.

    `eiks`: of each record the nine digits as a number; `single_sources`: of each record a number for its source, where
    one row of it is one organisation; `places`: of each record a number for its settlement. NONE where there is none.
    """

    def __init__(
        self, eiks: Numbers, single_sources: Numbers, places: Numbers, *, different: Iterable[tuple[int, int]] = ()
    ) -> None:
        self._told = (eiks, single_sources, places)
        self._parent: dict[int, int] = {}
        self._groups: dict[int, _Group] = {}
        self._foes: dict[int, set[int]] = defaultdict(set)
        self._edges: dict[int, list[Edge]] = defaultdict(list)
        for left, right in different:
            self._foes[left].add(right)
            self._foes[right].add(left)

    def root(self, record: int) -> int:
        """The record that stands for a record's group."""
        path = []
        while (parent := self._parent.get(record, record)) != record:
            path.append(record)
            record = parent
        for passed in path:
            self._parent[passed] = record
        return record

    def eik(self, record: int) -> int:
        """The ЕИК of a record's group, NONE where it has none."""
        return max(self._group(self.root(record)).eiks, default=NONE)

    def refusal(self, left: int, right: int, rule: str = "") -> str | None:
        """Why two groups may not be joined by a rule: eik | different | single_source | place; None where they may."""
        one, other = self.root(left), self.root(right)
        a, b = self._group(one), self._group(other)
        if one == other:
            return None
        if len(a.eiks | b.eiks) > 1:
            return "eik"
        if rule == "register_id":
            return None
        if a.single_sources & b.single_sources:
            return "single_source"
        if self._are_foes(one, other):
            return "different"
        is_apart = rule == "model" and a.places and b.places and not a.places & b.places
        return "place" if is_apart else None

    def _are_foes(self, one: int, other: int) -> bool:
        """Whether a person called records of two groups different."""
        a, b = self._group(one), self._group(other)
        fewer, others = (a, other) if len(a.members) <= len(b.members) else (b, one)
        return any(self.root(foe) == others for member in fewer.members for foe in self._foes.get(member, ()))

    def join(self, edge: Edge) -> str | None:
        """Join the groups of an edge; the refusal where a rule forbids it."""
        refusal = self.refusal(edge.left, edge.right, edge.rule)
        if refusal is not None:
            return refusal
        left, right = self.root(edge.left), self.root(edge.right)
        if left == right:
            return None
        into, gone = self._group(left), self._group(right)
        if len(into.members) < len(gone.members):
            left, right, into, gone = right, left, gone, into
        self._parent[right] = left
        self._groups[left] = into
        self._groups.pop(right, None)
        into.members += gone.members
        into.eiks |= gone.eiks
        into.single_sources |= gone.single_sources
        into.places |= gone.places
        self._edges[edge.left].append(edge)
        self._edges[edge.right].append(edge)
        return None

    def _group(self, root: int) -> _Group:
        found = self._groups.get(root)
        if found is None:
            found = _Group([root], *({int(numbers[root])} - {NONE} for numbers in self._told))
        return found

    def members(self, record: int) -> list[int]:
        """All records of a record's group."""
        return self._group(self.root(record)).members

    def groups(self) -> list[list[int]]:
        """Groups of more than one record, with their members, in order."""
        return sorted(sorted(group.members) for group in self._groups.values() if len(group.members) > 1)

    def reasons(self, first: int) -> dict[int, tuple[int, Edge]]:
        """For every other record of a group: through which record and edge it hangs on `first`."""
        found: dict[int, tuple[int, Edge]] = {}
        waiting = deque([first])
        while waiting:
            record = waiting.popleft()
            for edge in self._edges.get(record, ()):
                other = edge.right if edge.left == record else edge.left
                if other != first and other not in found:
                    found[other] = record, edge
                    waiting.append(other)
        return found
