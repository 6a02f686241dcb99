"""Bulgarian Cyrillic to Latin by the Transliteration Act (State Gazette 19 of 13 March 2009)."""

from __future__ import annotations

import re
import unicodedata

# fmt: off
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ь": "y", "ю": "yu", "я": "ya",
    # Not letters of today's alphabet; foreign names and old texts hold them.
    "ѝ": "i", "ы": "y", "э": "e", "ё": "yo", "ѣ": "ya", "ѫ": "a", "і": "i", "є": "e", "ї": "yi", "ґ": "g",
    "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dzh", "ѓ": "gj", "ќ": "kj", "ѕ": "dz",
}
# fmt: on
_WORD = re.compile(r"[^\W\d_]+")


def transliterate(text: str) -> str:
    """Latin for the Cyrillic letters of a text; everything else stays.

    A word-final „-ия“ is `-ia`; България is Bulgaria, alone (names that begin with Българ- follow the table).
    A word in capitals stays in capitals. Never for a name that has a registered Latin form of its own.
    """
    return text if text.isascii() else _WORD.sub(lambda found: _word(found.group()), text)


def _word(word: str) -> str:
    lower = word.lower()
    if lower == "българия":
        latin = "bulgaria"
    elif lower.endswith("ия"):
        latin = _spell(lower[:-2]) + "ia"
    else:
        latin = _spell(lower)
    if latin == lower:
        return word
    if word.isupper() and len(word) > 1:
        return latin.upper()
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return latin[:1].upper() + latin[1:]
    if word.islower():
        return latin
    return "".join(_keep_case(char) for char in word)  # mixed case: letter by letter


def _spell(lower: str) -> str:
    return lower if lower.isascii() else lower.translate(_SPELLINGS)


class _Spellings(dict[int, str]):
    """Code point of a small letter → its Latin; each is looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _latin(chr(code))
        return found


_SPELLINGS = _Spellings()


def _latin(lower: str) -> str:
    """The letter's Latin; of a letter with an accent that the table does not know, its base letter's: ѐ → e."""
    return _LETTERS.get(lower) or _LETTERS.get(unicodedata.normalize("NFD", lower)[0], lower)


def _keep_case(char: str) -> str:
    latin = _latin(char.lower())
    if latin == char.lower():
        return char
    return latin[:1].upper() + latin[1:] if char.isupper() else latin
