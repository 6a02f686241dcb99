"""An affiliation as authors print it, cut into parts and words that can be compared across languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml
from babel import Locale

from karta.matching.names import search_key
from karta.matching.sounds import sound_key

LONGEST = 1000  # letters that are read
LONGEST_COUNTRY = 5  # words
_LANGUAGES = ("en", "bg", "de", "fr", "es", "pt", "it", "nl", "pl", "ro", "tr", "ru", "zh", "ja", "el")
_PARTS = re.compile(r"[,;|·•()\[\]\n\t]+|#TAB#|\s[-–—/]+\s")
_MAIL = re.compile(r"[\w.+-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_SITE = re.compile(r"(?:https?://|www\.)(?P<host>[\w-]+(?:\.[\w-]+)+)\S*", re.IGNORECASE)
_JOINED = re.compile(
    r"(?<=[a-zа-я]{4})(?=[A-ZА-Я][a-zа-я]{3})|(?<=[a-z])(?=Universi|Institu|Hospital|Departm)"
)  # „UniversityHospital“, as tables lose blanks
_SHORT = re.compile(r"(?P<word>[^\W\d_]+)\.(?=\S)")  # Univ.of, Dept.Chem
_STREET_NUMBER = re.compile(r"\d{3,}|\d+[a-z]+|(?=\w*\d)[a-z\d]{4,}")
_UNFOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_UMLAUT = re.compile(r"([aou])e")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7"}
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?<=i)es|(?<![su])s)$")


@dataclass(frozen=True, slots=True)
class Word:
    """`key`: what is compared; `at` its place in the text, `part` the number of its part; `is_capital`: printed in
    capitals, as acronyms are; `is_country`: its part is a country and nothing else; `printed`: its search key."""

    key: str
    printed: str
    at: int
    part: int
    is_capital: bool
    is_country: bool = False


@dataclass(frozen=True, slots=True)
class Affiliation:
    """`words` without fillers and numbers of streets; `countries` by ISO code that parts of it name; `places`: whole
    parts without numbers, as settlements are given; `text`: all keys between blanks; `hosts`: of
    websites and mail addresses."""

    words: tuple[Word, ...]
    part_count: int
    countries: frozenset[str]
    places: frozenset[str]
    text: str
    hosts: tuple[str, ...]


def read_affiliation(text: str) -> Affiliation:
    """Parts, words, countries and websites of one affiliation; at most LONGEST letters are read."""
    text = text[:LONGEST]
    hosts = tuple(
        match["host"].lower().removeprefix("www.") for made in (_MAIL, _SITE) for match in made.finditer(text)
    )
    bare = _JOINED.sub(" ", _SHORT.sub(r"\g<word>. ", _SITE.sub(" ", _MAIL.sub(" ", text))))
    words: list[Word] = []
    parts: list[list[str]] = []
    for part in _PARTS.split(bare):
        printed = _printed(part)
        if not printed:
            continue
        parts.append([key for key, _ in printed])
        is_country = " ".join(key for key, _ in printed if not key.isdecimal()) in country_names()
        for key, raw in printed:
            if key not in fillers() and not _STREET_NUMBER.fullmatch(key):
                is_capital = raw.isupper() and len(raw) > 1
                for one in _spelled(key):
                    words.append(Word(compared(one), one, len(words), len(parts) - 1, is_capital, is_country))
    named = [[word for word in part if not word.isdecimal()] for part in parts]
    return Affiliation(
        tuple(words), len(parts), _countries(named), frozenset(map(_place, named)) - {""},
        f" {' '.join(word.key for word in words if not word.key.isdecimal())} ", tuple(dict.fromkeys(hosts)),
    )  # fmt: skip


def _place(part: list[str]) -> str:
    return " ".join(compared(word) for word in part if word not in fillers())


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared, without fillers."""
    printed = [key for key, _ in _printed(name) if key not in fillers()]
    return tuple(compared(word) for key in printed for word in _spelled(key))


def _printed(part: str) -> list[tuple[str, str]]:
    """Search keys and the words as printed; initials in a row are one word: M. D. Anderson, MD Anderson."""
    found: list[tuple[str, str]] = []
    before = False
    for raw in part.split():
        for key in _keys(raw):
            is_letter = len(key) == 1 and not key.isdecimal()
            if is_letter and before:
                found[-1] = (found[-1][0] + key, found[-1][1] + raw)
            else:
                found.append((key, raw))
            before = is_letter
    return found


def _spelled(key: str) -> tuple[str, ...]:
    """The words that a short form stands for (TU, IIT, UC), else the word."""
    return _phrases().get(key, (key,))


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {short: tuple(spelled.split()) for short, spelled in data()["phrases"].items()}


@lru_cache(maxsize=50_000)
def _keys(raw: str) -> tuple[str, ...]:
    return tuple(search_key(raw).translate(_UNFOLDED).split())


@lru_cache(maxsize=200_000)
def compared(word: str) -> str:
    """A word of a search key without its plural, an abbreviation written out, a common word in its English form."""
    known = _known_words()
    if word in _ROMAN:
        return _ROMAN[word]
    if word in known:
        return known[word]
    bare = _PLURAL.sub("", word) if len(word) > 4 else word
    return known.get(bare) or sound_key(_UMLAUT.sub(r"\1", bare))


def _countries(parts: list[list[str]]) -> frozenset[str]:
    """Countries that whole parts name, else the end of the last one."""
    found = {code for part in parts for code in _country(" ".join(part))}
    if parts and not found:
        last = parts[-1]
        for length in range(min(LONGEST_COUNTRY, len(last) - 1), 0, -1):
            ends = _country(" ".join(last[-length:]))
            if ends:
                return frozenset(ends)
    return frozenset(found)


def _country(key: str) -> Iterable[str]:
    code = country_names().get(key)
    return (code,) if code else ()


@cache
def country_names() -> dict[str, str]:
    """Search keys of countries, in many languages and as authors shorten them, → ISO code; states of the USA too."""
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(search_key(name), code)
    for code, spellings in data()["countries"].items():
        found.update(dict.fromkeys(map(search_key, spellings), code))
    return found


@cache
def fillers() -> frozenset[str]:
    """Words that name nothing, as search keys."""
    return frozenset(" ".join(_keys(str(word))) for word in data()["fillers"])


@cache
def units() -> frozenset[str]:
    """Words for what a university or a hospital is divided into, as they are compared."""
    return frozenset(map(compared, data()["units"]))


@cache
def _known_words() -> dict[str, str]:
    return {
        " ".join(_keys(spelling)): key for key, spellings in data()["words"].items() for spelling in (key, *spellings)
    }


@cache
def data() -> dict[str, Any]:
    """affiliation.yml as it stands."""
    loaded: dict[str, Any] = yaml.safe_load(
        resources.files("karta.matching").joinpath("affiliation.yml").read_text("utf-8")
    )
    return loaded
