"""Declared and assigned codes pass through with their origin; a code that Rev. 2 does not have is a finding.

Where a record names no code that exists, one is read from what it writes of its activity (`from_text`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from karta.pipeline.classify.from_text import sectors_from_text
from karta.pipeline.engine import DuckdbEngine, Engine
from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.snapshot.schema import SECTORS

RECORD_SECTORS = {  # one row a record that says anything of its sector
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
    "nace_code": "VARCHAR",
    "nace_origin": "VARCHAR",  # declared | assigned | text
    "segment": "VARCHAR",
    "segment_origin": "VARCHAR",  # text, or null where the source names it
}

_KNOWN = "(EXISTS (FROM sectors s WHERE s.code = c.value) OR NOT EXISTS (FROM sectors))"
_FILL = f"""
    INSERT INTO record_sectors
    SELECT c.source_id, c.record_id,
           any_value(c.value) FILTER (c.property = 'nace_code' AND {_KNOWN}),
           any_value(c.basis) FILTER (c.property = 'nace_code' AND {_KNOWN}),
           any_value(c.value) FILTER (c.property = 'segment'),
           any_value(c.basis) FILTER (c.property = 'segment')
    FROM claims c WHERE c.property IN ('nace_code', 'segment')
    GROUP BY c.source_id, c.record_id ORDER BY c.source_id, c.record_id"""
_REPORT = f"""
    INSERT INTO findings
    SELECT c.source_id, c.record_id, c.locator, 'nace_code', c.value, 'warning', 'unknown_nace',
           c.locator || ', nace_code: NACE Rev. 2 has no code ' || c.value
             || '; correct it. The record is kept without a sector.',
           c.locator || ', nace_code: в КИД-2008 няма код ' || c.value
             || '; поправете го. Записът остава без икономическа дейност.'
    FROM claims c WHERE c.property = 'nace_code' AND NOT {_KNOWN} ORDER BY c.source_id, c.position"""


def create_sectors(con: duckdb.DuckDBPyConnection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Table `sectors` (snapshot.schema.SECTORS). Without rows it is empty and no code is asked whether it exists."""
    create_table(con, "sectors", SECTORS)
    insert_rows(con, "sectors", SECTORS, [[row[column] for column in SECTORS] for row in rows])


def classify(con: duckdb.DuckDBPyConnection, *, engine: Engine | None = None, kept: Path | None = None) -> None:
    """Write `record_sectors`, add claims read from texts, and findings for codes that do not exist.

    Reads `claims`, `sectors`. `kept`: a folder in which texts stay read between builds.
    """
    sectors_from_text(con, _KNOWN, engine or DuckdbEngine(), kept)
    create_table(con, "record_sectors", RECORD_SECTORS)
    con.execute(_FILL)
    con.execute(_REPORT)
