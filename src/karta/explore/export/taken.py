"""All matches of a filter with everything that is known of them, put together by DuckDB, never row by row.

Memory does not grow with the rows: what has to be looked up (winning claims, records, labels) is written to a database
file that lives as long as the export, and rows leave in pieces, the next two of which are made while one is written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from karta.explore.citation import citation, source_terms
from karta.explore.export.columns import (
    ATTRIBUTES,
    LABELLED,
    NUMBERS,
    OF_CLAIM,
    OF_MEASURE,
    WHOLE,
    columns,
)
from karta.explore.filters import Filter
from karta.explore.labels import label_of
from karta.explore.matches import Matches, match
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

PIECE = 61_440  # rows; half of a row group of Parquet
AT_ONCE = 2  # pieces in the making; 2 threads and 1 GB serve a million rows as fast as more would
MEMORY = "1GB"
NOT_FOR_PIECES = "build_side_probe_side,join_order"


class Taken:
    """What leaves. `about`: citation, snapshot and filter in words, the same on every row."""

    def __init__(self, snapshot: Snapshot, asked: Filter, lang: str, folder: Path) -> None:
        self.columns = columns()
        self.snapshot, self.asked, self.lang = snapshot, asked, lang
        self.found = match(snapshot, asked)
        self.count = self.found.count
        self.about = {
            "citation": citation(snapshot, lang),
            "snapshot": snapshot.name,
            "filter": filter_sentence(snapshot, asked, lang),
        }
        self._database = duckdb.connect(
            folder / "export.duckdb",
            config={
                "threads": AT_ONCE, "memory_limit": MEMORY, "temp_directory": str(folder),
                "autoinstall_known_extensions": "false",
            },
        )  # fmt: skip
        self._database.execute("SET enable_progress_bar = false")
        _prepare(self._database, self.found, self)
        # Rows keep their order where they are what the others are looked up for.
        self._database.execute(f"SET disabled_optimizers = '{NOT_FOR_PIECES}'")

    def pieces(self, select: str, rows: int = PIECE) -> Iterator[Any]:
        """Arrow tables of `SELECT <select> FROM row`, in the order of the matches; `row` has `columns` and `position`.

        `rows` of them make a table: fewer where a row is made long. The next tables are made while the caller is busy
        with one, and none before it is wanted.
        """
        waiting: deque[Future[Any]] = deque()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                for start in range(0, self.count, rows):
                    chosen = self.found.rows[start : start + rows]
                    waiting.append(pool.submit(self._piece, select, int(chosen[0]), int(chosen[-1])))
                    if len(waiting) > AT_ONCE:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def stream(self, sql: str) -> Iterator[Any]:
        """Arrow batches of any query; the chosen organisations stand in `chosen` (`org_id`, `position`)."""
        yield from self._database.cursor().execute(sql).to_arrow_reader(PIECE)

    def table(self, name: str) -> str:
        """SQL of a table of the snapshot."""
        return self.snapshot.parquet(name)

    def schema(self) -> Any:
        """The Arrow schema of the rows, `about` in its metadata."""
        return self._piece(", ".join(self.columns), -1, -1).schema.with_metadata(self.about)

    def _piece(self, select: str, first: int, last: int) -> Any:
        made = self._database.cursor().execute(f"SELECT {select}, position FROM ({_row(self, first, last)}) AS row")
        table = made.to_arrow_table()
        position = table.column("position").to_numpy()
        if len(position) > 1 and not (np.diff(position) > 0).all():  # DuckDB keeps the order, but does not promise it
            table = table.take(np.argsort(position))
        return table.drop_columns("position")

    def define(self, macro: str) -> None:
        """Add a macro that `select` may use."""
        self._database.execute(macro)

    def close(self) -> None:
        self._database.close()


@contextmanager
def taking(snapshot: Snapshot, asked: Filter, lang: str) -> Iterator[Taken]:
    """All matches of a filter, ready to leave; `lang` is that of citation and filter sentence."""
    folder = Path(tempfile.mkdtemp(prefix="karta-export-"))
    taken = None
    try:
        taken = Taken(snapshot, asked, lang, folder)
        yield taken
    finally:
        if taken is not None:
            taken.close()
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(database: duckdb.DuckDBPyConnection, found: Matches, taken: Taken) -> None:
    """What rows are put together from, each in the order of `position`, which is a row's number in organisations."""
    import pyarrow as pa

    database.register("found", pa.table({"position": found.rows}))
    database.execute("CREATE TABLE positions AS FROM found")
    database.unregister("found")
    organisations = taken.snapshot.parquet("organisations", file_row_number=True)
    database.execute(
        f"""CREATE VIEW found_row AS SELECT *, file_row_number AS position FROM {organisations}
        SEMI JOIN positions ON file_row_number = positions.position"""
    )
    database.execute(
        "CREATE TABLE chosen AS SELECT position, org_id, array_to_string(source_ids, '; ') AS source_ids FROM found_row"
    )
    year = taken.asked.year
    if year is None:
        claims = ", ".join(f"{m}_claim_id AS {m}" for m in MEASURES)
        winners = f"""UNPIVOT (SELECT position, {claims} FROM found_row) ON {", ".join(MEASURES)}
            INTO NAME measure VALUE claim_id"""
    else:
        database.execute(
            f"""CREATE TABLE figure AS SELECT position, f.* FROM {taken.table("figures")} f JOIN chosen USING (org_id)
            WHERE f.year = {int(year)} AND is_year_winner AND measure IN {MEASURES} ORDER BY position"""
        )
        winners = "SELECT position, measure, claim_id FROM figure"
    # A table of its own: looked up while it is still being made, it would fill the memory with both.
    database.execute(f"CREATE TABLE winner AS {winners}")
    said = ", ".join(
        f"TRY_CAST(value AS DOUBLE) AS {name}" if column == "value" else f"{column} AS {name}"
        for name, column in OF_CLAIM.items()
    )
    database.execute(
        f"""CREATE TABLE said AS SELECT w.position, w.measure, {said} FROM {taken.table("claims")} c
        JOIN winner w USING (claim_id) ORDER BY w.position"""
    )
    database.execute(
        f"""CREATE TABLE recorded AS SELECT position,
        array_to_string(list_sort(list_distinct(list(l.source_id || ':' || record_id))), '; ') AS records
        FROM {taken.table("links")} l JOIN chosen USING (org_id) GROUP BY position ORDER BY position"""
    )
    _name_codes(database, taken)


def _name_codes(database: duckdb.DuckDBPyConnection, taken: Taken) -> None:
    """Labels of the codes, and terms of the sources, that the chosen rows hold."""
    database.execute("CREATE TABLE label (code_of VARCHAR, code VARCHAR, bg VARCHAR, en VARCHAR)")
    for name in LABELLED:
        find = label_of(taken.snapshot, taken.found.frame, name)
        codes = database.execute(f"SELECT DISTINCT {name} FROM found_row WHERE {name} IS NOT NULL").fetchall()
        if codes:
            database.executemany("INSERT INTO label VALUES (?, ?, ?, ?)", [(name, c, *find(c)) for (c,) in codes])
    sources = taken.snapshot.manifest["sources"]
    terms = {source["source_id"]: source_terms(source, taken.lang) for source in sources}
    reference = [source["source_id"] for source in sources if source.get("reference")]
    database.execute("CREATE TABLE licence (source_ids VARCHAR, licences VARCHAR)")
    for (listed,) in database.execute("SELECT DISTINCT coalesce(source_ids, '') FROM chosen").fetchall():
        used = [*listed.split("; "), *reference]
        licences = " | ".join(terms[source] for source in used if source in terms)
        database.execute("INSERT INTO licence VALUES (?, ?)", [listed, licences])


def _row(taken: Taken, first: int, last: int) -> str:
    """SQL of the matches at positions `first` to `last`, with `columns` and `position`."""
    between = f"position BETWEEN {first} AND {last}"
    sources = [
        f"(SELECT *, file_row_number AS position FROM {taken.snapshot.parquet('organisations', file_row_number=True)} "
        f"WHERE file_row_number BETWEEN {first} AND {last}) o",
        f"JOIN (SELECT position, source_ids AS listed FROM chosen WHERE {between}) c USING (position)",
        f"LEFT JOIN (FROM recorded WHERE {between}) r USING (position)",
        "LEFT JOIN licence ON licence.source_ids = coalesce(c.listed, '')",
        *(f"LEFT JOIN (FROM label WHERE code_of = '{n}') l_{n} ON l_{n}.code = o.{n}" for n in LABELLED),
    ]
    for m in MEASURES:
        of_measure = f"WHERE measure = '{m}' AND {between}"
        sources.append(f"LEFT JOIN (FROM said {of_measure}) c_{m} USING (position)")
        if taken.asked.year is not None:
            sources.append(f"LEFT JOIN (FROM figure {of_measure}) f_{m} USING (position)")
    made = {name: f"o.{name}" for name in ATTRIBUTES}
    made |= {f"{LABELLED[n]}_{lang}": f"l_{n}.{lang}" for n in LABELLED for lang in ("bg", "en")}
    for m in MEASURES:
        made |= {f"{m}_{name}": f"o.{m}_{name}" for name in OF_MEASURE}
        made |= {f"{m}_{name}": f"c_{m}.{name}" for name in OF_CLAIM}
    if taken.asked.year is not None:
        made |= _of_year()
    made |= {name: literal(text) for name, text in taken.about.items()}
    made |= {"id": "o.org_id", "source_ids": "c.listed", "records": "r.records", "licences": "licence.licences"}
    selected = ", ".join(f"{_typed(name, made[name])} AS {name}" for name in taken.columns)
    return f"SELECT {selected}, position FROM {' '.join(sources)}"


def _of_year() -> dict[str, str]:
    """Columns of measures as the winners of one year: never outdated. A claim on a part of the organisation answers
    with its lower bound only (ARCHITECTURE §3b line 4), as the winners in `organisations` do."""
    made: dict[str, str] = {}
    for m in MEASURES:
        f = f"f_{m}"
        made |= {
            f"{m}_state": f"CASE WHEN {f}.org_id IS NULL THEN 'unknown' WHEN {f}.value_min IS NULL "
            "THEN 'other_currency' ELSE 'current' END",
            f"{m}_value": f"{f}.value", f"{m}_min": f"{f}.value_min",
            f"{m}_max": f"CASE WHEN coalesce({f}.population, 'all') = 'all' THEN {f}.value_max END",
            f"{m}_year": f"{f}.year", f"{m}_statement": f"{f}.statement",
            f"{m}_disagreement": f"coalesce({f}.year_disagreement, false)",
        }  # fmt: skip
    made["has_disagreement"] = " OR ".join(f"coalesce(f_{m}.year_disagreement, false)" for m in MEASURES)
    made["measure_count"] = " + ".join(f"(f_{m}.value_min IS NOT NULL)::INTEGER" for m in MEASURES)
    return made


def _typed(name: str, sql: str) -> str:
    if name in WHOLE:
        return f"({sql})::INTEGER"
    # An open end is empty.
    return f"CASE WHEN isfinite({sql}) THEN {sql} END" if name in NUMBERS else sql


def literal(text: str) -> str:
    """Text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def text_bytes(column: Any) -> Iterator[Any]:
    """The UTF-8 bytes of all texts of an Arrow column, one after another, not copied."""
    import pyarrow as pa

    for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        offsets = np.frombuffer(chunk.buffers()[1], np.int64 if pa.types.is_large_string(chunk.type) else np.int32)
        yield memoryview(chunk.buffers()[2])[offsets[chunk.offset] : offsets[chunk.offset + len(chunk)]]
