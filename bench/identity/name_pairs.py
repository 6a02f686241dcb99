"""Company names against a published peer: the 106 Company rows of bench_name_pairs, on which nothing is tuned.

The peer is logic-v2 of nomenklatura. It needs libraries that are compiled against ICU, so it is no dependency of the
project: KARTA_PEER_PYTHON names a Python that has `nomenklatura` installed, and the peer runs there, in the same run.
Without it the scores that the file brings (a frozen run of logic-v2) stand in, and the table says so.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from karta.matching.model import score
from karta.matching.reading import Named

OURS_FROM, PEERS_FROM = 0.5, 0.7  # a pair is called one company from this score; ours is a probability
SAMPLES, SEED = 2000, 2026
PEER = Path(__file__).parent / "peer.py"


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled pair of company names with both scores."""

    case_id: str
    left: str
    right: str
    is_match: bool
    ours: float
    peers: float

    @property
    def is_cyrillic(self) -> bool:
        return any("\u0400" <= char <= "\u04ff" for char in self.left + self.right)

    @property
    def is_kept_back(self) -> bool:
        """Half of the rows, by the hash of their id; looked at for figures only."""
        return hashlib.sha256(f"half/{self.case_id}".encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class F1:
    """Precision, recall and F1 of calls, with the 95 % interval of F1 by resampling rows."""

    precision: float
    recall: float
    value: float
    interval: tuple[float, float]
    count: int


def rows() -> tuple[list[Row], str]:
    """All Company rows with scores of both, and where the peer's come from."""
    path = Path(os.environ["KARTA_MIRROR"]) / "bench_name_pairs/dev.csv"
    with path.open(encoding="utf-8", newline="") as file:
        read = [row for row in csv.DictReader(file) if row["schema"] == "Company"]
    peers, origin = _peers_scores([(row["name1"], row["name2"]) for row in read])
    frozen = [float(row["score"]) for row in read]
    return [
        Row(row["case_id"], row["name1"], row["name2"], row["is_match"] == "true",
            score(Named(row["name1"]), Named(row["name2"])).score, peer)
        for row, peer in zip(read, peers or frozen, strict=True)
    ], origin  # fmt: skip


def _peers_scores(pairs: list[tuple[str, str]]) -> tuple[list[float] | None, str]:
    python = os.environ.get("KARTA_PEER_PYTHON")
    if not python:
        return None, "scores frozen in the file; set KARTA_PEER_PYTHON to run it"
    done = subprocess.run([python, str(PEER)], input=json.dumps(pairs), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["scores"], f"nomenklatura {found['version']}, same run"


def f1(found: Sequence[Row], call: Callable[[Row], bool]) -> F1:
    """F1 of a way to call rows. Rows are drawn again SAMPLES times for the interval."""
    outcomes = [(call(row), row.is_match) for row in found]
    chance = random.Random(SEED)
    drawn = sorted(_f1(chance.choices(outcomes, k=len(outcomes)))[2] for _ in range(SAMPLES))
    precision, recall, value = _f1(outcomes)
    return F1(precision, recall, value, (drawn[SAMPLES // 40], drawn[-SAMPLES // 40 - 1]), len(outcomes))


def _f1(outcomes: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    hits = sum(called and is_match for called, is_match in outcomes)
    called, matches = sum(called for called, _ in outcomes), sum(is_match for _, is_match in outcomes)
    precision, recall = hits / called if called else 0.0, hits / matches if matches else 0.0
    return precision, recall, 2 * hits / (called + matches) if called + matches else 0.0


def table() -> str:
    """Both matchers on all rows, on each half, on rows in Cyrillic and on the rest."""
    found, origin = rows()
    parts = {
        "all rows": found,
        "half kept back": [row for row in found if row.is_kept_back],
        "other half": [row for row in found if not row.is_kept_back],
        "with Cyrillic": [row for row in found if row.is_cyrillic],
        "Latin only": [row for row in found if not row.is_cyrillic],
    }
    lines = [
        "| rows | n | matcher | precision | recall | F1 | 95 % interval of F1 |",
        "|---|---:|---|---:|---:|---:|---|",
    ]
    for name, part in parts.items():
        for matcher, made in (("Karta", f1(part, lambda row: row.ours >= OURS_FROM)),
                              ("logic-v2", f1(part, lambda row: row.peers >= PEERS_FROM))):  # fmt: skip
            low, high = made.interval
            lines.append(f"| {name} | {made.count} | {matcher} | {made.precision:.3f} | {made.recall:.3f} | "
                         f"{made.value:.3f} | {low:.3f}–{high:.3f} |")  # fmt: skip
    return "\n".join(
        [*lines, "", f"Peer: {origin}. Called one company: Karta from {OURS_FROM}, logic-v2 from {PEERS_FROM}."]
    )
