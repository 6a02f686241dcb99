"""What is read of texts: each once, on all cores, and kept between builds; a day's change brings a few new ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from karta.pipeline.engine import Batch, Engine
from karta.snapshot.files import written

_ROOT = Path(__file__).parents[1]


def read_texts(
    con: duckdb.DuckDBPyConnection, engine: Engine, kept: Path | None, *, asked: str, table: str, function: Batch,
    schema: pa.Schema, code: Sequence[str],
) -> None:  # fmt: skip
    """Write `table` (`schema`, whose first column is the text) of each text that `asked` has, a query of one column.

    `function`: a pure function of a module, from a batch with that column to one of `schema`. `kept`: the folder in
    which what was read is kept, until a file under `code` (folders of karta) changes.
    """
    text = schema.names[0]
    file = kept / f"{table}-{code_digest(*code)[:16]}.parquet" if kept else None
    known = f"FROM read_parquet('{file}')" if file is not None and file.exists() else None
    con.execute(f"CREATE OR REPLACE TEMP TABLE asked_texts AS SELECT DISTINCT {text} FROM ({asked}) told({text})")
    unread = "FROM asked_texts" + (f" ANTI JOIN ({known}) known USING ({text})" if known else "")
    con.execute(f"CREATE OR REPLACE TEMP TABLE unread_texts AS {unread} ORDER BY {text}")
    engine.map_batches(con, "fresh_texts", "unread_texts", function, schema)
    older = f"FROM ({known}) known SEMI JOIN asked_texts USING ({text}) UNION ALL " if known else ""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {older}FROM fresh_texts")
    row = con.execute("SELECT count(*) FROM fresh_texts").fetchone()
    if file is not None and row and row[0]:
        _keep(con, table, file)
    con.execute("DROP TABLE asked_texts; DROP TABLE unread_texts; DROP TABLE fresh_texts")


def _keep(con: duckdb.DuckDBPyConnection, table: str, file: Path) -> None:
    """Write the file, whole or not at all, in place of those that other code wrote."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = con.execute(f"FROM {table}").to_arrow_reader(100_000)
    with written(file) as aside, pq.ParquetWriter(aside, rows.schema, compression="lz4") as writer:
        for batch in rows:
            writer.write_batch(batch)
    for other in file.parent.glob(f"{table}-*.parquet"):
        if other != file:
            other.unlink()


@cache
def code_digest(*folders: str) -> str:
    """SHA-256 of the code and word lists under these folders of karta: changes when anything read by them may."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".yml", ".csv", ".json") and "sample" not in path.parts:
                digest.update(f"{path.relative_to(_ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
