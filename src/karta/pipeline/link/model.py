"""Rule 3: the model of karta.matching scores likely pairs; what is sure joins, what is likely waits for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import duckdb
import pyarrow as pa

from karta.matching.forms import COMMERCIAL
from karta.matching.model import Scored, score
from karta.matching.reading import Named, readings
from karta.matching.reasons import reason
from karta.matching.words import CAPITAL, settlement_key
from karta.pipeline.link.clusters import Clusters, Edge

SCORED = pa.schema(
    [("left_rid", pa.int32()), ("right_rid", pa.int32()), ("score", pa.float64()), ("decision", pa.string()),
     ("reason_en", pa.string()), ("reason_bg", pa.string())]
)  # fmt: skip


_NAMING = frozenset({"name", "topic", "type", "suffix", "initial", "number"})


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
        decision = found.decision
        if decision == "same" and _is_for_a_person(found, left, right):
            decision = "unsure"
        told = (reason(found, "en"), reason(found, "bg")) if decision == "same" else (None, None)
        rows.append((row["left_rid"], row["right_rid"], found.score, decision, *told))
    columns = list(zip(*rows, strict=True)) or [()] * len(SCORED)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, SCORED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCORED)


def _is_for_a_person(found: Scored, left: Named, right: Named) -> bool:
    """Whether a sure pair is for a person all the same, because among a million names another is as near.

    Bodies of two kinds of legal form. Of commercial companies, of which one word makes another (`Бобомир ЕООД`,
    `Бобомир Мед ЕООД`): a word or an initial that only one has. Words that are only alike, unless in one settlement;
    for companies the capital, where every fourth sits, tells too little. One website outweighs all of it.
    """
    seen = found.evidence
    if seen is None or seen.values["site_same"]:
        return False
    is_body = any(match.left.kind == "type" for match in seen.matches)  # a hospital, a school: named by what it is
    is_company = not is_body or left.legal_form in COMMERCIAL or right.legal_form in COMMERCIAL
    over = {token.kind for token in (*seen.left_over, *seen.right_over)}
    near = {match.how for match in seen.matches} & {"slip", "short", "initial"}
    is_abbreviated = any(token.kind == "initial" for named in (left, right) for token in readings(named)[0].tokens)
    is_crowded = is_company and settlement_key(left.settlement or "") == CAPITAL
    is_one_town = bool(seen.values["place_same"]) and not is_crowded
    return bool(
        seen.values["form_differs"] or (is_company and (over & _NAMING or is_abbreviated)) or (near and not is_one_town)
    )


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
        if len(found) > 1
        and any(clusters.refusal(one, other, "model") for one, other in combinations(sorted(found), 2))
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
