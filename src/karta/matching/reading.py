"""A name with what is known beside it, read: words, place, legal form, website, the body it is known for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from karta.matching import forms, known, words
from karta.matching.clean import read_printed
from karta.matching.tokens import Token, tokens_of
from karta.matching.words import sound

LONGEST_ACRONYM = 8
INSIDE_A_PART = 0.2  # of the bits of a whole's name inside the name of its part
_SEAT = re.compile(r"(?:(?<!\w)(?:[Гг][Рр])\.?|(?<=[\s,-])с\.)\s*(?P<name>[А-Я][\w]+(?:\s+[А-Я]\w+)?)\s*$")
_BULGARIA = ("BG", "BGR", "BULGARIA", "БЪЛГАРИЯ")
_LANGUAGE = re.compile(r"^(?:en|bg)\.(?=[^.]+\.)")  # one site in two languages


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
class Reading:
    """`tokens` in order, without fillers; `places` are keys of settlements in the name or beside it, `named_places`
    those that are words of the name; `whole` are the codes of the words of the body that this one is a part of, where
    its name says so; `body` is the code of the public body (karta.matching.known) that the name is known for."""

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
    body: str | None = None


@lru_cache(maxsize=10_000)
def readings(named: Named) -> tuple[Reading, ...]:
    """The name as it is now, then as it was where the print says so („старо наименование“)."""
    printed = read_printed(named.name)
    site = site_of(named.website) or site_of(printed.site)
    return tuple(_reading(named, name, printed.asides, site) for name in (printed.text, *printed.former))


def site_of(website: str | None) -> str | None:
    """The host of a website without `www.`, in small letters."""
    if not website:
        return None
    host = re.sub(r"^[a-z]+://", "", website.strip().lower()).split("/")[0].split("?")[0]
    return _LANGUAGE.sub("", host.removeprefix("www.")) or None


def _reading(named: Named, name: str, asides: tuple[str, ...], site: str | None) -> Reading:
    text, form = forms.take_form(name)
    form = forms.form_code(named.legal_form) or form
    seats = [match["name"] for match in _SEAT.finditer(text)]
    tokens, has_saint = tokens_of(_SEAT.sub(" ", text) if seats else text)
    length = len(tokens)
    acronyms = []
    for aside in asides:
        part = tokens_of(aside)[0]
        if _is_acronym(aside, part):
            acronyms.append(sound(aside))
        else:
            tokens += part
    whole = _whole(tokens)
    if whole:
        tokens = [_inside(token) if token.code in whole else token for token in tokens]
    named_places = frozenset(token.code for token in tokens if token.kind == "town")
    beside = [words.settlement_key(place) for place in (*seats, named.settlement or "") if place]
    places = named_places.union(filter(None, beside))
    body = None
    if not named.country or named.country.upper() in _BULGARIA:
        is_bulgarian = bool(whole) or (site or "").endswith(".bg")
        body = known.body_of(tokens[:length], named_places, places, form=form, is_bulgarian=is_bulgarian)
        if body is not None and body.is_acronym:
            tokens = [*body.tokens, *tokens[length:]]
    return Reading(
        text=name,
        tokens=tuple(tokens),
        types=frozenset(token.code for token in tokens if token.kind == "type" and token.code not in whole),
        places=places,
        named_places=named_places,
        countries=frozenset(token.code for token in tokens if token.kind == "country"),
        numbers=frozenset(token.code for token in tokens if token.kind == "number"),
        form=form,
        site=site,
        eik=named.eik or None,
        has_saint=has_saint,
        whole=whole,
        acronyms=tuple(acronyms),
        body=body.code if body else None,
    )


def _is_acronym(aside: str, tokens: list[Token]) -> bool:
    """One short word in brackets that is no place: the name's own acronym, as people add it."""
    is_short = len(aside.split()) == 1 and len(aside.strip()) <= LONGEST_ACRONYM
    return is_short and not any(token.kind in ("town", "number", "country") for token in tokens)


def _inside(token: Token) -> Token:
    return replace(token, kind="whole", bits=token.bits * INSIDE_A_PART)


def _whole(tokens: list[Token]) -> tuple[str, ...]:
    codes = {token.code for token in tokens}
    for whole in words.data()["wholes"]:
        if not codes.issuperset(whole):
            continue
        rest = [token for token in tokens if token.code not in whole and token.kind in ("name", "type", "topic")]
        is_short = any(token.code in whole and token.text.isupper() and len(token.text) <= 4 for token in tokens)
        is_part = any(token.code in words.data()["part_types"] for token in rest) or (is_short and rest)
        if is_part:
            return tuple(whole)
    return ()
