"""Names read once: what rule 2 and the choice of candidates compare. Kept between builds, a name is read only once."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from karta.matching.blocking import blocking_keys
from karta.matching.names import normalise_name
from karta.matching.reading import Named, readings
from karta.pipeline.engine import Engine
from karta.snapshot.files import written

NAME_KEYS = pa.schema(
    [("name", pa.string()), ("core", pa.string()), ("legal_form", pa.string()), ("keys", pa.list_(pa.string()))]
)
_CODE = ("matching", "vocab")  # what a key depends on


def read_names(con: duckdb.DuckDBPyConnection, engine: Engine, kept: Path | None) -> None:
    """Write `read_names` (NAME_KEYS) of every name of `told_names`. `kept`: a folder in which names stay read."""
    file = kept / f"names-{_code_digest()}.parquet" if kept else None
    is_kept = file is not None and file.exists()
    known = f"FROM read_parquet('{file}')" if is_kept else "SELECT NULL::VARCHAR AS name WHERE false"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE unread_names AS SELECT DISTINCT name FROM told_names "
        f"ANTI JOIN ({known}) USING (name) ORDER BY name"
    )
    engine.map_batches(con, "new_names", "unread_names", read_batch, NAME_KEYS)
    older = f"SELECT k.* FROM read_parquet('{file}') k SEMI JOIN told_names USING (name) UNION ALL " if is_kept else ""
    con.execute(f"CREATE OR REPLACE TEMP TABLE read_names AS {older}FROM new_names")
    row = con.execute("SELECT count(*) FROM new_names").fetchone()
    if file is not None and row and row[0]:
        file.parent.mkdir(parents=True, exist_ok=True)
        for older_file in file.parent.glob("names-*.parquet"):
            if older_file != file:
                older_file.unlink()
        with written(file) as aside:
            pq.write_table(con.execute("FROM read_names ORDER BY name").to_arrow_table(), aside, compression="lz4")
    con.execute("DROP TABLE unread_names; DROP TABLE new_names")


def read_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One column `name` → NAME_KEYS."""
    names = batch["name"].to_pylist()
    normalised = [normalise_name(name) for name in names]
    keys = [blocking_keys(readings(Named(name))[0]) for name in names]
    forms = [name.legal_form for name in normalised]
    return pa.RecordBatch.from_arrays(
        [batch["name"], pa.array([name.core for name in normalised], pa.string()), pa.array(forms, pa.string()),
         pa.array(keys, pa.list_(pa.string()))],
        schema=NAME_KEYS,
    )  # fmt: skip


@cache
def _code_digest() -> str:
    """Changes when anything changes that names are read by."""
    root = Path(str(resources.files("karta")))
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".py", ".yml", ".csv"):
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
