"""Names of organisations, made comparable across alphabets, spellings and legal forms. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from karta.vocab.labels import legal_form_spellings
from karta.vocab.transliteration import transliterate

_APOSTROPHES = re.compile(r"(?<=\w)['’`](?=\w)")
_NOT_WORD = re.compile(r"[\W_]+")
# Signs that nobody sees: soft hyphen, zero width, direction of writing, byte order mark.
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class NormalisedName:
    """`core` is the search key of the name without its legal form; `legal_form` a code of vocab/kinds.yml or None."""

    core: str
    legal_form: str | None


@lru_cache(maxsize=200_000)
def search_key(text: str) -> str:
    """A name as one looks it up: `Софарма АД` and `SOPHARMA  ad.` need not meet, `Софарма` and `Sofarma` do.

    NFKC, lower case, Cyrillic to Latin by the law of 2009; signs that nobody sees, accents and punctuation dropped,
    blanks collapsed.
    """
    # Case first: folding it may give a letter that the law knows (ᲀ → в), and a form to be composed again.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).casefold())
    latin = transliterate(folded)
    if not latin.isascii():
        latin = "".join(char for char in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", latin)).strip()


def normalise_name(text: str) -> NormalisedName:
    """Split a name into what names it and its legal form, in either alphabet: `„Софарма“ АД` → (sofarma, AD).

    The form is taken from the end, else from the beginning; a name that is nothing but a form keeps it as its core.
    """
    return split_key(search_key(text))


def split_key(key: str) -> NormalisedName:
    """The same for a search key."""
    words = key.split()
    own, form = without_form(words)
    return NormalisedName(" ".join(words[own]), form)


def without_form(words: Sequence[str]) -> tuple[slice, str | None]:
    """Which of a name's words, each a search key, name it, and the legal form that the others are."""
    forms, count = legal_form_keys(), len(words)
    for length in (3, 2, 1):
        if count > length:
            form = forms.get(" ".join(words[-length:]))
            if form is not None:
                return slice(0, count - length), form
            form = forms.get(" ".join(words[:length]))
            if form is not None:
                return slice(length, count), form
    return slice(0, count), None


@cache
def legal_form_keys() -> dict[str, str]:
    """Every spelling of a legal form as a search key → its code (vocab/kinds.yml)."""
    return {search_key(spelling): code for spelling, code in legal_form_spellings().items()}
