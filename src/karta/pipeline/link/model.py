"""Rule 3: the model of karta.matching scores likely pairs; what is sure joins, what is likely waits for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import duckdb
import pyarrow as pa

from karta.matching.model import Scored, score
from karta.matching.reading import Named
from karta.matching.reasons import reason
from karta.pipeline.link.clusters import Clusters, Edge

SCORED = pa.schema(
    [("left_rid", pa.int32()), ("right_rid", pa.int32()), ("score", pa.float64()), ("decision", pa.string()),
     ("reason_en", pa.string()), ("reason_bg", pa.string())]
)  # fmt: skip


class Pair(NamedTuple):
    """Two records that the model compared; reasons only where it would join them."""

    left: int
    right: int
    score: float
    decision: str
    reason_en: str | None
    reason_bg: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one organisation; a person decides.

    `reason`: model (likely), part_of, ambiguous (several that are not one are as likely), contradiction (other links
    forbid what the model would join).
    """

    left: int
    right: int
    reason: str
    score: float


def score_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Rows of candidates.PAIRS → SCORED."""
    rows = []
    for row in batch.to_pylist():
        left, right = (
            Named(row[f"{side}_name"], row[f"{side}_form"], row[f"{side}_place"], row[f"{side}_site"])
            for side in ("left", "right")
        )
        found = score(left, right)
        decision = _decision(found)
        told = (reason(found, "en"), reason(found, "bg")) if decision == "same" else (None, None)
        rows.append((row["left_rid"], row["right_rid"], found.score, decision, *told))
    columns = list(zip(*rows, strict=True)) or [()] * len(SCORED)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, SCORED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCORED)


def _decision(found: Scored) -> str:
    """As the model says, but bodies that state two kinds of legal form are for a person: `Биотест АД` of a town and
    `Биотест ООД` of the same may be two companies, or one transformed."""
    differs = found.evidence is not None and found.evidence.values["form_differs"]
    return "unsure" if found.decision == "same" and differs else found.decision


def join_by_model(con: duckdb.DuckDBPyConnection, clusters: Clusters) -> list[Candidate]:
    """Join what the model is sure of, the surest first, in groups as the other rules left them; what is for people.

    A record that is as surely two organisations that cannot be one joins neither.
    """
    rows = con.execute(
        f"SELECT {', '.join(SCORED.names)} FROM scored_pairs WHERE decision <> 'different' "
        "ORDER BY score DESC, left_rid, right_rid"
    ).fetchall()
    pairs = [pair for pair in map(Pair._make, rows) if clusters.refusal(pair.left, pair.right) is None]
    sure = [pair for pair in pairs if pair.decision == "same"]
    torn = _torn(sure, clusters)
    found = [Candidate(pair.left, pair.right, _reason(pair), pair.score) for pair in pairs if pair.decision != "same"]
    for pair in sure:
        if torn & {clusters.root(pair.left), clusters.root(pair.right)}:
            found.append(Candidate(pair.left, pair.right, "ambiguous", pair.score))
            continue
        told = (f"By name: {pair.reason_en}.", f"По име: {pair.reason_bg}.")
        if clusters.join(Edge(pair.left, pair.right, "model", *told, pair.score)) is not None:
            found.append(Candidate(pair.left, pair.right, "contradiction", pair.score))
    return found


def _torn(sure: list[Pair], clusters: Clusters) -> set[int]:
    """Groups that would join two which cannot be one."""
    partners: dict[int, set[int]] = defaultdict(set)
    for pair in sure:
        left, right = clusters.root(pair.left), clusters.root(pair.right)
        partners[left].add(right)
        partners[right].add(left)
    return {
        root
        for root, found in partners.items()
        if len(found) > 1 and any(clusters.refusal(one, other) for one, other in combinations(sorted(found), 2))
    }


def _reason(pair: Pair) -> str:
    return "part_of" if pair.decision == "part_of" else "model"


def waiting(found: list[Candidate], clusters: Clusters) -> Iterator[Candidate]:
    """Pairs of groups that are apart in the end, each once, the likeliest first."""
    best: dict[tuple[int, int], Candidate] = {}
    for candidate in sorted(found, key=lambda one: (-one.score, one.left, one.right)):
        left, right = sorted((clusters.root(candidate.left), clusters.root(candidate.right)))
        is_open = candidate.reason == "contradiction" or clusters.refusal(left, right) is None
        if left != right and is_open:
            best.setdefault((left, right), candidate)
    yield from best.values()
