"""A name with what is known beside it, read into tokens with meaning and weight. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from karta.matching import forms, words
from karta.matching.clean import read_printed
from karta.matching.words import Meaning, sound

# What a token tells, in bits, where the vocabulary knows it; other words by how often they occur.
BITS = {"type": 1.5, "qualifier": 0.5, "topic": 4.0, "number": 3.0, "initial": 0.5, "suffix": 2.0, "town": 0.0,
        "country": 0.0}  # fmt: skip
LONGEST_ACRONYM = 8
INSIDE_A_PART = 0.2  # of the bits of a whole's name inside the name of its part
_HOSPITAL = re.compile(
    r"^(?P<university>u)?(?P<scope>[ms])(?P<regional>o)?(?P<field>ag|ob|b|)bal(?P<suffix>[^\W\d_]{0,6})$"
)
_SEAT = re.compile(r"(?:(?<!\w)(?:[Гг][Рр])\.?|(?<=[\s,-])с\.)\s*(?P<name>[А-Я][\w]+(?:\s+[А-Я]\w+)?)\s*$")
_LANGUAGE = re.compile(r"^(?:en|bg)\.(?=[^.]+\.)")  # one site in two languages
_TOKEN = re.compile(r"(?P<word>[^\W_]+(?:['’`][^\W_]+)*)(?P<dot>\.?)|(?P<plus>\+)|(?P<amp>&)")


@dataclass(frozen=True, slots=True)
class Named:
    """A name and what its source prints beside it; all but the name may be unknown."""

    name: str
    legal_form: str | None = None
    settlement: str | None = None
    website: str | None = None
    eik: str | None = None
    country: str | None = None


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


@dataclass(frozen=True, slots=True)
class Reading:
    """`tokens` in order, without fillers; `places` are keys of settlements in the name or beside it, `named_places`
    those that are words of the name; `whole` are the
    codes of the body that this one is a part of, where its name says so."""

    text: str
    tokens: tuple[Token, ...]
    types: frozenset[str]
    places: frozenset[str]
    named_places: frozenset[str]
    countries: frozenset[str]
    numbers: frozenset[str]
    form: str | None
    site: str | None
    eik: str | None
    has_saint: bool
    whole: tuple[str, ...]
    acronyms: tuple[str, ...]


@lru_cache(maxsize=100_000)
def readings(named: Named) -> tuple[Reading, ...]:
    """The name as it is now, then as it was where the print says so („старо наименование“)."""
    printed = read_printed(named.name)
    site = site_of(named.website) or site_of(printed.site)
    names = [printed.text, *printed.former]
    return tuple(_reading(replace(named, name=name), printed.asides, site) for name in names)


def site_of(website: str | None) -> str | None:
    """The host of a website without `www.`, in small letters."""
    if not website:
        return None
    host = re.sub(r"^[a-z]+://", "", website.strip().lower()).split("/")[0].split("?")[0]
    return _LANGUAGE.sub("", host.removeprefix("www.")) or None


def _reading(named: Named, asides: tuple[str, ...], site: str | None) -> Reading:
    text, form = forms.take_form(named.name)
    seats = [match["name"] for match in _SEAT.finditer(text)]
    tokens, has_saint = _tokens(_SEAT.sub(" ", text))
    tokens = _of_higher_schools(tokens)
    inside = {aside: _tokens(aside)[0] for aside in asides}
    acronyms = tuple(sound(aside) for aside, part in inside.items() if _is_acronym(aside, part))
    for aside, part in inside.items():
        tokens += [] if _is_acronym(aside, part) else part
    whole = _whole(tokens)
    tokens = [_inside(token) if token.code in whole else token for token in tokens]
    towns = frozenset(token.code for token in tokens if token.kind == "town")
    places = towns | {words.settlement_key(seat) for seat in seats}
    if named.settlement:
        places |= {words.settlement_key(named.settlement)}
    return Reading(
        text=named.name,
        tokens=tuple(tokens),
        types=frozenset(token.code for token in tokens if token.kind == "type" and token.code not in whole),
        places=frozenset(filter(None, places)),
        named_places=towns,
        countries=frozenset(token.code for token in tokens if token.kind == "country"),
        numbers=frozenset(token.code for token in tokens if token.kind == "number"),
        form=forms.form_code(named.legal_form) or form,
        site=site,
        eik=named.eik or None,
        has_saint=has_saint,
        whole=whole,
        acronyms=acronyms,
    )


def _is_acronym(aside: str, tokens: list[Token]) -> bool:
    """One short word in brackets that is no place: the name's own acronym, as people add it."""
    is_short = len(aside.split()) == 1 and len(aside.strip()) <= LONGEST_ACRONYM
    return is_short and not any(token.kind in ("town", "number", "country") for token in tokens)


def _of_higher_schools(tokens: list[Token]) -> list[Token]:
    """`Висше военноморско училище` calls itself an academy in English."""
    if not any(token.code == "higher" for token in tokens):
        return tokens
    return [replace(token, code="academy") if token.code == "school" else token for token in tokens]


def _inside(token: Token) -> Token:
    return replace(token, kind="whole", bits=token.bits * INSIDE_A_PART)


def _whole(tokens: list[Token]) -> tuple[str, ...]:
    codes = {token.code for token in tokens}
    for whole in words.data()["wholes"]:
        rest = [token for token in tokens if token.code not in whole and token.kind in ("name", "type", "topic")]
        is_short = any(token.code in whole and token.text.isupper() and len(token.text) <= 4 for token in tokens)
        is_part = any(token.code in words.data()["part_types"] for token in rest) or (is_short and rest)
        if set(whole) <= codes and is_part:
            return tuple(whole)
    return ()


def _tokens(text: str) -> tuple[list[Token], bool]:
    pieces = [(match, sound(match["word"] or "плюс")) for match in _TOKEN.finditer(text) if not match["amp"]]
    pieces = [(match, key) for match, key in pieces if key]
    stems = [words.stem(key) for _, key in pieces]
    loose = [words.loose(key) for _, key in pieces]
    tokens: list[Token] = []
    has_saint, before, at = False, "", 0
    while at < len(pieces):
        match, key = pieces[at]
        is_letter = (len(key) == 1 and bool(match["dot"])) or match["word"] == "Ст"
        meanings, length = ((_UNKNOWN,), 1) if is_letter else _meanings(stems, loose, at, after_saint=before == "saint")
        before = meanings[0].kind
        has_saint = has_saint or before == "saint"
        if before not in ("filler", "saint"):
            last = pieces[at + length - 1][0]
            keys = "".join(key for _, key in pieces[at : at + length])
            tokens.extend(_made(meanings, keys, text[match.start() : last.end()].strip(".,"), bool(last["dot"])))
        at += length
    return tokens, has_saint


_UNKNOWN = Meaning("name", "")


def _meanings(stems: list[str], loose: list[str], at: int, *, after_saint: bool) -> tuple[tuple[Meaning, ...], int]:
    """What begins at a place, and how many words it has: the longest phrase that is known."""
    for length in range(min(words.LONGEST_PHRASE, len(stems) - at), 0, -1):
        town = words.town_phrases().get(tuple(loose[at : at + length]))
        if town is not None and not after_saint:
            return (Meaning("town", town),), length
        found = words.vocabulary().get(tuple(stems[at : at + length]))
        if found is not None:
            return found, length
    return (_UNKNOWN,), 1


def _made(meanings: tuple[Meaning, ...], key: str, text: str, is_short: bool) -> Iterator[Token]:
    kind, code = meanings[0].kind, meanings[0].code
    hospital = _HOSPITAL.match(key) if kind in ("name", "acronym") else None
    if hospital:
        yield from _hospital(hospital, text)
    elif kind == "acronym":
        for part in words.data()["acronyms"][code]:
            yield _known(part, text)
    elif kind == "name":
        yield _unknown(key, text, is_short)
    else:
        letters = words.code_stems().get(code, frozenset()) | {key[0]}
        also = frozenset(meaning.code for meaning in meanings[1:])
        yield Token(kind, code, key, text, BITS[kind], frozenset(letters), is_short, also)


def _unknown(key: str, text: str, is_short: bool) -> Token:
    key = words.number_words().get(key, key)
    if key.isdecimal():
        return Token("number", str(int(key)), key, text, BITS["number"], frozenset(key[0]))
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


@lru_cache(maxsize=1000)
def _known(code: str, text: str) -> Token:
    kind = words.kinds().get(code)
    if kind is None:
        return _unknown(sound(code), text, is_short=False)
    return Token(kind, code, code, text, BITS[kind], words.code_stems()[code])
