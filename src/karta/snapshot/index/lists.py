"""Lists of the index that are looked up, not counted: rows as they are printed, records, identifiers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from karta.snapshot.index.columns import CODED
from karta.snapshot.schema import MEASURES, ORGANISATIONS

MOST_REPEATED = 1 << 15  # what two bytes can number
PRINTED = tuple(name for name in ORGANISATIONS if not name.startswith(MEASURES))
# Columns that repeat few texts: a dictionary keeps each once, and two bytes a row say which.
REPEATED = (*CODED, "nuts3", "ekatte", "nace_code", "nace_origin", "source_ids", "source_id", "state", "statement")


def write_arrow(path: Path, table: pa.Table) -> None:
    """A table that can be read where it lies: uncompressed, one batch, each repeated text once."""
    names = table.column_names
    table = pa.table(
        [_short(table[name]) if name in REPEATED else table[name] for name in names], names
    ).combine_chunks()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _short(column: pa.ChunkedArray) -> pa.Array:
    """A column of texts, or of lists of texts, as a dictionary, if it is as small as it should be."""
    whole = column.combine_chunks()
    whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
    if pa.types.is_list(whole.type):
        return pa.ListArray.from_arrays(whole.offsets, _short(pa.chunked_array([whole.values])), mask=whole.is_null())
    encoded = whole.dictionary_encode()
    if len(encoded.dictionary) > MOST_REPEATED:
        return whole
    return pa.DictionaryArray.from_arrays(encoded.indices.cast(pa.int16()), encoded.dictionary)


def write_lists(con: duckdb.DuckDBPyConnection, snapshot: Path, folder: Path) -> None:
    """rows, records, ids and eik, with the orders of names. `con` has the tables, and `positions`."""
    columns = list(PRINTED)
    write_arrow(folder / "rows.arrow", pq.read_table(snapshot / "organisations.parquet", columns=columns))
    _write(con, folder / "ids.arrow", "SELECT org_id AS id, row FROM positions ORDER BY id")
    _write(
        con,
        folder / "eik.arrow",
        "SELECT eik AS id, row FROM numbered WHERE eik IS NOT NULL ORDER BY id, row",
    )
    _write(
        con, folder / "records.arrow",
        """SELECT DISTINCT row, source_id, record_id FROM links JOIN positions USING (org_id)
        ORDER BY row, source_id, record_id""",
    )  # fmt: skip
    for language in ("bg", "en"):
        order = con.execute(f"SELECT row FROM numbered ORDER BY lower(name_{language}) NULLS LAST, row").fetchnumpy()[
            "row"
        ]
        np.save(folder / f"order_name_{language}.npy", order)


def _write(con: duckdb.DuckDBPyConnection, path: Path, sql: str) -> None:
    write_arrow(path, con.execute(sql).to_arrow_table())
