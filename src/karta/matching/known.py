"""Public bodies by the names that they are known by: reviewed data of vocab/known_bodies.yml.

An acronym alone decides nothing, unless it is reviewed data that one body bears it; then it is one of its names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from karta.matching import words
from karta.matching.tokens import Token, tokens_of

_FEW = 2  # letters that are borne by many
LONGEST = 9  # letters of an acronym
WORDS = ("name", "type", "qualifier", "topic", "number", "initial", "suffix")
TELLING = ("name", "topic", "suffix")
_PLAIN = ("names", "former", "sure")


@dataclass(frozen=True, slots=True)
class Body:
    """A public body: `of` is the code of the one it stands under."""

    code: str
    town: str | None
    of: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """The body of a name; `is_acronym`: the name is letters only, and `tokens` are those of the name in full."""

    code: str
    is_acronym: bool
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A way to name a body; `holds_town`: its town is a word of it; `letters`: of an acronym that others may bear."""

    body: Body
    holds_town: bool
    letters: int
    is_acronym: bool


def body_of(
    tokens: list[Token],
    named_places: frozenset[str],
    places: frozenset[str],
    *,
    form: str | None,
    is_bulgarian: bool,
) -> Found | None:
    """The body that a name as a whole is a name of; None where none is sure.

    `places` are of the name and beside it; `is_bulgarian`: a website, or the body above, says that it is of Bulgaria.
    """
    spelled = [token for token in tokens if token.kind in WORDS]
    key = _key(spelled)
    names = _names().get(key) or _names().get(key.difference(t.code for t in spelled if t.kind == "initial"), ())
    is_told = any(token.kind in TELLING for token in spelled)
    found = [
        name
        for name in names
        if _is_there(name, named_places, places, is_told=is_told)
        and (not name.letters or _is_sure(name, named_places, places, form=form, is_bulgarian=is_bulgarian))
    ]
    if len(found) != 1:
        return None
    return Found(found[0].body.code, found[0].is_acronym, _in_full(found[0].body.code))


def _is_there(name: _Name, named: frozenset[str], places: frozenset[str], *, is_told: bool) -> bool:
    town = name.body.town
    if places and town is not None and town not in places:
        return False
    return not name.holds_town or town in named or (is_told and town in places)


def _is_sure(
    name: _Name, named: frozenset[str], places: frozenset[str], *, form: str | None, is_bulgarian: bool
) -> bool:
    """Letters that others may bear: a website of Bulgaria, the body above, or the town in the name tells; of three and
    more letters, the town beside it."""
    town = name.body.town
    return is_bulgarian or town in named or (name.letters > _FEW and form is None and town in places)


def is_part_of(part: str | None, whole: str | None) -> bool:
    """Whether a body stands under another one, by their codes."""
    return part is not None and whole is not None and bodies()[part].of == whole


@cache
def bodies() -> dict[str, Body]:
    """All bodies by code."""
    return {code: Body(code, _town(entry), entry.get("of")) for code, entry in _data().items()}


@cache
def _in_full(code: str) -> tuple[Token, ...]:
    return tuple(token for token in tokens_of(_data()[code]["names"][0])[0] if token.kind != "town")


def _town(entry: dict[str, Any]) -> str | None:
    return words.settlement_key(entry["town"]) if "town" in entry else None


@cache
def _names() -> dict[frozenset[str], tuple[_Name, ...]]:
    found: dict[frozenset[str], dict[str, _Name]] = defaultdict(dict)
    for code, entry in _data().items():
        for name, letters in _spellings(entry):
            tokens = tokens_of(name)[0]
            key = _key([token for token in tokens if token.kind in WORDS])
            holds_town = any(token.kind == "town" for token in tokens)
            if key and (holds_town or len(tokens) > 1 or tokens[0].kind in TELLING):
                made = _Name(bodies()[code], holds_town, letters, is_acronym=bool(letters) or _is_letters(name))
                found[key].setdefault(code, made)
    return {key: tuple(names.values()) for key, names in found.items()}


def _is_letters(name: str) -> bool:
    return " " not in name and len(name) <= LONGEST and sum(map(str.isupper, name)) >= 2


def _spellings(entry: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Each name with and without the patron, and how many letters it has if it is an acronym that others may bear."""
    patrons = [part for patron in entry.get("patron", ()) for part in (patron, patron.split()[-1])]
    for name in (name for kind in _PLAIN for name in entry.get(kind, ())):
        yield name, 0
        yield from ((f"{name} {patron}", 0) for patron in patrons)
    for acronym in entry.get("acronyms", ()):
        yield acronym, len(acronym)
        yield from ((f"{acronym} {patron}", 0) for patron in patrons)


def _key(tokens: list[Token]) -> frozenset[str]:
    """What a name says, whatever the language and order; one word that stands for many says only itself."""
    if len(tokens) > 1 and len({token.text for token in tokens}) == 1:
        return frozenset(("=" + words.sound(tokens[0].text),))
    return frozenset(words.stem(token.key) if token.kind == "name" else token.code for token in tokens)


@cache
def _data() -> dict[str, dict[str, Any]]:
    text = resources.files("karta.vocab").joinpath("known_bodies.yml").read_text("utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return loaded
