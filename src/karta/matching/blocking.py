"""Keys that two names of one body likely share: only names with a key in common are compared. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from karta.matching.reading import Reading

_VOWELS = re.compile(r"[aeiouqw]+")
_DOUBLED = re.compile(r"(.)\1+")
_SKELETON = 4  # consonants; with fewer a word keeps its vowels
_TOLD = ("type", "topic", "qualifier")


def blocking_keys(reading: Reading) -> list[str]:
    """Distinct keys, in the order of the name.

    `=` all naming words as one, and all words, whatever their order; `~` a word's consonants, which most slips and
    older spellings leave as they are; `#` a number; `@` the public body that the name is known for; else the code of a
    word with meaning, in whichever language.
    """
    named = [token for token in reading.tokens if token.kind in ("name", "suffix")]
    known = [token for token in reading.tokens if token.kind in _TOLD]
    keys = ["~" + _skeleton(token.key) for token in (*named, *known)]
    keys += [token.code for token in known]
    keys += ["#" + number for number in sorted(reading.numbers)]
    keys += ["~" + _skeleton(acronym) for acronym in reading.acronyms]
    if reading.body:
        keys.append("@" + reading.body)
    if named:
        keys.append("=" + "".join(sorted(token.key for token in named)))
        keys.append("=" + " ".join(sorted(token.key or token.code for token in reading.tokens)))
    return list(dict.fromkeys(keys))


@lru_cache(maxsize=100_000)
def _skeleton(key: str) -> str:
    bare = _DOUBLED.sub(r"\1", key[:1] + _VOWELS.sub("", key[1:]))
    return bare if len(bare) >= _SKELETON else _DOUBLED.sub(r"\1", key)
