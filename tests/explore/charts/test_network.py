"""Relations of a filter: every one with its source, at both ends, and none twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from karta.explore.charts.network import MOST_NODES, all_edges, network
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot

Write = Callable[..., Snapshot]


def organisation(org_id: str, **also: Any) -> dict[str, Any]:
    return {"org_id": org_id, "name_bg": org_id, "unit_kind": "legal_unit", "status": "active", **also}


def relation(org_id: str, kind: str, target: str | None, **also: Any) -> dict[str, Any]:
    return {"org_id": org_id, "relation": kind, "target_org_id": target, "source_id": "list", **also}


def test_a_relation_belongs_to_the_filter_by_either_end(write: Write) -> None:
    snapshot = write(
        [organisation("a", region="BG41"), organisation("b", region="BG42"), organisation("c", region="BG42"),
         organisation("p", unit_kind="project")],
        relations=[
            relation("a", "owned_by", "b"), relation("b", "partner_in", "p"), relation("c", "part_of", "b"),
            relation("c", "funded_by", None, target_name="A fund"),
        ],
    )  # fmt: skip
    here = network(snapshot, Filter(region=("BG41",)))
    assert [(edge.source, edge.relation, edge.target) for edge in here.edges] == [("a", "owned_by", "b")]
    assert {node.key: node.is_match for node in here.nodes} == {"a": True, "b": False}
    there = network(snapshot, Filter(region=("BG42",)))
    assert [(edge.source, edge.relation, edge.target) for edge in there.edges] == [
        ("a", "owned_by", "b"), ("b", "partner_in", "p"), ("c", "funded_by", "name:A fund"), ("c", "part_of", "b"),
    ]  # fmt: skip
    assert (there.organisations, there.relations, there.left_out) == (2, 4, 0)
    fund = next(node for node in there.nodes if node.key == "name:A fund")
    assert (fund.org_id, fund.name_bg, fund.is_match) == (None, "A fund", False)
    assert {edge.source_id for edge in there.edges} == {"list"}


def test_a_crowd_is_cut_and_says_by_how_much(write: Write) -> None:
    members = [f"m{n:03d}" for n in range(MOST_NODES + 30)]
    snapshot = write(
        [organisation("hub"), *(organisation(one) for one in members)],
        relations=[relation(one, "member_of", "hub") for one in members],
    )
    made = network(snapshot, Filter())
    assert (len(made.nodes), len(made.edges), made.left_out) == (MOST_NODES, MOST_NODES - 1, 31)
    assert (made.organisations, made.relations) == (MOST_NODES + 31, MOST_NODES + 30)
    assert [edge.source for edge in made.edges] == members[: MOST_NODES - 1]
    assert [edge.source for _, edge, _ in all_edges(snapshot, Filter())] == members


def test_without_relations_there_is_nothing(economy: Snapshot) -> None:
    made = network(economy, Filter())
    assert (made.nodes, made.edges, made.relations) == ([], [], 0)
    assert list(all_edges(economy, Filter())) == []
