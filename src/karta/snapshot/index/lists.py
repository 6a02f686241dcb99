"""Lists of the index that are looked up, not counted: rows as they are printed, records, identifiers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from karta.snapshot.index.columns import CODED
from karta.snapshot.schema import MEASURES, ORGANISATIONS

MOST_REPEATED = 1 << 15  # what two bytes can number
PRINTED = tuple(name for name in ORGANISATIONS if not name.startswith(MEASURES))
# Columns that repeat few texts: a dictionary keeps each once, and two bytes a row say which.
REPEATED = (*CODED, "nuts3", "ekatte", "nace_code", "nace_origin", "source_ids", "source_id", "state", "statement")


def write_arrow(path: Path, table: pa.Table) -> None:
    """A table that can be read where it lies: uncompressed, one batch, each repeated text once."""
    whole = _compact(table)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, whole.schema) as writer:
        writer.write_table(whole)


def _compact(table: pa.Table) -> pa.Table:
    names = table.column_names
    columns = [_short(table[name]) if name in REPEATED else table[name] for name in names]
    return pa.table(columns, names).combine_chunks()


def _short(column: pa.ChunkedArray) -> pa.Array:
    """A column of texts, or of lists of texts, as a dictionary, if it is as small as it should be."""
    whole = column.unify_dictionaries().combine_chunks()
    whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
    if pa.types.is_list(whole.type):
        return pa.ListArray.from_arrays(whole.offsets, _short(pa.chunked_array([whole.values])), mask=whole.is_null())
    encoded = whole.dictionary_encode()
    if len(encoded.dictionary) > MOST_REPEATED:
        return encoded.cast(pa.string())
    return pa.DictionaryArray.from_arrays(encoded.indices.cast(pa.int16()), encoded.dictionary)


def write_lists(con: duckdb.DuckDBPyConnection, snapshot: Path, folder: Path) -> None:
    """rows, records, ids and eik, with the orders of names. `con` has `links` and `positions`."""
    write_arrow(folder / "records.arrow", _records(con))
    path = snapshot / "organisations.parquet"
    rows = _compact(pq.read_table(path, columns=list(PRINTED), read_dictionary=list(REPEATED)))
    write_arrow(folder / "rows.arrow", rows)
    for name, column in (("ids", "org_id"), ("eik", "eik")):
        write_arrow(folder / f"{name}.arrow", _sorted(rows[column]))
    for column in ("name_bg", "name_en"):
        np.save(folder / f"order_{column}.npy", _order(pc.utf8_lower(rows[column])))


def _order(texts: pa.ChunkedArray) -> NDArray[np.uint32]:
    """All rows by their text, those without one last, equal ones in the snapshot's order."""
    made: NDArray[np.uint32] = pc.sort_indices(texts).to_numpy().astype(np.uint32)
    return made


def _sorted(texts: pa.ChunkedArray) -> pa.Table:
    """id: the texts that there are, sorted; row: where each stands."""
    order = pa.array(_order(texts)[: len(texts) - texts.null_count])
    return pa.table({"id": texts.take(order), "row": order})


def _records(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """row, source_id, record_id: each once, sorted. Rows and sources are sorted as numbers; of texts only those
    records that a row has several of from one source."""
    told = con.execute("SELECT row, source_id, record_id FROM links JOIN positions USING (org_id)").to_arrow_table()
    sources = told["source_id"].combine_chunks().dictionary_encode()
    rank = pc.rank(sources.dictionary, tiebreaker="dense").to_numpy()[sources.indices.to_numpy()]
    keys = told["row"].to_numpy().astype(np.uint64) * np.uint64(len(sources.dictionary) + 1) + rank
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    again = np.flatnonzero(keys[1:] == keys[:-1])  # of each, and of the next
    if len(again):
        tied = np.union1d(again, again + 1)
        texts = told["record_id"].take(pa.array(order[tied]))
        by_text = pc.sort_indices(
            pa.table({"key": keys[tied], "text": texts}), sort_keys=[("key", "ascending"), ("text", "ascending")]
        )
        order[tied] = order[tied][by_text.to_numpy()]
        here, after = (told["record_id"].take(pa.array(order[at])) for at in (again, again + 1))
        order = np.delete(order, again[pc.equal(here, after).fill_null(False).to_numpy()])
    return told.take(pa.array(order))
