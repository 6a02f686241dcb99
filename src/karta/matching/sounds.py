"""Spellings of one name that sound or were typed alike: Sopharma and Софарма, qna and яна, жаге for wage. Pure."""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from karta.matching.names import search_key
from karta.vocab.labels import legal_form_spellings

# Applied to a search key in this order. Left over from the first lines are the letters q and w, which then stand for
# я and ю, so that a key typed phonetically (q for я) meets the name. Every Bulgarian letter becomes one letter: one
# slip of the hand in either alphabet stays one slip in the key.
FOLDS = (
    ("sht", "щ"), ("sch", "ш"), ("sh", "ш"), ("zh", "ж"), ("ch", "ч"), ("tz", "ц"), ("ts", "ц"), ("ph", "f"),
    ("th", "t"), ("kh", "h"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("w", "v"), ("c", "k"),
    ("iya", "q"), ("ya", "q"), ("ia", "q"), ("ja", "q"), ("yu", "w"), ("iu", "w"), ("ju", "w"), ("j", "i"), ("y", "i"),
    *((letter * 2, letter) for letter in "fklmnprst"),
)  # fmt: skip

# The traditional phonetic layout of the Bulgarian keyboard (БДС 5237:2006, second layout): key → letter.
_KEYS = dict(
    zip(
        "qwertyuiop[]asdfghjkl\\zxcvbnm`",
        "явертъуиопшщасдфгхйклюзьцжбнмч",
        strict=True,
    )
)
_TO_CYRILLIC = str.maketrans(_KEYS)
_TO_LATIN = str.maketrans({letter: key for key, letter in _KEYS.items()})


def sound_key(key: str) -> str:
    """A search key (karta.matching.names) with spellings of one sound made equal: `sopharma` and `sofarma` meet."""
    for spelling, letter in FOLDS:
        key = key.replace(spelling, letter)
    return key


def sound_keys(keys: pa.Array) -> pa.Array:
    """The same for an array of texts: a million in 1.2 s, where DuckDB's replace() takes 3.5 s of processor time."""
    for spelling, letter in FOLDS:
        keys = pc.replace_substring(keys, spelling, letter)
    return keys


def whole_key(sounds: str) -> str:
    """All of a name's sound key in one word, less its legal form: `Софарма Трейдинг АД` and `Sopharmatreyding` meet.

    Of several keys, one a line, the same for each line.
    """
    first, last = _forms()
    return re.sub(first, "", re.sub(last, "", sounds)).replace(" ", "")


def whole_keys(sounds: pa.Array) -> pa.Array:
    """The same for an array of texts."""
    for form in reversed(_forms()):
        sounds = pc.replace_substring_regex(sounds, form, "")
    return pc.replace_substring(sounds, " ", "")


@cache
def _forms() -> tuple[str, str]:
    """Expressions for a legal form before a name and after it, in Python's and in RE2's language alike."""
    keys = sorted({sound_key(search_key(text)) for text in legal_form_spellings()}, key=lambda key: (-len(key), key))
    either = "|".join(keys)
    return f"(?m)^(?:{either}) ", f"(?m) (?:{either})$"


def typed_keys(text: str) -> list[str]:
    """Search keys that a text may mean: as it stands, then as typed with the keyboard in its other alphabet."""
    plain = text.casefold()
    readings = (plain, plain.translate(_TO_CYRILLIC), plain.translate(_TO_LATIN))
    return list(dict.fromkeys(filter(None, map(search_key, readings))))


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter is wrong, left out, too many, or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    return rest[1:] == others or rest == others[1:] or rest[1:] == others[1:] or (
        rest[:2] == others[1::-1] and rest[2:] == others[2:]
    )  # fmt: skip
