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

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy
from tantivy import Occur, Query

from karta.matching.sounds import sound_key, sound_keys, whole_key, whole_keys
from karta.snapshot.index.pages import mapped
from karta.snapshot.index.words import Names, Numbers, distinct

Made = TypeVar("Made")
HEAD_ROWS = 20_000  # a first part of the largest ones alone: a word that many have is answered there in a wink
PART_ROWS = 2_000_000
HEAP_BYTES = 2_000_000_000  # the most that a part may take while it is written; it takes what it needs, ~0.5 GB
EDGE = 2  # beginnings of this length are terms of their own: a dictionary may hold 100,000 words that begin with "1"
FIELDS = ("words", "sounds", "edges", "wholes")
REGISTERS = ("eik", "lei", "ror_id")  # columns of organisations that are looked for like words
KEYS = pa.schema({"keys": pa.string()})
BATCH = 50_000
SHORTEST_SLIP, SHORTEST_SLIP_BEGINNING = 4, 5  # letters; a slip in fewer gives any other word
LONGEST, MOST_WORDS = 60, 12  # a text is cut to this: no name has more, and the work stays bounded
COMMON = 0.02  # a word that this share of all organisations has is no slip for another


class Hit(NamedTuple):
    """One organisation, and how its names hold the text; `HOW` lists the ways from the best on."""

    row: int
    how: str


HOW = ("whole", "words", "beginning", "sounds", "slip", "missing")


class RowTexts(NamedTuple):
    """What is written of some rows: the search keys of each, a line a name, and the texts of each of FIELDS."""

    keys: pa.Array
    fields: list[list[str]]


def write_names(folder: Path, names: Names, registers: pa.Table) -> None:
    """Write the index into `folder`. `registers`: columns eik, lei and ror_id, one row an organisation."""
    folder.mkdir(parents=True)
    count = len(registers)
    starts = (0, *range(HEAD_ROWS, count, PART_ROWS), count)
    texts = _Texts(names, registers)
    with pa.OSFile(str(folder / "keys.arrow"), "wb") as file, pa.ipc.new_file(file, KEYS) as keys:
        for start, end in itertools.pairwise(starts):
            _write_part(folder / f"from-{start}", texts.between(start, end), keys)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _write_part(folder: Path, texts: Iterator[RowTexts], keys: pa.RecordBatchWriter) -> None:
    folder.mkdir()
    index = tantivy.Index(_schema(), str(folder))
    # One thread that commits once writes one segment, its documents in the order in which they came.
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    for made in _ahead(texts):
        keys.write_batch(pa.record_batch([made.keys], KEYS))
        for words, sounds, edges, wholes in zip(*made.fields, strict=True):
            writer.add_document(tantivy.Document(words=words, sounds=sounds, edges=edges, wholes=wholes))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    if index.searcher().num_segments > 1:
        raise RuntimeError(f"{folder}: the names take more than {HEAP_BYTES} bytes; lower PART_ROWS in {__name__}")


class _Texts:
    """What is written of each organisation. A word that several of its names have is written once."""

    def __init__(self, names: Names, registers: pa.Table) -> None:
        self._names, self._registers = names, registers
        self._sounds, self._sound_of = _coded(sound_keys(names.words))  # no fold goes beyond a word
        self._edges, self._edge_of = _coded(pc.utf8_slice_codeunits(names.words, 0, EDGE))

    def between(self, start: int, end: int) -> Iterator[RowTexts]:
        """Those of these rows, BATCH by BATCH."""
        for at in range(start, end, BATCH):
            yield self._of(at, min(at + BATCH, end))

    def _of(self, start: int, end: int) -> RowTexts:
        names, count = self._names, end - start
        first, last = np.searchsorted(names.rows, (start, end)).tolist()
        rows, starts = names.rows[first:last] - np.uint32(start), names.starts[first : last + 1]
        codes, row_of = names.codes[starts[0] : starts[-1]], np.repeat(rows, np.diff(starts))
        numbers = _numbers(self._registers.slice(start, count))
        heard = _joined(starts - starts[0], self._sounds.take(self._sound_of[codes]), " ")
        fields = (
            _and(_of_codes(row_of, codes, names.words, count), numbers),
            _of_codes(row_of, self._sound_of[codes], self._sounds, count),
            _and(_of_codes(row_of, self._edge_of[codes], self._edges, count), _edges_of_words(numbers)),
            _of_rows(rows, whole_keys(heard), count, " "),
        )
        keys = names.keys.slice(first, last - first).combine_chunks()
        return RowTexts(_of_rows(rows, keys, count, "\n"), [one.to_pylist() for one in fields])


def _coded(texts: pa.Array) -> tuple[pa.Array, Numbers]:
    """Each text once, and which of them stands where."""
    encoded = texts.dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy()


def _of_codes(rows: Numbers, codes: Numbers, texts: pa.Array, count: int) -> pa.Array:
    """The texts of each row's codes, each once."""
    entries = distinct(rows.astype(np.uint64) << np.uint64(32) | codes.astype(np.uint64))
    return _of_rows(entries >> np.uint64(32), texts.take(entries.astype(np.uint32)), count, " ")


def _of_rows(rows: Numbers, texts: pa.Array, count: int, between: str) -> pa.Array:
    """The texts of each of `count` rows as one; `rows`: the row of each text, ascending."""
    return _joined(np.searchsorted(rows, np.arange(count + 1, dtype=rows.dtype)), texts, between)


def _joined(ends: Numbers, texts: pa.Array, between: str) -> pa.Array:
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)), texts), between)


def _numbers(registers: pa.Table) -> pa.Array:
    """Numbers of registers as they are typed: in lower case; of an address its last part."""
    eik, lei, ror_id = (registers[name].combine_chunks() for name in REGISTERS)
    last_part = pc.replace_substring_regex(ror_id, "^.*/", "")
    # One is filled: of nulls alone Arrow 26 joins nothing, not even an empty text.
    return pc.binary_join_element_wise(eik.fill_null(""), pc.utf8_lower(lei), last_part, " ", null_handling="skip")


def _edges_of_words(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, rf"(\S{{{EDGE}}})\S*", r"\1")


def _and(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(one, other, " ")


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
        self._keys = mapped(folder / "keys.arrow")["keys"]

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
