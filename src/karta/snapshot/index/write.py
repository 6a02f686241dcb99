"""Writes a snapshot's index from its tables. Nothing in it is new: it can be made again from them at any time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import gettempdir

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from karta.snapshot.database import connect
from karta.snapshot.index import lists
from karta.snapshot.index.bits import Mask
from karta.snapshot.index.claims import write_claims
from karta.snapshot.index.columns import CODED, coded, nace_levels, smallest_place
from karta.snapshot.index.figures import known, write_founded, write_measure
from karta.snapshot.index.layout import FOUNDED_EDGES, INDEX, NAMES, NO_YEAR, WINDOW
from karta.snapshot.index.names import REGISTERS, write_names
from karta.snapshot.index.sets import ScopeWriter
from karta.snapshot.index.words import read_names, write_words
from karta.snapshot.schema import MEASURES, SNAPSHOT_TABLES

OF_MEASURE = ("state", "value", "min", "max", "year", "statement", "disagreement", "claim_id")
WORTH_A_PROCESS = 100_000  # organisations
NUMBERS = ("lon", "lat", "completeness")


def write_index(snapshot: Path, *, wrote: Callable[[str], None] | None = None) -> None:
    """Write `index/` into a folder that holds all tables of a snapshot. Time and memory by size:
    docs/reference/performance.md.

    Names take as long as all else together and are written beside it.
    """
    folder = snapshot / INDEX
    if folder.exists():
        shutil.rmtree(folder)  # what a killed build left
    folder.mkdir()
    said = wrote or (lambda _: None)
    with _aside(pq.read_metadata(snapshot / "organisations.parquet").num_rows) as worker:
        names = worker.submit(_write_names, snapshot, folder)
        con = _opened(snapshot)
        _read_told(con)
        is_legal_unit = _write_window(con, snapshot, folder / WINDOW)
        said("window")
        _write_years(con, folder, is_legal_unit, said)
        write_claims(con, folder)
        said("claims")
        lists.write_lists(con, snapshot, folder)
        said("lists")
        names.result()
        said("names")


def _aside(count: int) -> Executor:
    """A process of its own, or, for what takes no longer than to start one, a thread."""
    if count < WORTH_A_PROCESS:
        return ThreadPoolExecutor(1)
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _write_names(snapshot: Path, folder: Path) -> None:
    with _opened(snapshot) as con:
        names = read_names(con)
    write_words(names, folder)
    registers = pq.read_table(snapshot / "organisations.parquet", columns=list(REGISTERS))
    write_names(folder / NAMES, names, registers)


def _opened(snapshot: Path) -> duckdb.DuckDBPyConnection:
    """The tables of a snapshot; `numbered`: organisations with their `row`; `positions`: org_id and row, in memory."""
    con = connect()
    con.execute(f"SET memory_limit = '{_two_fifths_of_memory_mib()}MiB'")  # names are written by a second process
    con.execute(f"SET temp_directory = '{_quoted(Path(gettempdir()) / 'karta-spill')}'")
    for table in SNAPSHOT_TABLES:
        con.execute(f"CREATE VIEW {table} AS FROM read_parquet('{_quoted(snapshot / table)}.parquet')")
    con.execute(
        f"""CREATE VIEW numbered AS SELECT *, file_row_number::UINTEGER AS row
        FROM read_parquet('{_quoted(snapshot)}/organisations.parquet', file_row_number = true)"""
    )
    con.execute("CREATE TABLE positions AS SELECT org_id, row FROM numbered")
    return con


def _two_fifths_of_memory_mib() -> int:
    return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 0.4) >> 20


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _write_window(con: duckdb.DuckDBPyConnection, snapshot: Path, folder: Path) -> Mask:
    path = snapshot / "organisations.parquet"
    count = pq.read_metadata(path).num_rows
    is_legal_unit = np.zeros(count, dtype=np.bool_)
    with ScopeWriter(folder, count) as scope:
        for name in CODED:
            values, codes = coded(path, name)
            scope.codes(name, values, codes)
            if name == "unit_kind" and "legal_unit" in values:
                is_legal_unit = codes == values.index("legal_unit")
        scope.codes("place", *smallest_place(path), as_sets=False)
        for level, (values, codes) in nace_levels(path, _sections(con)).items():
            scope.codes(level, values, codes, as_sets=level != "nace_code")
        for name in NUMBERS:
            scope.numbers(name, _numbers(path, name))
        write_founded(scope, _numbers(path, "founded_year"), FOUNDED_EDGES)
        _write_sources(scope, path)
        _write_years_told(con, scope)
        _write_flag(scope, "has_disagreement", _flag(path, "has_disagreement"))
        _write_flag(scope, "has_point", ~np.isnan(_numbers(path, "lon")))
        for measure in MEASURES:
            table = _of_window(path, measure)
            lists.write_arrow(folder / f"{measure}.arrow", table)
            write_measure(scope, measure, known(table, is_legal_unit), dense=True)
    return is_legal_unit


def _of_window(path: Path, measure: str) -> pa.Table:
    table = pq.read_table(path, columns=[f"{measure}_{column}" for column in OF_MEASURE])
    table = table.rename_columns(list(OF_MEASURE)).combine_chunks()
    chosen = pc.not_equal(pc.fill_null(table["state"], "unknown"), "unknown")
    rows = pa.array(np.flatnonzero(chosen.to_numpy()).astype(np.uint32))
    return table.filter(chosen).add_column(0, "row", rows)


def _read_told(con: duckdb.DuckDBPyConnection) -> None:
    """Table `told`: the winners of all years and their rows.

    A claim on a part of the organisation answers with its lower bound only (ARCHITECTURE §3b line 4), as in
    `organisations`.
    """
    con.execute(f"""
        CREATE TABLE told AS SELECT f.year AS told_year, measure, row,
            CASE WHEN value_min IS NULL THEN 'other_currency' ELSE 'current' END AS state, value, value_min AS min,
            CASE WHEN coalesce(population, 'all') = 'all' THEN value_max ELSE 'inf' END AS max, f.year, statement,
            coalesce(year_disagreement, false) AS disagreement, claim_id
        FROM figures f JOIN positions USING (org_id)
        WHERE is_year_winner AND year IS NOT NULL AND measure IN {MEASURES}
    """)


def _write_years(
    con: duckdb.DuckDBPyConnection, folder: Path, is_legal_unit: Mask, said: Callable[[str], None]
) -> None:
    """One scope a year: its winners in place of the window's, never outdated (ARCHITECTURE §3b line 3)."""
    years = [year for (year,) in con.execute("SELECT DISTINCT told_year FROM told ORDER BY 1").fetchall()]
    for year in (*years, None):
        name = NO_YEAR if year is None else str(year)
        with ScopeWriter(folder / name, len(is_legal_unit)) as scope:
            disagrees = np.zeros(scope.count, dtype=np.bool_)
            for measure in MEASURES:
                table = con.execute(
                    f"SELECT row, {', '.join(OF_MEASURE)} FROM told WHERE told_year = ? AND measure = ? ORDER BY row",
                    [year, measure],
                ).to_arrow_table()
                lists.write_arrow(scope.folder / f"{measure}.arrow", table)
                write_measure(scope, measure, known(table, is_legal_unit), dense=False)
                disagrees[table["row"].to_numpy()[table["disagreement"].to_numpy()]] = True
            _write_flag(scope, "has_disagreement", disagrees)
        said(name)
    con.execute("DROP TABLE told")


def _write_sources(scope: ScopeWriter, path: Path) -> None:
    column = pq.read_table(path, columns=["source_ids"])["source_ids"].combine_chunks()
    rows = pc.list_parent_indices(column).to_numpy().astype(np.int64)
    entries = pc.list_flatten(column).dictionary_encode()
    if isinstance(entries, pa.ChunkedArray):
        entries = entries.combine_chunks()
    texts = entries.dictionary.to_pylist()
    order = np.argsort(np.array(texts, dtype=object)) if texts else np.zeros(0, dtype=np.int64)
    lookup = np.empty(len(texts), dtype=np.int64)
    lookup[order] = np.arange(len(texts))
    scope.several("source", tuple(sorted(texts)), rows, lookup[entries.indices.to_numpy()])


def _write_years_told(con: duckdb.DuckDBPyConnection, scope: ScopeWriter) -> None:
    """The years in which a row has a figure."""
    told = con.execute("SELECT row, year FROM told").fetchnumpy()
    values, codes = np.unique(np.asarray(told["year"]), return_inverse=True)
    scope.several("year", tuple(map(str, values.tolist())), np.asarray(told["row"]).astype(np.int64), codes)


def _write_flag(scope: ScopeWriter, name: str, flag: Mask) -> None:
    scope.codes(name, ("false", "true"), flag.astype(np.uint8))


def _flag(path: Path, name: str) -> Mask:
    column = pq.read_table(path, columns=[name])[name]
    return np.asarray(pc.fill_null(column, False).to_numpy())


def _numbers(path: Path, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    column = pq.read_table(path, columns=[name])[name].cast(pa.float64())
    return np.asarray(pc.fill_null(column, float("nan")).to_numpy())


def _sections(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Division → section."""
    rows = con.execute("SELECT code, parent_code FROM sectors WHERE level = 'division' ORDER BY nace_version DESC")
    return {code: parent for code, parent in rows.fetchall() if parent}
