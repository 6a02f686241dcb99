"""The index of names: found while they are typed, in either alphabet, with one slip of the hand.

Documents are organisations in the snapshot's order. Of equal hits tantivy gives the first document first, so that the
larger organisation comes first without a sort. It keeps that order within a segment only: each part is one segment.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import tantivy
from tantivy import Occur, Query

from karta.matching.sounds import sound_key, sound_keys, whole_key, whole_keys

Made = TypeVar("Made")
HEAD_ROWS = 20_000  # a first part of the largest ones alone: a word that many have is answered there in a wink
PART_ROWS = 2_000_000
HEAP_BYTES = 2_000_000_000  # the most that a part may take while it is written; it takes what it needs, ~0.5 GB
EDGE = 2  # beginnings of this length are terms of their own: a dictionary may hold 100,000 words that begin with "1"
FIELDS = ("words", "sounds", "edges", "wholes")
BATCH = 50_000
SHORTEST_SLIP, SHORTEST_SLIP_BEGINNING = 4, 5  # letters; a slip in fewer gives any other word
LONGEST, MOST_WORDS = 60, 12  # a text is cut to this: no name has more, and the work stays bounded
COMMON = 0.02  # a word that this share of all organisations has is no slip for another


class Hit(NamedTuple):
    """One organisation, and how its names hold the text; `HOW` lists the ways from the best on."""

    row: int
    how: str


HOW = ("whole", "words", "beginning", "sounds", "slip", "missing")


def write_names(folder: Path, con: duckdb.DuckDBPyConnection) -> None:
    """Write the index into `folder`. `con` has `organisations`, `names` and `positions` (org_id, row)."""
    folder.mkdir(parents=True)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE name_keys AS
        SELECT row, keys, concat_ws(' ', replace(keys, chr(10), ' '), eik, lower(lei), {_last_part("ror_id")}) AS words
        FROM positions JOIN organisations USING (org_id) LEFT JOIN (
            SELECT org_id, array_to_string(list_sort(list_distinct(list(search_key))), chr(10)) AS keys
            FROM names WHERE search_key <> '' GROUP BY org_id
        ) USING (org_id) ORDER BY row
    """)
    try:
        _write_keys(folder / "keys.arrow", con)
        count = con.execute("SELECT count(*) FROM name_keys").fetchall()[0][0]
        starts = (0, *range(HEAD_ROWS, count, PART_ROWS), count)
        for start, end in itertools.pairwise(starts):
            _write_part(folder / f"from-{start}", con, start, end)
    finally:
        con.execute("DROP TABLE name_keys")


def _last_part(column: str) -> str:
    return f"regexp_extract({column}, '[^/]+$')"


def _write_keys(path: Path, con: duckdb.DuckDBPyConnection) -> None:
    reader = con.execute("SELECT keys FROM name_keys ORDER BY row").to_arrow_reader(1_000_000)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _write_part(folder: Path, con: duckdb.DuckDBPyConnection, start: int, end: int) -> None:
    folder.mkdir()
    index = tantivy.Index(_schema(), str(folder))
    # One thread that commits once writes one segment, its documents in the order in which they came.
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    rows = con.execute(
        f"SELECT keys, words FROM name_keys WHERE row >= {start} AND row < {end} ORDER BY row"
    ).to_arrow_reader(BATCH)
    for texts_of_fields in _ahead(map(_texts, rows)):
        for texts in zip(*texts_of_fields, strict=True):
            document = tantivy.Document()
            for field, text in zip(FIELDS, texts, strict=True):
                document.add_text(field, text or "")
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    if index.searcher().num_segments > 1:
        raise RuntimeError(f"{folder}: the names take more than {HEAP_BYTES} bytes; lower PART_ROWS in {__name__}")


def _texts(batch: pa.RecordBatch) -> list[list[str | None]]:
    """The texts of each of FIELDS, one a row, from columns keys and words."""
    keys, words = batch.columns
    sounds = sound_keys(keys)
    edges = pc.replace_substring_regex(words, rf"(\S{{{EDGE}}})\S*", r"\1")
    fields = (words, _in_line(sounds), edges, _in_line(whole_keys(sounds)))
    return [one.to_pylist() for one in fields]


def _in_line(texts: pa.Array) -> pa.Array:
    return pc.replace_substring(texts, "\n", " ")


def _ahead(made: Iterator[Made]) -> Iterator[Made]:
    """What an iterator gives, the next one always made beside the work on the last: Arrow leaves Python's lock."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, made, None)
        while (one := coming.result()) is not None:
            coming = beside.submit(next, made, None)
            yield one


class NameIndex:
    """An opened index of names; several threads may ask at once."""

    def __init__(self, folder: Path) -> None:
        starts = sorted(int(part.name.removeprefix("from-")) for part in folder.glob("from-*"))
        parts = [tantivy.Index.open(str(folder / f"from-{start}")) for start in starts]
        for part in parts:
            part.config_reader(reload_policy="manual")  # the files never change: nobody needs to watch them
        self._parts = [(start, part.searcher()) for start, part in zip(starts, parts, strict=True)]
        self._schema = parts[0].schema
        with pa.memory_map(str(folder / "keys.arrow")) as file:
            self._keys = pa.ipc.open_file(file).read_all()["keys"]

    def hits(self, key: str, *, limit: int, last_is_beginning: bool = False, enough: int | None = None) -> list[Hit]:
        """Organisations whose names, one or several together, hold the words of a search key.

        The best way first (HOW), within it the snapshot's order. A worse way is tried only while fewer than `enough`
        (else `limit`) are found, the worst only where none is. last_is_beginning: the last word may go on.
        """
        found: dict[int, Hit] = {}
        words = [word[:LONGEST] for word in key.split()[:MOST_WORDS]]
        for how, query in self._ways(words, last_is_beginning):
            if how == "missing" and found:
                break
            for row in self._rows(query, limit):
                found.setdefault(row, Hit(row, how))
            if len(found) >= (enough or limit):
                break
        return list(found.values())[:limit]

    def keys(self, rows: Sequence[int]) -> list[list[str]]:
        """Search keys of all names of these rows."""
        return [(keys or "").split("\n") for keys in self._keys.take(pa.array(rows, pa.int64())).to_pylist()]

    def _rows(self, query: Query, limit: int) -> list[int]:
        """The first rows that a query finds; its hits must all score alike."""
        rows: list[int] = []
        for start, searcher in self._parts:
            hits = searcher.search(query, limit=limit - len(rows), count=False).hits
            rows += [start + address.doc for _, address in hits]
            if len(rows) >= limit:
                break
        return rows

    def _ways(self, words: list[str], last_is_beginning: bool) -> Iterator[tuple[str, Query]]:
        if not words:
            return
        whole = whole_key(sound_key(" ".join(words)))
        yield "whole", _alike(self._term("wholes", whole))
        yield "words", self._all([self._term("words", word) for word in words])
        if last_is_beginning:
            yield "beginning", self._all([*(self._term("words", word) for word in words[:-1]), self._begins(words[-1])])
        sounds = [sound_key(word) for word in words]
        terms = [self._term("sounds", sound) for sound in sounds]
        heard = [*terms[:-1], self._begins_so(sounds[-1])] if last_is_beginning else terms
        yield "sounds", self._all(heard)
        if _may_slip(whole):
            yield "slip", _alike(self._slip("wholes", whole))
        for wrong in self._wrong(words, sounds):
            slipped = list(heard)
            for at in wrong:
                may_go_on = last_is_beginning and at == len(words) - 1
                slipped[at] = self._slips(words[at], sounds[at], heard[at], may_go_on=may_go_on)
            yield "slip", self._all(slipped)
        if len(words) > 1:
            for at in sorted(range(len(words)), key=lambda at: -self._share(sounds[at])):  # what many have says least
                yield "missing", self._all([*terms[:at], *terms[at + 1 :]])

    def _wrong(self, words: list[str], sounds: list[str]) -> list[set[int]]:
        """Which words may be slips: those that no name has; where there are none, each rare one by itself."""
        may = [at for at, word in enumerate(words) if _may_slip(word)]
        unheard = {at for at in may if not self._share(sounds[at])}
        if unheard:
            return [unheard]
        return [{at} for at in may if self._share(sounds[at]) < COMMON]

    def _share(self, sound: str) -> float:
        """Share of the organisations that have a word of this sound."""
        held = sum(searcher.doc_freq("sounds", sound) for _, searcher in self._parts)
        return held / max(1, len(self._keys))

    def _all(self, queries: list[Query]) -> Query:
        return _alike(Query.boolean_query([(Occur.Must, query) for query in queries]))

    def _term(self, field: str, text: str) -> Query:
        return Query.term_query(self._schema, field, text, index_option="basic")

    def _begins(self, word: str) -> Query:
        if len(word) == EDGE:
            return self._term("edges", word)
        # Keys hold letters and digits only: nothing in them means anything in an expression.
        return Query.regex_query(self._schema, "edges" if len(word) < EDGE else "words", f"{word}.*")

    def _begins_so(self, sound: str) -> Query:
        return Query.regex_query(self._schema, "sounds", f"{sound}.*") if len(sound) > EDGE else self._begins(sound)

    def _slips(self, word: str, sound: str, heard: Query, *, may_go_on: bool) -> Query:
        either = [heard]
        for field, text in (("words", word), ("sounds", sound)):
            if len(text) >= SHORTEST_SLIP:
                is_beginning = may_go_on and len(text) >= SHORTEST_SLIP_BEGINNING
                either.append(self._slip(field, text, is_beginning=is_beginning))
        return Query.boolean_query([(Occur.Should, query) for query in either])

    def _slip(self, field: str, text: str, *, is_beginning: bool = False) -> Query:
        return Query.fuzzy_term_query(
            self._schema, field, text, distance=1, transposition_cost_one=True, prefix=is_beginning
        )


def _alike(query: Query) -> Query:
    """All hits score alike, so that they come in the order of their documents."""
    return Query.const_score_query(query, 1.0)


def _may_slip(text: str) -> bool:
    """Numbers are right or others: 12345 is no slip for 12346."""
    return SHORTEST_SLIP <= len(text) <= LONGEST and not text.isdecimal()
