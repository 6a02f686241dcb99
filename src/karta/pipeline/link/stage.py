"""The stage: records → organisations. Each decision is stored with its explanation (ARCHITECTURE §4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from karta.pipeline.engine import DuckdbEngine, Engine
from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.ingest.decisions import Decision, of_kind
from karta.pipeline.link import candidates, ids
from karta.pipeline.link.certain import certain_edges
from karta.pipeline.link.clusters import Clusters, Edge
from karta.pipeline.link.model import join_by_model, waiting
from karta.pipeline.link.own import attach_own_profiles
from karta.pipeline.link.pair_scores import score_pairs
from karta.pipeline.link.records import Record, codes, describe_records, keys_of, number_records
from karta.pipeline.link.register_ids import read_register_ids, register_edges
from karta.pipeline.link.tables import write_candidates, write_links
from karta.pipeline.tables import Finding
from karta.snapshot.schema import FINDINGS, REDIRECTS


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
    engine: Engine | None = None,
    kept: Path | None = None,
) -> Linked:
    """Write tables `links` (with `branch_eik`), `candidates` and `redirects`; conflicts become findings.

    Reads `records`, `claims`, `record_places`, `places`. In a source of `single_sources` one row is one organisation.
    `kept`: a folder in which names stay read, and pairs compared, between builds.
    """
    decided, known, running = decisions or [], known_ids or [], engine or DuckdbEngine()
    count = number_records(con, single_sources)
    read_register_ids(con)
    describe_records(con, running, kept)
    records = _decided_records(con, decided)
    clusters = _clusters(con, count, decided, records)
    refused = _join(clusters, register_edges(con))
    refused += _join(clusters, _decided(decided, records))
    _join(clusters, certain_edges(con, clusters))
    _score_pairs(con, running, count, kept)
    found = list(waiting(join_by_model(con, clusters), clusters))
    groups = clusters.groups()
    new = ids.name_organisations(con, groups, known)
    write_links(con, clusters, groups)
    write_candidates(con, found)
    create_table(con, "redirects", REDIRECTS)
    insert_rows(con, "redirects", REDIRECTS, sorted(ids.redirects(con, known).items()))
    insert_rows(con, "findings", FINDINGS, _conflicts(con, refused))
    attach_own_profiles(con)
    return Linked(new)


def _decided_records(con: duckdb.DuckDBPyConnection, decided: list[Decision]) -> dict[Record, int]:
    """Records that decisions on pairs name, with their numbers; those that are not here are left out."""
    pairs = of_kind(decided, "same", "different", "part_of")
    named = sorted({record for found in pairs for record in (found.left, found.right)})
    columns = {"source_id": "VARCHAR", "record_id": "VARCHAR"}
    create_table(con, "named_records", columns)
    insert_rows(con, "named_records", columns, named)
    rows = con.execute(
        "SELECT source_id, record_id, rid FROM link_records JOIN named_records USING (source_id, record_id)"
    ).fetchall()
    con.execute("DROP TABLE named_records")
    return {(source_id, record_id): rid for source_id, record_id, rid in rows}


def _clusters(
    con: duckdb.DuckDBPyConnection, count: int, decided: list[Decision], records: dict[Record, int]
) -> Clusters:
    different = [
        (records[found.left], records[found.right])
        for found in of_kind(decided, "different", "part_of")
        if found.left in records and found.right in records
    ]
    eiks = codes(con, "SELECT rid, value::BIGINT AS code FROM link_ids WHERE scheme = 'eik'", count)
    single = codes(
        con, "SELECT rid, dense_rank() OVER (ORDER BY single) AS code FROM link_records WHERE single IS NOT NULL", count
    )
    places = codes(
        con, "SELECT rid, dense_rank() OVER (ORDER BY place) AS code FROM link_profiles WHERE place IS NOT NULL", count
    )
    return Clusters(eiks, single, places, different=different)


def _join(clusters: Clusters, edges: Iterable[Edge]) -> list[tuple[Edge, str]]:
    """Join what may be joined; the refused edges with the rule that forbids them."""
    refused = []
    for edge in edges:
        why = clusters.join(edge)
        if why is not None:
            refused.append((edge, why))
    return refused


def _decided(decisions: list[Decision], records: dict[Record, int]) -> Iterator[Edge]:
    for found in of_kind(decisions, "same"):
        if found.left in records and found.right in records:
            yield Edge(
                records[found.left],
                records[found.right],
                "decision",
                f"Decided by {found.by} on {found.at}: same organisation. {found.reason}".strip(),
                f"Решение на {found.by} от {found.at}: същата организация. {found.reason}".strip(),
            )


def _score_pairs(con: duckdb.DuckDBPyConnection, engine: Engine, count: int, kept: Path | None) -> None:
    """Write `scored_pairs` (model.SCORED) of all likely pairs."""
    con.execute(candidates.LINK_KEYS)
    engine.create(con, "likely_pairs", lambda table: candidates.likely_pairs(table, count))
    score_pairs(con, engine, kept)
    con.execute("DROP TABLE link_keys; DROP TABLE likely_pairs")


_WHY = {
    "eik": ("they bear two different ЕИК", "носят два различни ЕИК"),
    "different": ("a person decided that they differ", "човек е решил, че са различни"),
    "single_source": ("they are two rows of a list in which one row is one organisation",
                      "са два реда на списък, в който един ред е една организация"),
}  # fmt: skip


def _conflicts(con: duckdb.DuckDBPyConnection, refused: list[tuple[Edge, str]]) -> list[tuple[Any, ...]]:
    """Rows of `findings`."""
    keys = keys_of(con, (record for edge, _ in refused for record in (edge.left, edge.right)))
    return [astuple(_conflict(edge, why, keys[edge.left], keys[edge.right])) for edge, why in refused]


def _conflict(edge: Edge, why: str, one: Record, other: Record) -> Finding:
    english, bulgarian = _WHY[why]
    left, right = "/".join(one), "/".join(other)
    return Finding(
        source_id=other[0],
        record_id=other[1],
        locator=right,
        column=None,
        value=None,
        severity="warning",
        code="link_conflict",
        message_en=f"{left} and {right} were not joined ({edge.explanation_en} But {english}); check both numbers",
        message_bg=f"{left} и {right} не са обединени ({edge.explanation_bg} Но {bulgarian}); проверете двата номера",
    )
