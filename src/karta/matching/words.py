"""Words of names and what they mean, by their sound: reviewed data of vocab/name_words.yml, towns, counts."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from math import log2
from typing import Any

import yaml

from karta.matching.names import search_key
from karta.matching.sounds import sound_key

LONGEST_PHRASE = 5
_ENDING = re.compile(r"(?<=.{3})[aeiouqwt]+$")
_FLEETING = re.compile(r"(?<=.{3})en$")
_VOWEL = re.compile(r"(?<=.{3})[aeiouqw]$")
SHORTEST_STEM = 3
_TOLD = ("type", "qualifier", "topic")
SHORTEST_COGNATE = 5
_VOWELS = "aeiouqw"
_ORDINAL_ENDINGS = ("и", "а", "о", "ия", "ият", "ата", "ото", "ите")
# Sounds that one root has in the two languages, then its ends.
_COGNATES = (("ae", "e"), ("oe", "e"), ("eu", "ev"), ("au", "av"), ("ч", "h"), ("ц", "k"), ("z", "s"), ("rh", "r"))
_SUFFIXES = {
    **dict.fromkeys(("ihesk", "ihen", "ihn", "ikal", "iks"), "ik"),
    **dict.fromkeys(("kionen", "kionn", "tional", "tionari", "tions", "tion", "kion"), "k"),
    **dict.fromkeys(("osen", "osn", "ous"), "os"), **dict.fromkeys(("sion", "sions"), "s"),
    "alen": "al", "aln": "al", "qlen": "ql", "qln": "ql", "itet": "it", "isam": "ism", "iven": "iv", "ivn": "iv",
    "aren": "ar", "arn": "ar", "oren": "or", "orn": "or", "anten": "ant", "antn": "ant", "enten": "ent",
    "entn": "ent", "ansk": "an",
}  # fmt: skip
_SUFFIX = re.compile(f"(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})$")
_TOP_BITS = 16.0
CAPITAL = "sofq"  # key of София


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word or phrase that the vocabulary knows: `kind` is the list it stands in (type, qualifier, topic, filler,
    saint, country, town, acronym, number), `code` its id there."""

    kind: str
    code: str


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """One word as it sounds, in either alphabet."""
    return sound_key(search_key(word)).replace(" ", "")


@lru_cache(maxsize=200_000)
def stem(key: str) -> str:
    """A sound key without plural, article and ending: институтът, институти → institu. Short words stay."""
    bare = key[:-1] if len(key) > 4 and key.endswith("s") and not key.endswith("ss") else key
    bare = _FLEETING.sub("n", _ENDING.sub("", bare)).replace("nn", "n")
    return bare if len(bare) >= SHORTEST_STEM else key


def trimmed(key: str) -> str:
    """A sound key without a vowel at its end, for words that the vocabulary does not know."""
    return _VOWEL.sub("", key)


@lru_cache(maxsize=200_000)
def loose(key: str) -> str:
    """Spellings before the law of 2009 and after it made equal: Turnovo and Tarnovo, Bourgas and Burgas."""
    return key.replace("ou", "u").replace("u", "a").replace("dj", "dж").replace("y", "a")


@cache
def vocabulary() -> dict[tuple[str, ...], tuple[Meaning, ...]]:
    """Phrases by the stems of their words → their meanings, that of the first list first: plant is завод, растение."""
    loaded = data()
    found: dict[tuple[str, ...], list[Meaning]] = defaultdict(list)
    for kind, entry in (("type", "types"), ("qualifier", "qualifiers"), ("topic", "topics")):
        for code, spellings in loaded[entry].items():
            for spelling in spellings:
                found[_phrase(spelling)].append(Meaning(kind, code))
    for spelling in loaded["saints"]:
        found[_phrase(spelling)].append(Meaning("saint", sound(spelling)))
    for code, spellings in loaded["countries"].items():
        for spelling in spellings:
            found[_phrase(spelling)].append(Meaning("country", code))
    for spelling in loaded["acronyms"]:
        found[_phrase(spelling)].append(Meaning("acronym", spelling))
    return {phrase: tuple(dict.fromkeys(meanings)) for phrase, meanings in found.items()}


@cache
def country_names() -> frozenset[str]:
    """Sounds of countries of one word; not their stems: that of India is that of Ind."""
    return frozenset(sound(name) for names in data()["countries"].values() for name in names)


@cache
def fillers() -> frozenset[str]:
    """Sounds of words that say nothing; not their stems: that of `with` is that of Вита."""
    return frozenset(sound(word) for spelling in data()["fillers"] for word in spelling.split())


@cache
def longest_phrase() -> dict[str, int]:
    """Stems that begin a phrase of the vocabulary → words of the longest."""
    return _longest(vocabulary())


@cache
def longest_town() -> dict[str, int]:
    """The same of towns, by loose keys."""
    return _longest(town_phrases())


def _longest(phrases: Iterable[tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for phrase in phrases:
        if phrase:
            found[phrase[0]] = max(len(phrase), found.get(phrase[0], 0))
    return found


@lru_cache(maxsize=200_000)
def cognate(key: str) -> str | None:
    """What words of one Greek or Latin root share in Bulgarian and English, as a sound key: neurology and неврология,
    paediatric and педиатричен, rehabilitation and рехабилитация. None of words too short to tell."""
    if len(key) < SHORTEST_COGNATE:
        return None
    for spelling, letter in _COGNATES:
        key = key.replace(spelling, letter)
    key = key.rstrip(_VOWELS)
    found = _SUFFIX.search(key)
    if found is not None:
        key = key[: found.start()] + _SUFFIXES[found.group()]
    elif key.endswith("s"):
        key = key[:-1].rstrip(_VOWELS)
    return key if len(key) >= SHORTEST_COGNATE else None


@lru_cache(maxsize=100_000)
def cognate_meanings(key: str) -> tuple[Meaning, ...] | None:
    """What a word means that the vocabulary has only in another form or language of the same root."""
    root = cognate(key)
    return None if root is None else _meanings_by_root().get(root)


@cache
def _meanings_by_root() -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, set[Meaning]] = defaultdict(set)
    for kind, entry in (("type", "types"), ("qualifier", "qualifiers"), ("topic", "topics")):
        for code, spellings in data()[entry].items():
            for spelling in spellings:
                root = None if " " in spelling else cognate(sound(spelling))
                if root is not None:
                    found[root].add(Meaning(kind, code))
    return {root: tuple(meanings) for root, meanings in found.items() if len(meanings) == 1}


@cache
def parts_of_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Codes that are phrases → the codes of their words, where each word has a meaning of its own."""
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for phrase, meanings in vocabulary().items():
        if len(phrase) < 2 or meanings[0].kind not in _TOLD:
            continue
        each = [vocabulary().get((stem,)) for stem in phrase if stem not in fillers()]
        codes = [known[0].code for known in each if known and known[0].kind in _TOLD]
        is_whole = len(codes) == len(each)
        if is_whole and len(codes) > 1 and len(set(codes)) == len(codes) and meanings[0].code not in codes:
            found[meanings[0].code].add(tuple(codes))
    return {code: tuple(sorted(parts)) for code, parts in found.items()}


@cache
def kinds() -> dict[str, str]:
    """Codes of the vocabulary → the list that each stands in."""
    return {meaning.code: meaning.kind for meanings in vocabulary().values() for meaning in meanings}


@cache
def number_words() -> dict[str, str]:
    """Words for numbers by their sound → digits. Not by their stem: that of девети is that of Дева."""
    found = {sound(spelling): str(number) for spelling, number in data()["number_words"].items()}
    for spelling, number in data()["ordinals"].items():
        found.update((sound(spelling[:-1] + ending), str(number)) for ending in _ORDINAL_ENDINGS)
    return found


@cache
def town_phrases() -> dict[tuple[str, ...], str]:
    """Towns by the loose keys of their words, nouns and adjectives → the town's own key."""
    loaded = data()
    bare = {_town(name) for name in loaded["towns_as_words"]}
    found = {}
    for _, name_bg, name_en in towns():
        if _town(name_bg) not in bare:
            found[_town(name_en)] = found[_town(name_bg)] = "".join(_town(name_bg))
    for spelling, name in [*loaded["town_adjectives"].items(), *loaded["town_spellings"].items()]:
        found[_town(spelling)] = "".join(_town(name))
        for ending in "аоя":
            found[_town(spelling[:-1] + ending)] = "".join(_town(name))
    return found


@cache
def short_towns() -> dict[tuple[str, str], str]:
    """Towns of two words whose first one is printed as a letter: the letters, the loose key of the rest → the town."""
    found = {}
    for phrase, town in town_phrases().items():
        if len(phrase) == 2 and "".join(phrase) in _town_keys_loose():
            for letters in {phrase[0][0], phrase[0][:2]}:
                found[letters, phrase[1]] = town
    return found


@cache
def _town_keys_loose() -> frozenset[str]:
    return frozenset("".join(_town(name)) for _, name, _ in towns())


@cache
def settlement_keys() -> dict[str, str]:
    """EKATTE codes of towns → their key."""
    return {ekatte: "".join(_town(name)) for ekatte, name, _ in towns()}


@lru_cache(maxsize=50_000)
def settlement_key(printed: str) -> str:
    """A settlement as a source prints it, in either language or as an EKATTE code, as a key that can be compared."""
    if printed.strip() in settlement_keys():
        return settlement_keys()[printed.strip()]
    words = _town(re.sub(r"^\s*(?:гр|град|с|село|town|city|village)\b\.?\s*(?=\S)", "", printed, flags=re.IGNORECASE))
    return town_phrases().get(words, "".join(words))


def is_town(printed: str) -> bool:
    """Whether a text is a town's name, in either language, or its EKATTE code."""
    return settlement_key(printed) in _town_keys()


@cache
def _town_keys() -> frozenset[str]:
    return frozenset({*settlement_keys().values(), *town_phrases().values()})


@cache
def towns() -> list[tuple[str, str, str]]:
    """EKATTE, Bulgarian and English name of every town."""
    text = resources.files("karta.vocab").joinpath("towns.csv").read_text("utf-8")
    return [(row["ekatte"], row["name_bg"], row["name_en"]) for row in csv.DictReader(text.splitlines())]


def bits(key: str) -> float:
    """What a word that the vocabulary does not know tells, in bits: a rare one much, a frequent one little."""
    return bits_of_stem(stem(key))


@lru_cache(maxsize=200_000)
def bits_of_stem(key: str) -> float:
    total, counts = word_counts()
    return min(_TOP_BITS, log2(total / (counts.get(key, 0) + 1)))


@cache
def word_counts() -> tuple[int, dict[str, int]]:
    """How many names were counted, and in how many of them a stem occurs (bench/identity/words.py counts them)."""
    text = resources.files("karta.vocab").joinpath("name_word_counts.csv").read_text("utf-8")
    counts = {word: int(count) for word, count in (line.split(",") for line in text.splitlines()[1:])}
    return counts.pop(""), counts


@lru_cache(maxsize=20_000)
def code_bits(code: str, least: float, most: float) -> float:
    """Bits of a meaning, by how many names hold one of its words."""
    total, counts = word_counts()
    names = sum(counts.get(stem, 0) for stem in _single_stems().get(code, ()))
    return max(least, min(most, log2(total / (names + 1)) - 2))


@cache
def _single_stems() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for phrase, meanings in vocabulary().items():
        if len(phrase) == 1:
            found[meanings[0].code].add(phrase[0])
    return {code: frozenset(stems) for code, stems in found.items()}


@cache
def code_stems() -> dict[str, frozenset[str]]:
    """Codes of types, qualifiers and topics → first letters of their spellings, as acronyms use them."""
    found: dict[str, set[str]] = {}
    for phrase, meanings in vocabulary().items():
        for meaning in meanings:
            found.setdefault(meaning.code, set()).add("".join(word[0] for word in phrase))
    return {code: frozenset(letters) for code, letters in found.items()}


@lru_cache(maxsize=10_000)
def are_one_type(one: str, other: str) -> bool:
    """Whether two types of body may be told of one: the same, or one the other's wider word."""
    wider = data()["wider"]
    return one == other or other in wider.get(one, ()) or one in wider.get(other, ())


@cache
def data() -> dict[str, Any]:
    """vocab/name_words.yml as it stands."""
    loaded: dict[str, Any] = yaml.safe_load(
        resources.files("karta.vocab").joinpath("name_words.yml").read_text("utf-8")
    )
    return loaded


def _phrase(spelling: str) -> tuple[str, ...]:
    return tuple(stem(sound(word)) for word in spelling.split() if sound(word))


def _town(spelling: str) -> tuple[str, ...]:
    return tuple(loose(sound(word)) for word in re.split(r"[\s-]+", spelling) if sound(word))
