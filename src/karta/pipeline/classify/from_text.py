"""Codes and segments from what records write of their activity, where they name no code: claims of the basis `text`.

Each says how likely it is and by which words, so a profile can show why. A code is as wide as it is sure: class, group
or division; where not even the division is sure, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import duckdb

from karta.classify import Answer, classify_text
from karta.pipeline.ingest.bulk import create_table, insert_rows

PROCESSES = 2
MANY = 4_000  # texts from which on a second process costs less than it saves
CHUNK = 1_000

_ANSWERS = {"text": "VARCHAR", "nace_code": "VARCHAR", "segment": "VARCHAR", "note": "VARCHAR", "evidence": "VARCHAR"}
_TEXTS = """
    SELECT DISTINCT value FROM claims c WHERE property = 'description' AND value IS NOT NULL
    AND NOT EXISTS (FROM coded d WHERE d.source_id = c.source_id AND d.record_id = c.record_id) ORDER BY value"""
# One text a record, its first. The claim stands on that of the text: same place, date, rank.
_SAY = """
    INSERT INTO claims
    SELECT c.* REPLACE (
        substr(md5(c.claim_id || ' {property}'), 1, length(c.claim_id)) AS claim_id, '{property}' AS property,
        a.{property} AS value, 'text' AS basis, a.evidence AS as_published, 'derived:activity_text' AS method,
        a.note AS note, NULL AS language)
    FROM claims c JOIN text_sectors a ON a.text = c.value
    WHERE c.property = 'description' AND a.{property} IS NOT NULL
    AND NOT EXISTS (FROM {said} d WHERE d.source_id = c.source_id AND d.record_id = c.record_id)
    QUALIFY row_number() OVER (PARTITION BY c.source_id, c.record_id ORDER BY c.position, c.claim_id) = 1
    ORDER BY c.source_id, c.position"""


def sectors_from_text(con: duckdb.DuckDBPyConnection, known: str) -> None:
    """Add claims `nace_code` and `segment`. `known` is SQL that tells whether claim `c` names a code that exists."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE coded AS SELECT DISTINCT source_id, record_id FROM claims c
                    WHERE property = 'nace_code' AND {known}""")
    con.execute("""CREATE OR REPLACE TEMP TABLE segmented AS SELECT source_id, record_id FROM coded UNION
                   SELECT source_id, record_id FROM claims WHERE property = 'segment'""")
    texts = [text for (text,) in con.execute(_TEXTS).fetchall()]
    create_table(con, "text_sectors", _ANSWERS)
    insert_rows(con, "text_sectors", _ANSWERS, list(_told(texts)))
    for name, said in (("nace_code", "coded"), ("segment", "segmented")):
        con.execute(_SAY.format(property=name, said=said))
    con.execute("DROP TABLE text_sectors; DROP TABLE coded; DROP TABLE segmented")


def _told(texts: list[str]) -> Iterator[tuple[str | None, ...]]:
    """Rows of _ANSWERS of the texts that tell a sector."""
    for text, answer in zip(texts, _answers(texts), strict=True):
        if answer.sure_code is not None:
            note = f"p = {answer.sure_probability:.2f}"
            yield text, answer.sure_code, answer.segment, note, "; ".join(answer.evidence)


def _answers(texts: list[str]) -> Iterator[Answer]:
    if len(texts) < MANY:
        yield from map(classify_text, texts)
        return
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        yield from pool.map(classify_text, texts, chunksize=CHUNK)
