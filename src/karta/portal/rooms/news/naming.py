"""Organisations that a text names, under any of their written names. Nothing is guessed: several are several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from karta.matching.names import legal_form_keys, search_key, split_key
from karta.portal.platform.gate import Line
from karta.snapshot.reader import Snapshot

LONGEST_NAME = 10  # words
SHORTEST_WORD = 3  # letters of a name of one word
_TOKEN = re.compile(r"[^\W_]+")
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:;]\s+)$")
_CLOSING = "“”\"'»"
_OPENING = "„“\"'«("


@dataclass(frozen=True, slots=True)
class Named:
    """A name as the text writes it, its search key, whom it may mean, the line, whether it can only be this one."""

    written: str
    key: str
    org_ids: tuple[str, ...]
    line: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Gram:
    start: int
    end: int
    words: int
    key: str


def named(snapshot: Snapshot, lines: Iterable[Line]) -> list[Named]:
    """Every name of an organisation in the lines, each key once, in the order of the text; the longest name wins."""
    return next(iter(named_in_each(snapshot, [lines])))


def named_in_each(snapshot: Snapshot, texts: Iterable[Iterable[Line]]) -> Iterator[list[Named]]:
    """The same for several texts: the map is asked once for all of them."""
    read = [[(line.text, list(_grams(line.text))) for line in lines] for lines in texts]
    known = _known(snapshot, {gram.key for lines in read for _, grams in lines for gram in grams})
    return (_named(lines, known) for lines in read)


def _named(read: list[tuple[str, list[_Gram]]], known: dict[str, tuple[str, ...]]) -> list[Named]:
    found: dict[str, Named] = {}
    for text, grams in read:
        for gram in _longest(gram for gram in grams if gram.key in known):
            org_ids = known[gram.key]
            is_certain = len(org_ids) == 1 and _is_name(text, gram)
            one = Named(_written(text, gram), gram.key, org_ids, text, is_certain)
            # Said plainly once, a name is plain everywhere in the text.
            if gram.key not in found or (is_certain and not found[gram.key].is_certain):
                found[gram.key] = one
    return list(found.values())


def _grams(text: str) -> Iterator[_Gram]:
    tokens = list(_TOKEN.finditer(text))
    keys = [search_key(token.group()) for token in tokens]
    for first, token in enumerate(tokens):
        if not (token.group()[0].isupper() or token.group()[0].isdigit()):
            continue
        for last in range(first, min(first + LONGEST_NAME, len(tokens))):
            key = " ".join(keys[first : last + 1])
            if last > first or (len(token.group()) >= SHORTEST_WORD and not token.group().isdigit()):
                yield _Gram(token.start(), tokens[last].end(), last - first + 1, key)


def _longest(grams: Iterable[_Gram]) -> list[_Gram]:
    """Those that no longer one covers, in the order of the text."""
    chosen: list[_Gram] = []
    for gram in sorted(grams, key=lambda one: (-one.words, one.start)):
        if all(gram.end <= one.start or gram.start >= one.end for one in chosen):
            chosen.append(gram)
    return sorted(chosen, key=lambda one: one.start)


def _written(text: str, gram: _Gram) -> str:
    """The name with both of its quotation marks where it holds the second: „Софарма“ АД."""
    word, before = text[gram.start : gram.end], text[: gram.start][-1:]
    is_half_quoted = before in _OPENING and any(sign in word for sign in _CLOSING)
    return before + word if before and is_half_quoted else word


def _is_name(text: str, gram: _Gram) -> bool:
    """Whether the words are a name by their form: several words, an inner capital or digit, quotes, or a capital that
    no beginning of a sentence explains."""
    word = text[gram.start : gram.end]
    before = text[: gram.start].rstrip(_OPENING)
    is_quoted = len(before) < len(text[: gram.start])
    return (
        gram.words > 1
        or any(sign.isupper() or sign.isdigit() for sign in word[1:])
        or is_quoted
        or not _ENDS_SENTENCE.search(before)
    )


def _known(snapshot: Snapshot, keys: set[str]) -> dict[str, tuple[str, ...]]:
    """The organisations that bear each key as a name, with or without their legal form.

    Asked are the names that begin with a first word of some key, a legal form before it or not: one look through the
    names, however long the texts are. Which of them are names of these texts is decided here.
    """
    if not keys:
        return {}
    words = sorted({key.partition(" ")[0] for key in keys})
    rows = snapshot.connection().execute(
        """SELECT DISTINCT search_key, org_id FROM names
           WHERE split_part(search_key, ' ', 1) IN (SELECT unnest(?::VARCHAR[]))
              OR (split_part(search_key, ' ', 1) IN (SELECT unnest(?::VARCHAR[]))
                  AND list_has_any(string_split(search_key, ' ')[2:], ?::VARCHAR[]))
           ORDER BY ALL""",
        [words, sorted({form.partition(" ")[0] for form in legal_form_keys()}), words],
    ).fetchall()  # fmt: skip
    found: dict[str, set[str]] = {}
    for search, org_id in rows:
        core = split_key(search).core
        for key in {search, core} & keys:
            if key == search or split_key(key).core == core:
                found.setdefault(key, set()).add(org_id)
    return {key: tuple(sorted(org_ids)) for key, org_ids in found.items()}
