"""All matches of a filter with everything that is known of them, as the index holds it: taken, never joined or sorted.

Rows leave in pieces, the next two of which are made while one is written, so memory does not grow with the rows. A
column of repeated texts is a dictionary all the way: what its texts are called, or look like, is asked once a text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import reduce
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from karta.explore.citation import citation, source_terms
from karta.explore.export.columns import ATTRIBUTES, LABELLED, NUMBERS, OF_CLAIM, OF_MEASURE, WHOLE, columns
from karta.explore.filters import Filter
from karta.explore.frame import Rows
from karta.explore.labels import label_of
from karta.explore.matches import match
from karta.explore.sentence import filter_sentence
from karta.snapshot.index.bits import places_among
from karta.snapshot.index.layout import UNKNOWN
from karta.snapshot.index.pages import let_go
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

Made = TypeVar("Made")
AT_ONCE = 2  # pieces in the making


@contextmanager
def _memory_of_the_system() -> Iterator[None]:
    """Arrow's own allocators give each large block back at once, and two threads wait for each other while the system
    empties it for the next: a CSV of a million rows took 17 s with mimalloc, 30 s with jemalloc, 8 s so."""
    usual = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)


class Taken:
    """What leaves. `about`: citation, snapshot and filter in words, the same on every row; `lang` is theirs."""

    def __init__(self, snapshot: Snapshot, asked: Filter, lang: str) -> None:
        self.columns = columns()
        self.snapshot, self.asked, self.lang = snapshot, asked, lang
        self.found = match(snapshot, asked)
        self.count = self.found.count
        self.about = {
            "citation": citation(snapshot, lang),
            "snapshot": snapshot.name,
            "filter": filter_sentence(snapshot, asked, lang),
        }
        self._rows = self._labelled()
        self._figures = {measure: self._told(measure) for measure in MEASURES}
        self._terms = {source["source_id"]: source_terms(source, lang) for source in snapshot.manifest["sources"]}

    @property
    def schema(self) -> pa.Schema:
        """Names and types of `columns`; a column of repeated texts is a dictionary."""
        return self._piece(np.zeros(0, dtype=np.int64)).schema.with_metadata(self.about)

    def pieces(self, shape: Callable[[pa.RecordBatch], Made], rows: int) -> Iterator[Made]:
        """What `shape` makes of `rows` matches at a time, in their order. Two are made while the caller is busy with
        one, and none before it is wanted."""
        waiting: deque[Future[Made]] = deque()
        with ThreadPoolExecutor(AT_ONCE) as pool, _memory_of_the_system():
            try:
                for start in range(0, self.count, rows):
                    chosen = self.found.rows[start : start + rows]
                    waiting.append(pool.submit(self._shaped, shape, chosen))
                    if len(waiting) > AT_ONCE:
                        yield waiting.popleft().result()
                        let_go()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def _shaped(self, shape: Callable[[pa.RecordBatch], Made], chosen: Rows) -> Made:
        return shape(self._piece(chosen))

    def _labelled(self) -> pa.RecordBatch:
        """Attributes of all organisations and what their codes are called: no text is copied."""
        rows = self.found.frame.index.rows
        made = {"id": _one(rows["org_id"]), **{name: _one(rows[name]) for name in (*ATTRIBUTES, "source_ids")}}
        for name, beginning in LABELLED.items():
            codes = made[name]
            find = label_of(self.snapshot, self.found.frame, name)
            both = [find(code) for code in codes.dictionary.to_pylist()]
            for number, language in enumerate(("bg", "en")):
                texts = pa.array([label[number] for label in both], pa.string())
                made[f"{beginning}_{language}"] = pa.DictionaryArray.from_arrays(codes.indices, texts)
        return pa.record_batch(made)

    def _told(self, measure: str) -> _Told:
        scope = self.found.frame.scope
        figures, claims = scope.table(measure), scope.table(f"{measure}_claims")
        columns = {name: _one(figures[name]) for name in OF_MEASURE}
        columns |= {f"published_{name}": _one(claims[name]) for name in claims.column_names}
        shared = columns["published_publication"].dictionary
        return _Told(
            figures["row"].to_numpy(),
            pa.record_batch(columns),
            {name: shared.field(name).dictionary_encode() for name in shared.type.names},
        )

    def _piece(self, chosen: Rows) -> pa.RecordBatch:
        """All columns of the rows at these positions, which ascend."""
        first, last = (int(chosen[0]), int(chosen[-1]) + 1) if len(chosen) else (0, 0)
        rows = self._rows.slice(first, last - first).take(pa.array(chosen - first))
        made: dict[str, Any] = dict(zip(rows.schema.names, rows.columns, strict=True))
        for measure, told in self._figures.items():
            made |= {f"{measure}_{name}": column for name, column in told.at(chosen).items()}
        if self.asked.year is not None:
            made |= _of_year(made)
        source_ids = _joined(rows["source_ids"])
        made |= {"source_ids": source_ids, "records": self._records(chosen), "licences": self._licences(source_ids)}
        made |= {name: pa.repeat(text, len(chosen)).dictionary_encode() for name, text in self.about.items()}
        return pa.record_batch([_typed(name, made[name]) for name in self.columns], self.columns)

    def _records(self, chosen: Rows) -> pa.Array:
        """The source records of each row in one text, in their order."""
        table = self.found.frame.index.records
        row_of = table["row"].to_numpy()
        chosen = chosen.astype(row_of.dtype)  # of another kind, numpy would copy the whole column to compare
        first, last = np.searchsorted(row_of, (chosen[0], chosen[-1] + 1)) if len(chosen) else (0, 0)
        places = np.searchsorted(chosen, row_of[first:last])
        is_chosen = chosen[places] == row_of[first:last]
        of_chosen = table.slice(first, last - first).filter(pa.array(is_chosen))
        texts = pc.binary_join_element_wise(
            _texts(_one(of_chosen["source_id"])), _texts(_one(of_chosen["record_id"])), ":"
        )
        held = np.bincount(places[is_chosen], minlength=len(chosen))
        ends = np.concatenate([[0], np.cumsum(held)]).astype(np.int32)
        return pc.binary_join(pa.ListArray.from_arrays(ends, texts, mask=pa.array(held == 0)), "; ")

    def _licences(self, source_ids: pa.DictionaryArray) -> pa.DictionaryArray:
        """Terms of each row's sources, and of those that name every row's place and sector."""
        reference = [source["source_id"] for source in self.snapshot.manifest["sources"] if source.get("reference")]
        listed = source_ids.dictionary.to_pylist()
        used = [[*ids.split("; "), *reference] for ids in (*listed, "")]
        terms = [" | ".join(self._terms[source] for source in one if source in self._terms) for one in used]
        return pa.DictionaryArray.from_arrays(source_ids.indices.fill_null(len(listed)), pa.array(terms, pa.string()))


class _Told(NamedTuple):
    """One measure: the rows that have a figure, all columns of it, and what claims of one publication share."""

    rows: Rows
    table: pa.RecordBatch
    publications: dict[str, pa.DictionaryArray]

    def at(self, chosen: Rows) -> dict[str, Any]:
        """Columns of OF_MEASURE and OF_CLAIM at rows that ascend; a row without a figure is unknown."""
        chosen = chosen.astype(self.rows.dtype)  # of another kind, numpy would copy the whole column to compare
        first, last = np.searchsorted(self.rows, (chosen[0], chosen[-1] + 1)) if len(chosen) else (0, 0)
        places, is_known = places_among(self.rows[first:last], chosen)
        taken = self.table.slice(first, last - first).take(pa.array(places, mask=~is_known))
        made = {name: taken[name] for name in OF_MEASURE}
        state = made["state"]
        states = pa.array([*state.dictionary.to_pylist(), UNKNOWN])
        made["state"] = pa.DictionaryArray.from_arrays(state.indices.fill_null(len(states) - 1), states)
        number = taken["published_publication"].indices
        said = {name: codes.take(number) for name, codes in self.publications.items()}
        said |= {"value": taken["published_value"], "as_published": taken["published_as_published"]}
        return made | {name: said[column] for name, column in OF_CLAIM.items()}


def _of_year(made: dict[str, Any]) -> dict[str, Any]:
    """Columns that differ from those of the window. In a year, no figure is no disagreement."""
    told = {f"{m}_disagreement": made[f"{m}_disagreement"].fill_null(False) for m in MEASURES}
    current = [pc.equal(_texts(made[f"{m}_state"]), "current").cast(pa.int32()) for m in MEASURES]
    return {
        **told,
        "has_disagreement": reduce(pc.or_, told.values()),
        "measure_count": reduce(pc.add, current),
    }


def _typed(name: str, column: pa.Array) -> pa.Array:
    if name in WHOLE:
        return column.cast(pa.int32())
    # An open end is empty.
    return pc.if_else(pc.is_finite(column), column, None) if name in NUMBERS else column


def _one(column: pa.ChunkedArray) -> pa.Array:
    """A column of the index in one array; it has no chunk where it has no row."""
    if column.num_chunks or not pa.types.is_dictionary(column.type):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    kind = column.type
    return pa.DictionaryArray.from_arrays(pa.array([], kind.index_type), pa.array([], kind.value_type))


def _texts(column: pa.Array) -> pa.Array:
    """A column of texts without its dictionary, if it has one."""
    return column.cast(pa.string())


def _joined(lists: pa.ListArray) -> pa.DictionaryArray:
    """Lists of texts, each in one text."""
    plain = pa.ListArray.from_arrays(lists.offsets, _texts(lists.values), mask=lists.is_null())
    return pc.binary_join(plain, "; ").dictionary_encode()
