"""Two records are compared once, and what is kept of it is what the model says."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from karta.pipeline.engine import DuckdbEngine
from karta.pipeline.link import pair_scores
from karta.pipeline.link.model import SCORED, score_batch
from karta.pipeline.link.pair_scores import read_batch

COLUMNS = ("left_rid", "right_rid", *pair_scores.COMPARED)
PAIRS = [
    (0, 1, "Софарма АД", "AD", "София", None, "SOPHARMA AD", None, None, "https://sopharma.bg"),
    (0, 2, "Софарма АД", "AD", "София", None, 'Аптека "Надежда"\n№ 1', None, "Варна", None),
    (3, 4, "Софарма АД", "AD", "София", None, "SOPHARMA AD", None, None, "https://sopharma.bg"),
]
TOLD = pa.RecordBatch.from_arrays(
    [pa.array(cells, pa.int32() if place < 2 else pa.string()) for place, cells in enumerate(zip(*PAIRS, strict=True))],
    names=list(COLUMNS),
)
ASKED: list[str] = []


def counted(batch: pa.RecordBatch) -> pa.RecordBatch:
    ASKED.extend(batch["pair"].to_pylist())
    return read_batch(batch)


def scored(kept: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        con.register("told_pairs", pa.Table.from_batches([TOLD]))
        pair_scores.score_pairs(con, DuckdbEngine(), kept)
        return sorted(con.execute("FROM scored_pairs").fetchall())


def test_pairs_are_compared_once_and_scored_as_the_model_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_scores, "PAIRS", f"SELECT {', '.join(COLUMNS)} FROM told_pairs")
    ASKED.clear()
    monkeypatch.setattr(pair_scores, "read_batch", counted)
    first, second = scored(tmp_path), scored(tmp_path)
    assert len(ASKED) == 2  # the third pair is of other records with the same texts
    told = score_batch(TOLD).to_pylist()
    assert first == second == sorted(tuple(row[name] for name in SCORED.names) for row in told)
