"""The stage: records → organisations. Each decision is stored with its explanation (ARCHITECTURE §4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

import duckdb

from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.ingest.decisions import Decision, of_kind
from karta.pipeline.link import ids as org_ids
from karta.pipeline.link import names
from karta.pipeline.link.clusters import Clusters, Edge, Record
from karta.pipeline.link.register_ids import RegisterIds, read_register_ids, register_edges
from karta.pipeline.tables import Finding
from karta.snapshot.schema import CANDIDATES, FINDINGS, LINKS, REDIRECTS

LINK_TABLE = {**LINKS, "branch_eik": "VARCHAR"}


@dataclass(slots=True)
class Linked:
    """What the stage leaves besides its tables: new lines for ids.jsonl."""

    new_ids: list[dict[str, Any]] = field(default_factory=list)


def link(
    con: duckdb.DuckDBPyConnection,
    *,
    decisions: list[Decision] | None = None,
    known_ids: list[dict[str, Any]] | None = None,
    single_sources: Iterable[str] = (),
) -> Linked:
    """Write tables `links` (with `branch_eik`), `candidates` and `redirects`; conflicts become findings.

    Reads `records`, `claims`, `record_places`. In a source of `single_sources` one row is one organisation.
    """
    decided, known = decisions or [], known_ids or []
    order = _order(con)
    register = read_register_ids(con)
    here = set(order)
    different = [
        (found.left, found.right)
        for found in of_kind(decided, "different", "part_of")
        if found.left in here and found.right in here
    ]
    clusters = Clusters(order, eiks=register.eiks, single_sources=frozenset(single_sources), different=different)
    refused = _join(clusters, register_edges(register))
    refused += _join(clusters, _decided(decided, here))
    profiles = names.read_profiles(con)
    _join(clusters, names.certain_edges(profiles, clusters, register.eiks))
    borne = {record: profile.cores for record, profile in profiles.items()}
    named, new = org_ids.name_groups(clusters.groups(), register, known, order=order, names=borne)
    _write_links(con, named, clusters, register)
    _write_candidates(con, named, names.candidates(profiles, clusters))
    found = org_ids.redirects(named, known, borne)
    _replace(con, "redirects", REDIRECTS, sorted(found.items()))
    insert_rows(con, "findings", FINDINGS, [astuple(_conflict(edge, why)) for edge, why in refused])
    return Linked(new)


def _order(con: duckdb.DuckDBPyConnection) -> dict[Record, tuple[Any, ...]]:
    rows = con.execute("SELECT source_id, record_id, recorded_at FROM records ORDER BY ALL").fetchall()
    return {(source, record): (recorded_at, source, record) for source, record, recorded_at in rows}


def _join(clusters: Clusters, edges: Iterable[Edge]) -> list[tuple[Edge, str]]:
    """Join what may be joined; the refused edges with the rule that forbids them."""
    refused = []
    for edge in edges:
        why = clusters.join(edge)
        if why is not None:
            refused.append((edge, why))
    return refused


def _decided(decisions: list[Decision], here: set[Record]) -> list[Edge]:
    return [
        Edge(
            found.left,
            found.right,
            "decision",
            f"Decided by {found.by} on {found.at}: same organisation. {found.reason}".strip(),
            f"Решение на {found.by} от {found.at}: същата организация. {found.reason}".strip(),
        )
        for found in of_kind(decisions, "same")
        if found.left in here and found.right in here
    ]


def _write_links(
    con: duckdb.DuckDBPyConnection, named: Mapping[str, list[Record]], clusters: Clusters, register: RegisterIds
) -> None:
    rows: list[tuple[Any, ...]] = []
    for org_id, members in sorted(named.items()):
        first = members[0]
        reasons = clusters.reasons(first) if len(members) > 1 else {}
        for record in members:
            edge = reasons.get(record)
            branch = register.branches.get(record)
            if edge is None:
                told = ("first", "First record of this organisation.", "Първи запис за тази организация.")
            else:
                told = (edge.rule, edge.explanation_en, edge.explanation_bg)
            rows.append((org_id, *record, *told, branch))
    _replace(con, "links", LINK_TABLE, rows)


def _write_candidates(
    con: duckdb.DuckDBPyConnection, named: Mapping[str, list[Record]], found: Iterable[names.Candidate]
) -> None:
    present = {record: org_id for org_id, members in named.items() for record in members}
    rows = []
    for near in found:
        left, right = sorted((present[near.left], present[near.right]))
        rows.append((left, right, near.reason, near.score))
    _replace(con, "candidates", CANDIDATES, rows)


def _replace(
    con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: list[tuple[Any, ...]]
) -> None:
    create_table(con, table, columns)
    insert_rows(con, table, columns, rows)


_WHY = {
    "eik": ("they bear two different ЕИК", "носят два различни ЕИК"),
    "different": ("a person decided that they differ", "човек е решил, че са различни"),
    "single_source": ("they are two rows of a list in which one row is one organisation",
                      "са два реда на списък, в който един ред е една организация"),
}  # fmt: skip


def _conflict(edge: Edge, why: str) -> Finding:
    english, bulgarian = _WHY[why]
    left, right = "/".join(edge.left), "/".join(edge.right)
    return Finding(
        source_id=edge.right[0],
        record_id=edge.right[1],
        locator=right,
        column=None,
        value=None,
        severity="warning",
        code="link_conflict",
        message_en=f"{left} and {right} were not joined ({edge.explanation_en} But {english}); check both numbers",
        message_bg=f"{left} и {right} не са обединени ({edge.explanation_bg} Но {bulgarian}); проверете двата номера",
    )
