"""What the claims behind the figures say: `<measure>_claims.arrow` beside each `<measure>.arrow`, line for line."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from karta.snapshot.index.lists import write_arrow
from karta.snapshot.index.pages import mapped
from karta.snapshot.schema import MEASURES

# What claims of one publication share: kept once, with four bytes a claim that say which.
PUBLICATION = ("unit", "source_id", "publication_ref", "publication_title", "publication_url", "published_on")


def write_claims(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Columns of each file: `value` (number in `unit`, as published), `as_published` (text), `publication` (struct of
    PUBLICATION as a dictionary). All null where the snapshot holds no such claim. `folder` is the index, its scopes
    written; `con` has the view `claims`."""
    paths = [path for scope in sorted(folder.iterdir()) for m in MEASURES if (path := scope / f"{m}.arrow").is_file()]
    wanted = [_claim_ids(path) for path in paths]
    ends = np.cumsum([len(ids) for ids in wanted]).tolist()
    number = pa.array(np.arange(ends[-1], dtype=np.uint32))
    winners = pa.table({"claim_id": pa.chunked_array(wanted, pa.string()), "number": number})
    con.register("winners", winners)
    con.execute(
        f"""CREATE TABLE publications AS SELECT DISTINCT {", ".join(PUBLICATION)} FROM claims;
        ALTER TABLE publications ADD COLUMN publication INTEGER;
        UPDATE publications SET publication = rowid"""
    )
    same = " AND ".join(f"p.{name} IS NOT DISTINCT FROM c.{name}" for name in PUBLICATION)
    con.execute(
        f"""SELECT number, TRY_CAST(value AS DOUBLE) AS value, as_published, publication
        FROM claims c JOIN winners USING (claim_id) JOIN publications p ON {same}"""
    )
    said = con.to_arrow_table().combine_chunks()  # out of one chunk, rows are taken five times as fast
    con.unregister("winners")
    listed = con.execute("SELECT * EXCLUDE publication FROM publications ORDER BY publication").to_arrow_table()
    con.execute("DROP TABLE publications")
    publications = pa.StructArray.from_arrays([listed[name].combine_chunks() for name in PUBLICATION], PUBLICATION)
    places = np.full(ends[-1], len(said), dtype=np.int64)
    places[said["number"].to_numpy()] = np.arange(len(said))
    for path, start, end in zip(paths, [0, *ends], ends, strict=False):
        _write(path.with_stem(f"{path.stem}_claims"), said, places[start:end], publications)


def _claim_ids(path: Path) -> pa.Array:
    return mapped(path)["claim_id"].combine_chunks()


def _write(path: Path, said: pa.Table, places: NDArray[np.int64], listed: pa.StructArray) -> None:
    """The claims at these places; beyond the last one there is none."""
    is_said = places < len(said)
    taken = said.take(pa.array(places, mask=~is_said))
    numbers = taken["publication"].fill_null(0).to_numpy()
    is_used = np.zeros(len(listed), dtype=np.bool_)
    is_used[numbers[is_said]] = True
    short = np.zeros(len(numbers), dtype=np.int32)
    short[is_said] = (np.cumsum(is_used, dtype=np.int32) - 1)[numbers[is_said]]
    publication = pa.DictionaryArray.from_arrays(pa.array(short, mask=~is_said), listed.filter(pa.array(is_used)))
    columns = [taken["value"], taken["as_published"], publication]
    table = pa.table(columns, ["value", "as_published", "publication"])
    write_arrow(path, table)
