"""Points written as a Mapbox Vector Tile by DuckDB's spatial extension, which comes as a Python package."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from karta.snapshot.database import connect

EXTENT = 4096
LAYER = "organisations"


class Feature(NamedTuple):
    """One point, its place inside the tile from the north-west, and its attributes; None is left out of the tile."""

    x: int
    y: int
    n: int
    code: str
    places: int
    district: str
    vague: int
    place_bg: str | None
    place_en: str | None
    org_id: str | None
    name_bg: str | None
    name_en: str | None


_WHOLE = ("x", "y", "n", "places", "vague")
_COLUMNS = pa.schema([(name, pa.int32() if name in _WHOLE else pa.string()) for name in Feature._fields])
_ATTRIBUTES = ", ".join(f"'{name}': {name}" for name in Feature._fields if name not in ("x", "y"))
_SQL = f"""SELECT ST_AsMVT({{'geom': ST_Point(x, y), {_ATTRIBUTES}}}, '{LAYER}', {EXTENT}, 'geom') FROM features"""


def encoded(features: list[Feature]) -> bytes:
    """A tile of one layer, LAYER, with these points in their order."""
    columns = list(zip(*features, strict=True))
    cursor = _database().cursor()
    cursor.register("features", pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, _COLUMNS, strict=True)], schema=_COLUMNS
    ))  # fmt: skip
    row = cursor.execute(_SQL).fetchone()
    return bytes(row[0]) if row and row[0] else b""


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """An empty database with the extension loaded by path: it is signed, and nothing is fetched."""
    spec = importlib.util.find_spec("duckdb_extension_spatial")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = [path for folder in folders for path in Path(folder).rglob("spatial.duckdb_extension")]
    if not files:
        raise RuntimeError("duckdb-extension-spatial is not installed; run make setup")
    database = connect(threads="1")
    database.execute(f"LOAD '{files[0]}'")
    return database
