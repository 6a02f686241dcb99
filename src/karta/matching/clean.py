"""A printed name made readable: invisible signs, letters that only look right, asides, former names. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Latin letters that look like Cyrillic ones, and back. Only in a word that mixes the alphabets.
_LOOK_ALIKES = str.maketrans("ABCEHIKMOPTXYaceiopxyk", "АВСЕНІКМОРТХУасеіорхук")
_LOOK_BACK = str.maketrans("АВСЕНІКМОРТХУасеіорхук", "ABCEHIKMOPTXYaceiopxyk")
_CYRILLIC_ONLY = re.compile(r"[БГДЖЗИЙЛПФЦЧШЩЪЬЮЯбвгджзийлмнптфцчшщъьюя]")
_WORD = re.compile(r"[^\W_]+")
_LIKE_ROMAN = re.compile(r"(?<![^\W_])[IVXіІхХvix]+(?![^\W_])")
_LATIN, _CYRILLIC, _DIGIT = re.compile("[A-Za-z]"), re.compile("[\u0400-\u04ff]"), re.compile(r"\d")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_LETTERS = str.maketrans("ІХіхVvIiXx", "IXIXVVIIXX")
_VALUES = {"I": 1, "V": 5, "X": 10}
_ORDINAL = re.compile(r"(?<![\w])(\d{1,3})\s*-?\s*(?:ро|во|то|ти|та|ви|ри|ми|ма|мо|st|nd|rd|th)(?!\w)", re.IGNORECASE)
_FORMER = re.compile(
    r"(?:\(|/|\[|[-–—]|\b)\s*(?:старо|предишно|бивше|старото|предходно)\s+(?:наименование|име)\s*[-–—:]*\s*(?P<name>[^/()\[\]]+)[/)\]]?",
    re.IGNORECASE,
)
_FORMER_AFTER = re.compile(r"(?P<name>[^()/]+)\((?P<age>старо|ново)\s+(?:наименование|име)\)\s*[-–—]?", re.IGNORECASE)
_ASIDE = re.compile(r"\(([^()]*)\)|/([^/]{1,14})/")
_SITE = re.compile(
    r"(?:https?://|www\.)[^\s,;()]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:bg|com|org|net|eu|edu|info|institute)\b", re.I
)
_TITLES = re.compile(
    r"\b(?:д\s*-\s*р|d\s*-\s*r|проф|prof|акад|acad(?!\.?\s+(?:of\s+)?sci)|доц|инж)\b\.?\s*-?", re.IGNORECASE
)
# Letters that no decomposition takes apart.
_LIGATURES = str.maketrans({"æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "Oe", "đ": "d", "Đ": "D",
                            "ł": "l", "Ł": "L", "ı": "i", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"})  # fmt: skip
LONGEST = 1000  # signs of a name that are read; what is longer is no name


@dataclass(frozen=True, slots=True)
class Printed:
    """`text` is the name proper; `asides` stood in brackets or between strokes; `former` are earlier names."""

    text: str
    asides: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    site: str | None = None


def read_printed(text: str) -> Printed:
    """Take a name as printed apart. Never fails; of a text longer than LONGEST signs the rest is dropped."""
    name = visible(text)[:LONGEST]
    former: list[str] = []
    says_name = "име" in name.casefold()  # as „наименование“ does
    found = list(_FORMER_AFTER.finditer(name)) if says_name else []
    if found:
        former = [match["name"].strip(" -–—") for match in found if match["age"].casefold() == "старо"]
        current = [match["name"] for match in found if match["age"].casefold() == "ново"]
        name = current[0] if current else _FORMER_AFTER.sub("", name) or name
    if says_name:
        former += [match["name"].strip(" -–—") for match in _FORMER.finditer(name)]
        name = _FORMER.sub(" ", name)
    site = _SITE.search(name) if "." in name or "//" in name else None
    if site:
        name = _SITE.sub(" ", name)
    asides, bare = [], name
    if "(" in name or "/" in name:
        asides = [inner for pair in _ASIDE.findall(name) for inner in pair if inner.strip()]
        bare = _ASIDE.sub(" ", name)
    if not _WORD.search(bare):  # nothing but an aside
        bare, asides = name, []
    return Printed(" ".join(bare.split()), tuple(asides), tuple(filter(None, former)), site and site.group())


def visible(text: str) -> str:
    """NFKC, without control and format signs (zero width, direction), look-alike letters set right, Roman as digits.

    Mathematical and full-width letters become plain ones by NFKC.
    """
    seen = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).translate(_LIGATURES)
    if not seen.isprintable():
        seen = "".join(char if not unicodedata.category(char).startswith("C") else _blank(char) for char in seen)
    if _DIGIT.search(seen):
        seen = _ORDINAL.sub(r" \1 ", seen)
    seen = _TITLES.sub(" ", seen)
    words = _WORD if _LATIN.search(seen) and _CYRILLIC.search(seen) else _LIKE_ROMAN
    return words.sub(lambda match: _set_right(match.group(), _beside(match)), seen)


def _blank(char: str) -> str:
    return " " if char in "\t\n\r\v\f" else ""


def _beside(match: re.Match[str]) -> str:
    """The signs right before and right after a word."""
    return match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]


def _set_right(word: str, beside: str) -> str:
    is_initial = len(word) <= 2 and ("." in beside or "&" in beside)
    number = None if is_initial else roman(word)
    if number is not None:
        return str(number)
    latin = any("a" <= char.lower() <= "z" for char in word)
    cyrillic = any("\u0400" <= char <= "\u04ff" for char in word)
    if not (latin and cyrillic):
        return word
    if _CYRILLIC_ONLY.search(word):
        return word.translate(_LOOK_ALIKES).replace("і", "и").replace("І", "И")
    return word.translate(_LOOK_BACK)


def roman(word: str) -> int | None:
    """A Roman numeral to 39 in any mix of alphabets; a lone X, or a lone small Latin letter, is none."""
    upper = word.translate(_ROMAN_LETTERS)
    if (
        not upper
        or not _ROMAN.fullmatch(upper)
        or not (word.isupper() or word.islower())
        or (len(word) == 1 and word in "xXхХvi")
    ):
        return None
    total = 0
    for char, after in zip(upper, [*upper[1:], ""], strict=True):
        value = _VALUES[char]
        total += -value if after and _VALUES[after] > value else value
    return total
