"""Relations of the matches: who is part of, spun off from, partner in … whom, and which source says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from karta.explore.filters import Filter
from karta.explore.frame import frame
from karta.explore.matches import Matches, match
from karta.explore.rows import OrganisationRow, rows_at
from karta.snapshot.reader import Snapshot

MOST_NODES = 120  # what stands readable on one page
BATCH = 2000
NOT_HERE = -1  # position of a target that is no organisation of the snapshot


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation, or a name that a source relates one to (`org_id` is None). `is_match`: the filter gives it."""

    key: str
    org_id: str | None
    name_bg: str | None
    name_en: str | None
    unit_kind: str | None
    is_match: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` has the relation to `target` (keys of nodes), as the source `source_id` says."""

    source: str
    relation: str
    target: str
    note: str | None
    source_id: str
    claim_id: str | None


@dataclass(frozen=True, slots=True)
class Network:
    """The relations that have a match at one end or both, the largest organisations' first.

    organisations  matches that have a relation; `relations`: all relations of the filter
    nodes, edges   what is drawn: at most MOST_NODES nodes
    left_out       relations that are not among the edges
    """

    organisations: int
    relations: int
    nodes: list[Node]
    edges: list[Edge]
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class _Relations:
    """All relations of a snapshot by position of who has them; `table` holds their words, row for row."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    table: Any  # pyarrow.Table: relation, target_name, note, source_id, claim_id


def network(snapshot: Snapshot, asked: Filter) -> Network:
    """The relations of the matches, at most as many as MOST_NODES nodes hold."""
    found = match(snapshot, asked)
    every = _relations(snapshot)
    chosen = _chosen(every, found)
    drawn = chosen[: _fitting(every, chosen)]
    nodes, edges = _named(snapshot, found, every, drawn)
    return Network(
        organisations=_matches_at_ends(every, chosen, found),
        relations=len(chosen),
        nodes=list(nodes.values()),
        edges=edges,
        left_out=len(chosen) - len(drawn),
    )


def all_edges(snapshot: Snapshot, asked: Filter) -> Iterator[tuple[Node, Edge, Node]]:
    """Every relation of the matches with both its ends: what is taken away."""
    found = match(snapshot, asked)
    every = _relations(snapshot)
    chosen = _chosen(every, found)
    for start in range(0, len(chosen), BATCH):
        nodes, edges = _named(snapshot, found, every, chosen[start : start + BATCH])
        yield from ((nodes[edge.source], edge, nodes[edge.target]) for edge in edges)


def _chosen(every: _Relations, found: Matches) -> NDArray[np.int64]:
    at_target = found.is_match[every.target] & (every.target != NOT_HERE)
    return np.flatnonzero(found.is_match[every.source] | at_target)


def _matches_at_ends(every: _Relations, chosen: NDArray[np.int64], found: Matches) -> int:
    ends = np.concatenate([every.source[chosen], every.target[chosen]])
    ends = np.unique(ends[ends != NOT_HERE])
    return int(np.count_nonzero(found.is_match[ends]))


def _fitting(every: _Relations, chosen: NDArray[np.int64]) -> int:
    """How many of the relations MOST_NODES nodes hold."""
    names = every.table.column("target_name").take(chosen[: 2 * MOST_NODES * MOST_NODES]).to_pylist()
    seen: set[object] = set()
    ends = zip(every.source[chosen].tolist(), every.target[chosen].tolist(), names, strict=False)
    for count, (source, target, name) in enumerate(ends):
        seen |= {source, name if target == NOT_HERE else target}
        if len(seen) > MOST_NODES:
            return count
    return min(len(chosen), len(names))


def _named(
    snapshot: Snapshot, found: Matches, every: _Relations, chosen: NDArray[np.int64]
) -> tuple[dict[str, Node], list[Edge]]:
    source, target = every.source[chosen], every.target[chosen]
    here = np.unique(np.concatenate([source, target[target != NOT_HERE]]))
    rows = dict(zip(here.tolist(), rows_at(snapshot, found.frame, here), strict=True))
    nodes: dict[str, Node] = {}
    edges = []
    ends = zip(source.tolist(), target.tolist(), every.table.take(chosen).to_pylist(), strict=True)
    for from_row, to_row, said in ends:
        pair = [_node(rows[from_row], bool(found.is_match[from_row]))]
        if to_row == NOT_HERE:
            name = said["target_name"] or ""
            pair.append(Node(f"name:{name}", None, name, name, None, is_match=False))
        else:
            pair.append(_node(rows[to_row], bool(found.is_match[to_row])))
        for node in pair:
            nodes.setdefault(node.key, node)
        edges.append(
            Edge(pair[0].key, said["relation"], pair[1].key, said["note"], said["source_id"], said["claim_id"])
        )
    return nodes, edges


def _node(row: OrganisationRow, is_match: bool) -> Node:
    told = row.attributes
    return Node(row.org_id, row.org_id, told["name_bg"], told["name_en"], told["unit_kind"], is_match)


def _relations(snapshot: Snapshot) -> _Relations:
    def load() -> _Relations:
        sql = f"""SELECT s.position AS source, coalesce(t.position, {NOT_HERE}) AS target,
                r.relation, coalesce(r.target_name, r.target_org_id) AS target_name, r.note, r.source_id, r.claim_id
            FROM relations r JOIN positions s ON s.org_id = r.org_id
            LEFT JOIN positions t ON t.org_id = r.target_org_id
            ORDER BY source, r.relation, target, target_name, r.source_id, r.claim_id"""
        table = snapshot.connection().execute(sql).to_arrow_table()
        source, target = (table.column(name).to_numpy().astype(np.int64) for name in ("source", "target"))
        return _Relations(source, target, table.drop_columns(["source", "target"]))

    return frame(snapshot).cached("relations", "", load)
