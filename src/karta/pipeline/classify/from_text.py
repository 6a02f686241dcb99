"""Codes and segments from what records write of their activity, where they name no code: claims of the basis `text`.

Each says how likely it is and by which words, so a profile can show why. A code is as wide as it is sure: class, group
or division; where not even the division is sure, nothing is said.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from karta.classify import classify_text
from karta.pipeline.engine import Engine
from karta.pipeline.texts import read_texts

_CODE = ("classify", "vocab", "matching")  # what an answer depends on
ANSWERS = pa.schema([(name, pa.string()) for name in ("text", "nace_code", "segment", "note", "evidence")])
_TEXTS = """
    SELECT value FROM claims c WHERE property = 'description' AND value IS NOT NULL
    AND NOT EXISTS (FROM coded d WHERE d.source_id = c.source_id AND d.record_id = c.record_id)"""
# One text a record, its first. The claim stands on that of the text: same place, date, rank.
_SAY = """
    INSERT INTO built_claims
    SELECT c.* REPLACE (
        substr(md5(c.claim_id || ' {property}'), 1, length(c.claim_id)) AS claim_id, '{property}' AS property,
        a.{property} AS value, 'text' AS basis, a.evidence AS as_published, 'derived:activity_text' AS method,
        a.note AS note, NULL AS language)
    FROM claims c JOIN text_sectors a ON a.text = c.value
    WHERE c.property = 'description' AND a.{property} IS NOT NULL
    AND NOT EXISTS (FROM {said} d WHERE d.source_id = c.source_id AND d.record_id = c.record_id)
    QUALIFY row_number() OVER (PARTITION BY c.source_id, c.record_id ORDER BY c.position, c.claim_id) = 1
    ORDER BY c.source_id, c.position"""


def sectors_from_text(con: duckdb.DuckDBPyConnection, known: str, engine: Engine, kept: Path | None) -> None:
    """Add claims `nace_code` and `segment`. `known` is SQL that tells whether claim `c` names a code that exists."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE coded AS SELECT DISTINCT source_id, record_id FROM claims c
                    WHERE property = 'nace_code' AND {known}""")
    con.execute("""CREATE OR REPLACE TEMP TABLE segmented AS SELECT source_id, record_id FROM coded UNION
                   SELECT source_id, record_id FROM claims WHERE property = 'segment'""")
    read_texts(con, engine, kept, asked=_TEXTS, table="text_sectors", function=read_batch, schema=ANSWERS, code=_CODE)
    for name, said in (("nace_code", "coded"), ("segment", "segmented")):
        con.execute(_SAY.format(property=name, said=said))
    con.execute("DROP TABLE text_sectors; DROP TABLE coded; DROP TABLE segmented")


def read_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One column `text` → ANSWERS; only the text where it tells no sector."""
    rows = [_told(text) for text in batch["text"].to_pylist()]
    columns = list(zip(*rows, strict=True)) or [()] * len(ANSWERS)
    return pa.RecordBatch.from_arrays([pa.array(cells, pa.string()) for cells in columns], schema=ANSWERS)


def _told(text: str) -> tuple[str | None, ...]:
    answer = classify_text(text)
    if answer.sure_code is None:
        return text, None, None, None, None
    note = f"p = {answer.sure_probability:.2f}"
    return text, answer.sure_code, answer.segment, note, "; ".join(answer.evidence)
