"""Records joined to organisations, one edge at a time; an edge that would break a rule is refused. Pure.

Never in one organisation: two different valid nine-digit ЕИК. Unless they bear one register id: two records that a
person called different, and two rows of a source in which one row is one organisation. Refusals are transitive: what
counts is the whole group.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Record = tuple[str, str]  # source_id, record_id


@dataclass(frozen=True, slots=True)
class Edge:
    """Two records that are the same organisation, and why: `rule` of LINKS, both explanations."""

    left: Record
    right: Record
    rule: str
    explanation_en: str
    explanation_bg: str


@dataclass(slots=True)
class _Group:
    members: list[Record]
    eiks: set[str] = field(default_factory=set)
    single_sources: set[str] = field(default_factory=set)


class Clusters:
    """Groups of records. Start: every record alone."""

    def __init__(
        self,
        records: Iterable[Record],
        *,
        eiks: Mapping[Record, str],
        single_sources: frozenset[str] = frozenset(),
        different: Iterable[tuple[Record, Record]] = (),
    ) -> None:
        self._parent: dict[Record, Record] = {}
        self._groups: dict[Record, _Group] = {}
        self._foes: dict[Record, set[Record]] = defaultdict(set)
        self._edges: dict[Record, list[Edge]] = defaultdict(list)
        for record in records:
            own_eik = {eiks[record]} if record in eiks else set()
            own_source = {record[0]} & single_sources
            self._parent[record] = record
            self._groups[record] = _Group([record], own_eik, set(own_source))
        for left, right in different:
            self._foes[left].add(right)
            self._foes[right].add(left)

    def root(self, record: Record) -> Record:
        """The record that stands for a record's group."""
        path = []
        while self._parent[record] != record:
            path.append(record)
            record = self._parent[record]
        for passed in path:
            self._parent[passed] = record
        return record

    def refusal(self, left: Record, right: Record, rule: str = "") -> str | None:
        """Why two groups may not be joined by a rule: eik | different | single_source; None where they may."""
        a, b = self._groups[self.root(left)], self._groups[self.root(right)]
        if a is b:
            return None
        if len(a.eiks | b.eiks) > 1:
            return "eik"
        if rule == "register_id":
            return None
        if a.single_sources & b.single_sources:
            return "single_source"
        fewer, more = sorted((a, b), key=lambda group: len(group.members))
        others = self.root(more.members[0])
        if any(self.root(foe) == others for member in fewer.members for foe in self._foes.get(member, ())):
            return "different"
        return None

    def join(self, edge: Edge) -> str | None:
        """Join the groups of an edge; the refusal where a rule forbids it."""
        refusal = self.refusal(edge.left, edge.right, edge.rule)
        if refusal is not None:
            return refusal
        left, right = self.root(edge.left), self.root(edge.right)
        if left == right:
            return None
        if len(self._groups[left].members) < len(self._groups[right].members):
            left, right = right, left
        into, gone = self._groups[left], self._groups.pop(right)
        self._parent[right] = left
        into.members += gone.members
        into.eiks |= gone.eiks
        into.single_sources |= gone.single_sources
        self._edges[edge.left].append(edge)
        self._edges[edge.right].append(edge)
        return None

    def groups(self) -> list[list[Record]]:
        """All groups with their members, in a stable order."""
        return sorted(sorted(group.members) for group in self._groups.values())

    def reasons(self, first: Record) -> dict[Record, Edge]:
        """For every other record of a group: the edge through which it hangs on `first`."""
        found: dict[Record, Edge] = {}
        waiting = deque([first])
        while waiting:
            record = waiting.popleft()
            for edge in self._edges.get(record, ()):
                other = edge.right if edge.left == record else edge.left
                if other != first and other not in found:
                    found[other] = edge
                    waiting.append(other)
        return found
