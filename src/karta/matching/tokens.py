"""Words of a name read into tokens with meaning and weight. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from karta.matching import words
from karta.matching.words import Meaning, sound

# What a token tells, in bits, where the vocabulary knows it; other words by how often they occur.
BITS = {"type": 1.5, "qualifier": 0.5, "number": 3.0, "initial": 0.5, "suffix": 2.0, "town": 0.0,
        "country": 0.0}  # fmt: skip
TOPIC_BITS = (3.0, 9.0)  # of a subject: the least, and the most, by how often it occurs
_HOSPITAL = re.compile(
    r"^(?P<university>u)?(?P<scope>[ms])(?P<regional>o)?(?P<field>ag|ob|b|)bal(?P<suffix>[^\W\d_]{0,6})$"
)
_HOSPITAL_ENGLISH = re.compile(r"^(?P<university>u)?(?P<scope>m|ш|mp)h?at(?P<suffix>[^\W\d_]{0,6})$")  # UMHAT, SHATPPD
_TOKEN = re.compile(r"(?P<word>[^\W_]+(?:['’`][^\W_]+)*)(?P<dot>\.?)|(?P<plus>(?<!\s)\+|\+(?!\s))")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or phrase of a name. `key` is its sound, `code` its meaning; `letters` are those that an acronym may take
    from it; `is_short`: it ends in a dot, so that it may be an abbreviation."""

    kind: str  # whole | name | type | qualifier | topic | number | initial | suffix | town | country
    code: str
    key: str
    text: str
    bits: float
    letters: frozenset[str]
    is_short: bool = False
    also: frozenset[str] = frozenset()  # other meanings of the same word


def tokens_of(text: str) -> tuple[list[Token], bool]:
    """Tokens of a text in order, without fillers, and whether a saint is named."""
    pieces = [(match, sound(match["word"] or "плюс")) for match in _TOKEN.finditer(text)]
    pieces = [piece for piece in pieces if piece[1]]
    stems = [words.stem(key) for _, key in pieces]
    tokens: list[Token] = []
    has_saint, before, at = False, "", 0
    while at < len(pieces):
        match, key = pieces[at]
        is_letter = (len(key) == 1 and bool(match["dot"])) or match["word"] == "Ст"
        if is_letter:
            meanings, length = _short_town(pieces, at)
        else:
            meanings, length = _meanings(pieces, stems, at, after_saint=before == "saint")
        before = meanings[0].kind
        if before == "saint":
            has_saint = True
        elif before != "filler":
            last = pieces[at + length - 1][0]
            keys = key if length == 1 else "".join(key for _, key in pieces[at : at + length])
            printed = text[match.start() : last.end()].strip(".,")
            tokens.extend(_made(meanings, keys, printed, bool(last["dot"])))
        at += length
    return _of_higher_schools(tokens), has_saint


def _of_higher_schools(tokens: list[Token]) -> list[Token]:
    """`Висше военноморско училище` calls itself an academy in English."""
    if not any(token.code == "higher" for token in tokens):
        return tokens
    return [replace(token, code="academy") if token.code == "school" else token for token in tokens]


_UNKNOWN: tuple[Meaning, ...] = (Meaning("name", ""),)
_FILLER: tuple[Meaning, ...] = (Meaning("filler", ""),)


def _short_town(pieces: list[tuple[re.Match[str], str]], at: int) -> tuple[tuple[Meaning, ...], int]:
    """`В. Търново`, `Ст. Загора`; any other letter with a dot is an initial."""
    if at + 1 < len(pieces):
        town = words.short_towns().get((pieces[at][1], words.loose(pieces[at + 1][1])))
        if town is not None:
            return (Meaning("town", town),), 2
    return _UNKNOWN, 1


def _meanings(
    pieces: list[tuple[re.Match[str], str]], stems: list[str], at: int, *, after_saint: bool
) -> tuple[tuple[Meaning, ...], int]:
    """What begins at a place, and how many words it has: the longest phrase that is known."""
    longest_town = 0 if after_saint else words.longest_town().get(words.loose(pieces[at][1]), 0)
    longest = words.longest_phrase().get(stems[at], 0)
    for length in range(min(max(longest, longest_town), len(stems) - at), 0, -1):
        if length == 1 and pieces[at][1] in words.fillers():
            break
        if length <= longest_town:
            loose = tuple(words.loose(key) for _, key in pieces[at : at + length])
            town = words.town_phrases().get(loose)
            if town is not None:
                return (Meaning("town", town),), length
        if length <= longest:
            found = words.vocabulary().get(tuple(stems[at : at + length]))
            is_other = found is not None and length == 1 and found[0].kind == "country"
            is_patron = found is not None and after_saint and found[0].kind in ("type", "topic", "qualifier")
            if found is not None and not is_patron and not (is_other and pieces[at][1] not in words.country_names()):
                return found, length
    key = pieces[at][1]
    if key in words.fillers():
        return _FILLER, 1
    return _UNKNOWN if after_saint else words.cognate_meanings(key) or _UNKNOWN, 1


def _made(meanings: tuple[Meaning, ...], key: str, text: str, is_short: bool) -> Iterator[Token]:
    kind, code = meanings[0].kind, meanings[0].code
    hospital = _HOSPITAL.match(key) if kind in ("name", "acronym") and "bal" in key else None
    english = _HOSPITAL_ENGLISH.match(key) if kind == "name" and text.isupper() and "hat" in text.casefold() else None
    if hospital:
        yield from _hospital(hospital, text)
    elif english:
        yield from _english_hospital(english, text)
    elif kind == "acronym":
        for part in words.data()["acronyms"][code]:
            yield _known(part, text)
    elif kind == "name":
        yield _unknown(key, text, is_short)
    else:
        yield Token(kind, code, key, text, bits_of(kind, code), _letters(code, key[0]), is_short, _also(meanings))


@lru_cache(maxsize=10_000)
def _also(meanings: tuple[Meaning, ...]) -> frozenset[str]:
    return frozenset(meaning.code for meaning in meanings[1:])


@lru_cache(maxsize=20_000)
def _letters(code: str, first: str) -> frozenset[str]:
    return words.code_stems().get(code, frozenset()) | {first}


def bits_of(kind: str, code: str) -> float:
    """Bits of a word that the vocabulary knows."""
    return words.code_bits(code, *TOPIC_BITS) if kind == "topic" else BITS[kind]


def _unknown(key: str, text: str, is_short: bool) -> Token:
    number = words.number_words().get(key, key)
    if number.isdecimal():
        return Token("number", str(int(number)), number, text, BITS["number"], frozenset(key[0]))
    if len(key) == 1:
        return Token("initial", key, key, text, BITS["initial"], frozenset(key))
    return Token("name", key, key, text, words.bits(key), frozenset(key[0]), is_short)


def _hospital(found: re.Match[str], text: str) -> Iterator[Token]:
    """УСБАЛО, SBALTOSM, МБАЛ: the letters stand for words, those at the end for the field of medicine."""
    if found["university"]:
        yield _known("university_adj", text)
    yield _known("multiprofile" if found["scope"] == "m" else "specialised", text)
    if found["regional"]:
        yield _known("regional", text)
    yield _known("hospital", text)
    field = {"ob": "eye", "b": "eye", "ag": "gynaecology"}.get(found["field"])
    if field and found["scope"] == "s":
        yield _known(field, text)
    if found["suffix"]:
        yield Token("suffix", found["suffix"], found["suffix"], text, BITS["suffix"], frozenset(found["suffix"][0]))


def _english_hospital(found: re.Match[str], text: str) -> Iterator[Token]:
    if found["university"]:
        yield _known("university_adj", text)
    yield _known("specialised" if found["scope"] == "ш" else "multiprofile", text)
    yield _known("hospital", text)
    if found["suffix"]:
        yield Token("suffix", found["suffix"], found["suffix"], text, BITS["suffix"], frozenset(found["suffix"][0]))


@lru_cache(maxsize=1000)
def _known(code: str, text: str) -> Token:
    kind = words.kinds().get(code)
    if kind is None:
        return _unknown(sound(code), text, is_short=False)
    return Token(kind, code, code, text, bits_of(kind, code), words.code_stems()[code])
