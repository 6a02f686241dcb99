"""What the model says of pairs. Kept between builds, two records as they were are compared only once."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow as pa

from karta.pipeline.engine import Engine
from karta.pipeline.link.candidates import PAIRS
from karta.pipeline.link.model import SCORED, score_batch
from karta.pipeline.texts import read_texts

COMPARED = tuple(f"{side}_{told}" for side in ("left", "right") for told in ("name", "form", "place", "site"))
PAIR_SCORES = pa.schema([("pair", pa.string()), *(field for field in SCORED if not field.name.endswith("_rid"))])
_CODE = ("matching", "vocab", "pipeline/link")  # what a score depends on


def score_pairs(con: duckdb.DuckDBPyConnection, engine: Engine, kept: Path | None) -> None:
    """Write `scored_pairs` (model.SCORED) of `likely_pairs`. `kept`: a folder in which scores stay."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs_to_score AS SELECT left_rid, right_rid, [{', '.join(COMPARED)}]::JSON"
        f"::VARCHAR AS pair FROM ({PAIRS})"
    )
    read_texts(con, engine, kept, asked="SELECT pair FROM pairs_to_score", table="pair_scores", function=read_batch,
               schema=PAIR_SCORES, code=_CODE)  # fmt: skip
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE scored_pairs AS SELECT {', '.join(SCORED.names)} "
        "FROM pairs_to_score JOIN pair_scores USING (pair)"
    )
    con.execute("DROP TABLE pairs_to_score; DROP TABLE pair_scores")


def read_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One column `pair`, the texts of COMPARED as JSON → PAIR_SCORES."""
    pairs = [json.loads(text) for text in batch["pair"].to_pylist()]
    texts = list(zip(*pairs, strict=True)) or [()] * len(COMPARED)
    numbers = pa.array(range(len(pairs)), pa.int32())
    arrays = [numbers, numbers, *(pa.array(cells, pa.string()) for cells in texts)]
    scored = score_batch(pa.RecordBatch.from_arrays(arrays, names=["left_rid", "right_rid", *COMPARED]))
    return pa.RecordBatch.from_arrays([batch["pair"], *scored.columns[2:]], schema=PAIR_SCORES)
