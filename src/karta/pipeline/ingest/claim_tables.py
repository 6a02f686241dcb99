"""Where a build's claims are: those that it makes in a table, those of each feed in the files that keep them."""

from __future__ import annotations

import duckdb

from karta.pipeline.ingest.bulk import create_table
from karta.snapshot.schema import CLAIMS

# The working table: what a snapshot publishes, without the organisation, which `link` finds.
CLAIM_COLUMNS = {column: kind for column, kind in CLAIMS.items() if column != "org_id"}
_KEPT = "kept_claims_"


def create_claims(con: duckdb.DuckDBPyConnection) -> None:
    """An empty table `built_claims`, whose rows may be added and changed, and the view `claims`, which all read."""
    create_table(con, "built_claims", CLAIM_COLUMNS)
    _read_all(con)


def add_kept_claims(con: duckdb.DuckDBPyConnection, source_id: str, query: str) -> None:
    """Let `claims` also read what `query` (CLAIM_COLUMNS) gives: the claims of a feed."""
    con.execute(f"CREATE OR REPLACE VIEW {_KEPT}{source_id} AS {query}")
    _read_all(con)


def kept_claims(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Feeds whose claims are kept → the view of them."""
    views = con.execute(f"SELECT view_name FROM duckdb_views() WHERE view_name LIKE '{_KEPT}%' ORDER BY 1").fetchall()
    return {view.removeprefix(_KEPT): view for (view,) in views}


def _read_all(con: duckdb.DuckDBPyConnection) -> None:
    told = " UNION ALL ".join(f"FROM {name}" for name in ("built_claims", *kept_claims(con).values()))
    con.execute(f"CREATE OR REPLACE VIEW claims AS {told}")
