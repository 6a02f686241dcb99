"""Names as rule 2 and the choice of candidates compare them. Kept between builds, a name is read only once."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from karta.matching.blocking import blocking_keys
from karta.matching.names import normalise_name
from karta.matching.reading import Named, readings
from karta.pipeline.engine import Engine
from karta.pipeline.texts import read_texts

NAME_KEYS = pa.schema(
    [("name", pa.string()), ("core", pa.string()), ("legal_form", pa.string()), ("keys", pa.list_(pa.string()))]
)
_CODE = ("matching", "vocab")  # what a key depends on


def read_names(con: duckdb.DuckDBPyConnection, engine: Engine, kept: Path | None) -> None:
    """Write `name_keys` (NAME_KEYS) of every name of `told_names`. `kept`: a folder in which names stay read."""
    read_texts(con, engine, kept, asked="SELECT name FROM told_names", table="name_keys", function=read_batch,
               schema=NAME_KEYS, code=_CODE)  # fmt: skip


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
