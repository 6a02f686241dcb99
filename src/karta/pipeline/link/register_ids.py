"""Rule 1: the same valid register id is the same organisation."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from karta.pipeline.ingest.bulk import handed_over
from karta.pipeline.link.clusters import Edge
from karta.vocab.eik import is_valid_eik
from karta.vocab.register_ids import SCHEMES


def read_register_ids(con: duckdb.DuckDBPyConnection) -> None:
    """Write `link_ids` (rid, scheme, place of the scheme, value, branch) from the claims.

    An ЕИК whose check digits do not hold identifies nothing; of a branch, `value` is its company's nine digits and
    `branch` its own thirteen.
    """
    rows = con.execute("SELECT DISTINCT value FROM claims WHERE property = 'eik' AND value IS NOT NULL").fetchall()
    valid = [value for (value,) in rows if is_valid_eik(value)]
    with handed_over(con, "valid_eiks", pa.table({"value": pa.array(valid, pa.string())})):
        con.execute(_LINK_IDS)


_SCHEMES = list(SCHEMES)
_LINK_IDS = f"""
CREATE OR REPLACE TEMP TABLE link_ids AS
SELECT rid, scheme, list_position({_SCHEMES}, scheme)::TINYINT AS place, min(value) AS value, min(branch) AS branch
FROM (
    SELECT rid, property AS scheme, CASE WHEN property = 'eik' THEN left(value, 9) ELSE value END AS value,
        CASE WHEN property = 'eik' AND length(value) = 13 THEN value END AS branch
    FROM claims JOIN link_records USING (source_id, record_id)
    WHERE property IN {tuple(_SCHEMES)} AND state = 'known' AND value IS NOT NULL
    AND (property <> 'eik' OR value IN (SELECT value FROM valid_eiks))
) GROUP BY rid, scheme
"""


def register_edges(con: duckdb.DuckDBPyConnection) -> Iterator[Edge]:
    """One edge from each record to the first one with the same id, the strongest scheme first."""
    rows = con.execute(
        "SELECT first, rid, scheme, value, coalesce(branch, first_branch) FROM (SELECT *, "
        "first_value(rid) OVER same AS first, first_value(branch) OVER same AS first_branch FROM link_ids "
        "WINDOW same AS (PARTITION BY scheme, value ORDER BY rid)) WHERE rid <> first ORDER BY place, value, rid"
    ).fetchall()
    for first, rid, scheme, value, branch in rows:
        _, label_en, label_bg = SCHEMES[scheme]
        if branch:
            english = f"Branch {branch} of the company with {label_en} {value}."
            bulgarian = f"Клон {branch} на дружеството с {label_bg} {value}."
        else:
            english, bulgarian = f"Same {label_en} {value}.", f"Еднакъв {label_bg} {value}."
        yield Edge(first, rid, "register_id", english, bulgarian)
