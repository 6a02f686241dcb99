"""A text read as words of one spelling: Bulgarian in either alphabet and English meet in Latin stems."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import yaml

from karta.vocab.transliteration import transliterate

MOST_CHARACTERS = 4_000  # of one text; main activities stand at its beginning
MOST_WORDS = 48
SHORTEST_STEM = 3
# How much each part of a run-on tells of the main activity, from the first; later ones as the last.
PART_WEIGHTS = (1.0, 0.7, 0.5, 0.4, 0.3, 0.25, 0.2)

_OTHER_CYRILLIC = frozenset("ыэёіїєґђјљњћџѓќѕ")
_OTHER_LATIN = frozenset("äöüßéèêëàâáçñóòôõúùûíìîïåæøşğışțţăâčšžćđěřůýżźłńśąęőű")
_LOOK_ALIKE = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PART = re.compile(r"[,;:.!?•|/()\[\]\n–—]+|\s-\s")
_CYRILLIC = re.compile(r"[а-яѝ]")
_LATIN = re.compile(r"[a-z]")
_ENDING = re.compile(
    r"(?:ovete|iiata|iata|ieto|iite|ite|ata|oto|eto|iat|iia|ove|eve|ing|ers|ies|ia|ie|ii|io|ed|er|es|i|a|o|e|s)$"
)
# Spellings of one sound, both alphabets: by law and as people type.
_SOUNDS = (
    ("6t", "sht"), ("6", "sh"), ("4", "ch"), ("w", "v"), ("ph", "f"), ("zh", "j"), ("ts", "c"), ("tz", "c"),
    ("ck", "k"), ("qu", "kv"), ("q", "ia"), ("iy", "i"), ("yu", "iu"), ("ya", "ia"), ("yo", "io"), ("y", "i"),
    ("iia", "ia"), ("th", "t"), ("x", "ks"),
)  # fmt: skip


_HARD_C = re.compile(r"c(?=[aoulrtkdn]|$)")  # clinical, with клиничен


@cache
def _words() -> dict[str, frozenset[str]]:
    loaded = yaml.safe_load(resources.files("karta.classify").joinpath("words.yml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in loaded.items()}


@cache
def _empty_sounds() -> frozenset[str]:
    return frozenset(sound(word) for word in _words()["empty"]) - frozenset(map(sound, _words()["kept"]))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the text, its stem, and how much its part of the text weighs (0–1)."""

    text: str
    stem: str
    weight: float
    part: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The words that may tell a sector. `is_foreign`: neither Bulgarian nor English."""

    words: tuple[Word, ...]
    is_foreign: bool


def read(text: str) -> Reading:
    """Read a text of any length, in any language; what is no letter, figure or sign between parts is dropped."""
    clean = plain(text[:MOST_CHARACTERS])
    every = _WORD.findall(clean)
    if is_foreign(every):
        return Reading((), True)
    words: list[Word] = []
    told = 0  # parts that had a word
    for part in _PART.split(clean):
        weight = PART_WEIGHTS[min(told, len(PART_WEIGHTS) - 1)]
        found = [word for word in _WORD.findall(part) if is_telling(word)]
        words += [Word(word, stem(word), weight, told) for word in found]
        told += bool(found)
        if len(words) >= MOST_WORDS:
            break
    return Reading(tuple(words[:MOST_WORDS]), False)


def plain(text: str) -> str:
    """Small letters of one form, without control and zero-width characters; look-alikes inside words put right."""
    normal = unicodedata.normalize("NFKC", text)
    seen = "".join(" " if char.isspace() else char for char in normal if char in "\n\t" or _is_seen(char))
    return " ".join(_one_alphabet(word) for word in seen.casefold().split())


def is_telling(word: str) -> bool:
    """Whether a word of a plain text may tell a sector: not a small word in either alphabet, not a bare number."""
    return word not in _words()["empty"] and len(word) > 1 and not word.isdigit() and sound(word) not in _empty_sounds()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A plain word without its ending, in Latin letters, one spelling a sound: „лекарствата“, lekarstva → lekarstv."""
    whole = sound(word)
    cut = _ENDING.sub("", whole)
    return cut if len(cut) >= SHORTEST_STEM else whole


def sound(word: str) -> str:
    """A plain word in Latin letters, one spelling a sound: „фармация“ and pharmacia → farmacia."""
    latin = transliterate(word) if _CYRILLIC.search(word) else _HARD_C.sub("k", word)
    for written, heard in _SOUNDS:
        latin = latin.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", latin)


def is_foreign(words: list[str]) -> bool:
    """Whether plain words are of a language that is neither Bulgarian nor English, by letters and small words."""
    if not words:
        return False
    strange = sum(_is_strange(word) for word in words)
    english = sum(word in _words()["english"] for word in words)
    return strange > english and strange / len(words) >= 0.12


def _is_strange(word: str) -> bool:
    letters = set(word)
    if word in _words()["foreign"] or letters & _OTHER_CYRILLIC or letters & _OTHER_LATIN:
        return True
    return word.isalpha() and not (_CYRILLIC.search(word) or _LATIN.search(word))


def _is_seen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char)[0] != "C"


def _one_alphabet(word: str) -> str:
    """Latin letters that only look Cyrillic become so in a word that has more Cyrillic letters."""
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    return word.translate(_LOOK_ALIKE) if cyrillic > latin > 0 else word
