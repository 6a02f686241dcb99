"""Bulgarian address text → what it says of places, as printed. Nothing is looked up here.

The words are those of the register's print ("гр. София 1784, район Младост, бул. Цариградско шосе № 115"), of letters
in Latin ("1784 Sofia, 115 Tsarigradsko Shose Blvd.") and of their usual short forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from babel import Locale

# (kind, what has to follow, the words it follows): "р" and "-н" are a quarter. The first that fits holds.
_WORDS = (
    ("other", r"\.?\s?o\.?\s?box|ob", "p"),
    ("other", r"\.?\s?кутия", "п"),
    ("other", r"\s+място", "населено"),
    ("other", r"\.", "бл bl вх ет ап fl entr apt тел tel"),
    ("other", r"\.?(?=\s*\d)", "no"),
    ("other", "", "адрес блок block етаж офис office № floor сграда building факс fax упи имот парцел км km pob"),
    ("postcode", r"\.\s?к\.", "п"),
    ("postcode", r"(?=\s*\d)", "пк"),
    ("postcode", r"\.?\s?код", "пощ пощенски"),
    ("postcode", r"(?:\s+code)?", "zip postcode"),
    ("postcode", r"\s+code", "postal post"),
    ("postcode", r"\.\s?c\.", "p"),
    ("quarter", r"\.\s?о\.", "с"),
    ("quarter", r"\.\s?[кр]\.?", "ж"),
    ("quarter", r"\.\s?к\.", "к"),
    ("quarter", r"\.\s?з\.", "в"),
    ("quarter", r"-о?н", "р"),
    ("quarter", r"\.|-ст", "м"),
    ("quarter", r"\.|(?=\s)", "кв kv"),
    ("quarter", r"\.", "местн"),
    ("quarter", r"-n", "r"),
    ("quarter", r"-st", "m"),
    ("quarter", r"\.\s?k\.", "zh j"),
    ("quarter", r"\s+(?:area|complex|district)", "residential"),
    ("quarter", r"\s+(?:зона|zone)", "индустриална промишлена вилна industrial"),
    ("quarter", "", "район квартал жк местност rayon kvartal zhk jk quarter complex mestnost"),
    ("road", r"\.?", "blvd str sq rd ave"),
    ("road", r"\.?(?=\s*(?:№|no\b|\d|$))", "st"),
    ("road", "", "шосе път boulevard street square shosse shose road avenue"),
    ("street", r"\.|(?=\s)", "ул бул ul bul"),
    ("street", r"\.", "пл pl"),
    ("street", "", "улица булевард площад ulitsa ulica bulevard ploshtad"),
    ("town", r"\.|(?=\s)", "гр gr"),
    ("town", r"(?=\s)", "град grad"),
    ("town", r"(?:\s+of)?", "town city"),
    ("village", r"\.", "с s vill"),
    ("village", r"(?<=^с)(?=\s)", "с"),
    ("village", r"(?<=^село)(?=\s)", "село"),  # elsewhere it is part of a name: „Ново село“
    ("village", r"(?<=^selo)(?=\s)", "selo"),
    ("village", r"(?:\s+of)?", "village"),
    ("municipality", r"\.|(?=\s)", "общ"),
    ("municipality", r"\.", "obsht obsh mun"),
    ("municipality", r"(?:\s+of)?", "община obshtina municipality"),
    ("district", r"\.|(?=\s)", "обл"),
    ("district", r"\.", "obl"),
    ("district", r"(?:\s+of)?", "област oblast province district region"),
)


def _marks() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Word → the kinds that it may name, each with what has to follow."""
    marks: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for kind, follows, words in _WORDS:
        pattern = re.compile(rf"(?:{follows})(?:(?<=[.№])|(?!\w))", re.IGNORECASE)
        for word in words.split():
            marks[word].append((kind, pattern))
    return dict(marks)


_MARKS = _marks()
# Kinds whose word may stand behind the name.
_AFTER_NAMES = ("municipality", "district", "village", "town", "quarter")
_WORD = re.compile(r"(?<![\w.-])(?:[^\W\d_]+|№)")
_SEPARATOR = re.compile(r"[,;\n\r|()\[\]]+|\s[-–—]+\s|(?<!\d)/|/(?!\d)")
_CODE = re.compile(r"(?:\bbg\s?-?\s?|(?<![\w№]))([1-9]\d{3})(?![\w/])", re.IGNORECASE)
_CODE_THEN_NAME = re.compile(r"(?<![\w№])([1-9]\d{3})\s+([^\W\d_][^\d]*)$")
_AFTER_NUMBER = re.compile(r"\d\s?[^\W\d_]?\s*$")
_COUNTRY = re.compile(r"(?:държава\s+)?(?:(?:република|р\.|republic\s+of)\s*)?(?:българия|bulgari(?:a|e|en))|bgr?",
                      re.IGNORECASE)  # fmt: skip
_TRAILING_COUNTRY = re.compile(r"\s+(?:българия|bulgaria)$", re.IGNORECASE)
_SAME_WORDS = (
    (re.compile(r"\bгр(?:ад)?\.?\s?/\s?с(?:ело\b|\.)", re.IGNORECASE), " "),
    (re.compile(r"\bж/к", re.IGNORECASE), "ж.к. "),
    (re.compile(r"\bбул\.?/ул\.?", re.IGNORECASE), "ул. "),
)
_QUOTES = "„“”\"'«»’‘ .:-–—*"
_DIGIT = re.compile(r"\d")
_HAS_NAME = re.compile(r"[^\W\d_]{2}")


class Settlement(NamedTuple):
    """A settlement as printed; kind: town | village | "" where it is not said; `has_postcode`: beside its name."""

    name: str
    kind: str = ""
    has_postcode: bool = False


class AddressParts(NamedTuple):
    """What one address says.

    settlements   with гр. or с. before the name
    bare          parts without a word that says what they are: a settlement, a quarter, a street, anybody's guess
    postcodes     four digits where a postcode may stand, in their order
    says_bulgaria whether the country is named; `abroad`: another country, as printed
    """

    settlements: tuple[Settlement, ...] = ()
    municipalities: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()
    bare: tuple[Settlement, ...] = ()
    postcodes: tuple[str, ...] = ()
    says_bulgaria: bool = False
    abroad: str = ""


def read_address(text: str) -> AddressParts:
    """The parts of an address in either alphabet, each as printed, without its word.

    A street's name never becomes a part: what follows ул., бул. or comes before Blvd. and the like is passed over, and
    so is a bare part with a number in it. Initials inside a street's name (ул. С. Врачански) are not villages.
    """
    reading = _Reading()
    plain = unicodedata.normalize("NFKC", text).replace(":", " ")
    if "/" in plain:
        for pattern, same in _SAME_WORDS:
            plain = pattern.sub(same, plain)
    for component in _SEPARATOR.split(plain):
        if component and not component.isspace():
            reading.component(component.strip())
    return reading.parts()


class _Reading:
    """Parts gathered in one pass over the components between commas."""

    __slots__ = ("abroad", "bare", "codes", "marked_codes", "named", "says_bulgaria", "settlements")

    def __init__(self) -> None:
        self.settlements: list[Settlement] = []
        self.named: dict[str, list[str]] = {"municipality": [], "district": [], "quarter": []}
        self.bare: list[Settlement] = []
        self.codes: list[str] = []
        self.marked_codes: list[str] = []
        self.says_bulgaria = False
        self.abroad = ""

    def parts(self) -> AddressParts:
        # п.к. is a postcode or a post-office box: a box where another postcode stands.
        codes = self.codes or self.marked_codes
        return AddressParts(
            tuple(self.settlements),
            tuple(self.named["municipality"]),
            tuple(self.named["district"]),
            tuple(self.named["quarter"]),
            tuple(self.bare),
            tuple(dict.fromkeys(codes)),
            self.says_bulgaria,
            self.abroad,
        )

    def component(self, component: str) -> None:
        """One component: (kind, content) after each word that names a kind; what comes before the first is bare."""
        segments: list[tuple[str, str]] = []
        kind, start = "", 0
        for marked, begin, end in _marked(component):
            before = component[start:begin]
            if marked == "village" and kind in ("street", "road", "quarter") and not _AFTER_NUMBER.search(before):
                continue  # an initial
            segments.append((kind, before))
            kind, start = marked, end
        segments.append((kind, component[start:]))
        following = ("", "")
        for segment in reversed(segments):
            if segment[1] and not segment[1].isspace():
                self._segment(segment[0], segment[1].strip(), following)
            following = segment

    def _segment(self, kind: str, content: str, following: tuple[str, str]) -> None:
        suffix, after = following
        if suffix == "road" and kind in ("", "village"):
            content = _before_code(content)  # the rest names the road: „S. Stambolovo Str.“ is an initial too
        elif kind == "" and suffix in _AFTER_NAMES and not after.strip(_QUOTES):
            kind = suffix  # "Разложка община", "Banya village"
        if kind in ("street", "road", "other"):
            self._end_of_street(content)
        elif kind == "postcode":
            self._after_postcode_word(content)
        else:
            self._place(kind, content)

    def _end_of_street(self, content: str) -> None:
        """„ул. Шипка 5 1504 София“: a postcode with a name behind it ends the street."""
        found = _CODE_THEN_NAME.search(content) if len(content) > 6 else None
        if found is not None:
            self._place("", found.group())

    def _after_postcode_word(self, content: str) -> None:
        found = _CODE.match(content)
        if found:
            self.marked_codes.append(found[1])
            if content[found.end() :].strip(_QUOTES):
                self._place("", content[found.end() :])

    def _place(self, kind: str, content: str) -> None:
        code = None if kind == "quarter" or content.isalpha() else _CODE.search(content)
        if code:
            self.codes.append(code[1])
            left, right = content[: code.start()].strip(_QUOTES), content[code.end() :].strip(_QUOTES)
            content = left or right
        if kind == "" and _COUNTRY.fullmatch(content.strip(_QUOTES)):
            self.says_bulgaria = True
            return
        name = _TRAILING_COUNTRY.sub("", content).strip(_QUOTES)
        if kind == "" and name.casefold() in _other_countries():
            self.abroad = name
            return
        if kind == "" and any(char.isdigit() for char in name):
            return
        name = _DIGIT.split(name, 1)[0].strip(_QUOTES)
        if not _HAS_NAME.search(name):
            return
        if kind in self.named:
            self.named[kind].append(name)
        elif kind == "":
            self.bare.append(Settlement(name, has_postcode=code is not None))
        else:
            self.settlements.append(Settlement(name, kind, has_postcode=code is not None))


def _marked(component: str) -> Iterator[tuple[str, int, int]]:
    """(kind, begin, end) of each word of a component that names a kind."""
    end = 0
    for word in _WORD.finditer(component):
        if word.start() < end:
            continue
        for kind, follows in _MARKS.get(word.group().lower(), ()):
            found = follows.match(component, word.end())
            if found:
                end = found.end()
                yield kind, word.start(), end
                break


def _before_code(content: str) -> str:
    """„София 1784 Цариградско“ (шосе): the settlement and its postcode; nothing without a postcode."""
    found = _CODE.search(content)
    return content[: found.end()] if found and content[: found.start()].strip(_QUOTES) else ""


@cache
def _other_countries() -> frozenset[str]:
    """Names of the other countries in both languages, as CLDR has them, casefolded."""
    return frozenset(
        name.casefold()
        for language in ("bg", "en")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code != "BG"
    )
