"""Numbers as printed, read as closed intervals (ARCHITECTURE §3 and the last paragraph of §3b).

Exact: min = max. "about 300" and "1.2 billion": half of the last non-zero digit each way. "over 300": [300, ∞).
"nearly 2000": [0, 2000], for money that may be negative (0, v] closed at the cent. Bands "250-499", "250+".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

INFINITY = Decimal("Infinity")
_CENT = Decimal("0.01")

Kind = Literal["count", "money", "signed_money"]
Separator = Literal[",", ".", " ", "'", ""]


class NotANumber(ValueError):
    """The text does not hold one readable number or band. The message says what was met."""


class AmbiguousNumber(NotANumber):
    """`12.345` or `12,345`: thousands or a decimal fraction. The caller must name the decimal sign."""


@dataclass(frozen=True, slots=True)
class Interval:
    """`value` is what was printed; `low` and `high` are the closed interval, infinite ends as ±Infinity.

    `word` is what made it more than a number: exact, rounded, over, at_least, nearly, at_most, band, loss.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    word: str = "exact"


# Longer phrases first: "not less than" holds "less than".
_WORDS: tuple[tuple[str, str], ...] = (
    ("at_least", r"не\s+по-малко\s+от|поне|минимум|най-малко|at\s+least|not?\s+less\s+than|minimum|min\.?|≥|>="),
    ("at_most", r"не\s+повече\s+от|най-много|максимум|up\s+to|at\s+most|no\s+more\s+than|not\s+more\s+than|maximum"
                r"|max\.?|до|≤|<="),
    ("over", r"над|повече\s+от|надхвърля|надвишава|over|more\s+than|above|past\s+the|past|exceeds|exceeding|north\s+of"
             r"|>"),
    ("under", r"под|по-малко\s+от|under|below|less\s+than|fewer\s+than|<"),
    ("nearly", r"близо|почти|nearly|almost|close\s+to"),
    ("rounded", r"около|приблизително|към|about|around|approximately|approx\.?|circa|ca\.|c\.|some|roughly|~|≈"),
)  # fmt: skip
_SCALES: tuple[tuple[Decimal, str], ...] = (
    (Decimal(10) ** 9, r"млрд\.?|милиард(?:а|и)?|billion|bln\.?|bn\.?"),
    (Decimal(10) ** 6, r"млн\.?|милион(?:а|и)?|million|mln\.?|mio\.?"),
    (Decimal(10) ** 3, r"хил\.?|хиляди|хиляда|thousand|k"),
)
_OR_MORE = re.compile(
    r"\s*(?:\+|or\s+(?:more|over)|and\s+(?:more|over|above)|(?:и|или)\s+(?:повече|над))$", re.IGNORECASE
)
_BLANKS = " \u00a0\u202f\u2009"  # blank, no-break, narrow no-break, thin
_COUNTED = re.compile(
    r"\s*(?:души|човека|служител(?:и|я)|работници|наети|заети|лица|employees|people|persons|staff|workers|бр\.?)$",
    re.IGNORECASE,
)
_NUMBER = rf"[-−–]?\s*[0-9](?:[0-9.,'’{_BLANKS}]*[0-9])?"
_BAND = re.compile(
    rf"(?:от\s+|from\s+)?({_NUMBER})\s*(?:-|–|—|до|to|\.\.\.?|…)\s*({_NUMBER})"
    rf"|(?:между|between)\s+({_NUMBER})\s+(?:и|and)\s+({_NUMBER})",
    re.IGNORECASE,
)
_LOSS = re.compile(
    r"(?:загуб[аи](?:\s+(?:от|в\s+размер\s+на))?|минус|(?:net\s+)?loss(?:\s+of)?)\s*|\s*(?:загуба|loss)$", re.IGNORECASE
)


def parse_interval(text: str, *, kind: Kind = "count", decimal: str | None = None) -> Interval:
    """Read one printed number, bound or band in Bulgarian or English words.

    Shape:   text in, one Interval out; thousands by blank, no-break blank, point, comma or apostrophe.
    Unit:    the text's own; "млн.", "thousand" and the like are multiplied out.
    `kind`:  count and money are never below 0; signed_money (a result) may be.
    `decimal`: "," or "." where the source's manner is known; without it `12.345` raises AmbiguousNumber.
    Errors:  NotANumber, AmbiguousNumber.
    """
    clean = _tidy(text)
    if not clean:
        raise NotANumber("the text is empty")
    without_loss = _LOSS.sub("", clean, count=1) if kind == "signed_money" else clean
    is_loss = without_loss != clean
    if not without_loss:
        return at_a_loss()
    word, rest = _leading_word(_COUNTED.sub("", without_loss) if kind == "count" else without_loss)
    scale, rest = _trailing_scale(rest)
    open_end = _OR_MORE.search(rest)
    if open_end is not None:
        word, rest = "at_least", rest[: open_end.start()]
    band = _BAND.fullmatch(rest)
    if band is not None:
        return _band(band, scale, decimal, kind)
    value = parse_number(rest, decimal=decimal) * scale
    if is_loss and value > 0:
        value = -value
    return bounded(value, word="rounded" if word == "exact" and scale > 1000 else word, kind=kind)


def bounded(value: Decimal, *, word: str, kind: Kind) -> Interval:
    """The interval that a word gives a value. Errors: NotANumber for a bound that leaves nothing, as "under 0"."""
    low, high = {
        "exact": (value, value),
        "rounded": _rounded(value),
        "over": (value, INFINITY),
        "at_least": (value, INFINITY),
        "nearly": _below(value, kind),
        "at_most": (-INFINITY, value),
        "under": (-INFINITY, value - (1 if kind == "count" else _CENT)),
    }[word]
    if value < 0 and word in ("over", "at_least"):  # "a loss of over 2 million" is further from zero
        low, high = -INFINITY, value
    if value < 0 and word in ("at_most", "under"):  # "a loss of up to 2 million" is a loss
        low, high = value, -_CENT
    if kind != "signed_money":
        low = max(low, Decimal(0))
    if low > high:
        raise NotANumber(f"{word} {value} leaves no possible value")
    return Interval(value, low, high, word)


def at_a_loss() -> Interval:
    """ "At a loss" without a number: (−∞, −0.01]."""
    return Interval(-_CENT, -INFINITY, -_CENT, "loss")


def parse_number(text: str, *, decimal: str | None = None) -> Decimal:
    """One plain number with thousands and decimal signs of either manner.

    `12 345`, `1.234.567,8`, `1,234,567.8` and `12,5` are clear; `12.345` and `12,345` are not, unless `decimal` says.
    Errors: NotANumber, AmbiguousNumber.
    """
    printed = _tidy(text)
    sign = -1 if re.match(r"[-−–]", printed) else 1
    bare = re.sub(r"^[-−–+]\s*", "", printed)
    if not re.fullmatch(rf"[0-9](?:[0-9.,'’{_BLANKS}]*[0-9])?", bare):
        raise NotANumber(f"{text!r} is not a number")
    spaced = re.split(rf"['’{_BLANKS}]", bare)
    if len(spaced) > 1 and not _are_thousands([*spaced[:-1], re.split(r"[.,]", spaced[-1])[0]]):
        raise NotANumber(f"{text!r}: blanks stand where no thousands end")
    joined = "".join(spaced)
    try:
        return sign * Decimal(_plain(joined, decimal, has_blanks=len(spaced) > 1))
    except InvalidOperation as error:
        raise NotANumber(f"{text!r} is not a number") from error


def _plain(digits: str, decimal: str | None, *, has_blanks: bool) -> str:
    """Digits with points and commas → digits with a point as the decimal sign at most."""
    signs = [char for char in digits if char in ".,"]
    if not signs:
        return digits
    if decimal is not None:
        whole, _, fraction = digits.partition(decimal)
        groups = re.split(r"[.,]", whole)
        if re.search(r"[.,]", fraction) or (len(groups) > 1 and not _are_thousands(groups)):
            raise NotANumber(f"{digits!r} does not fit the decimal sign {decimal!r}")
        return "".join(groups) + (f".{fraction}" if fraction else "")
    if len(set(signs)) == 2:  # both signs: the last one is the decimal sign
        return _plain(digits, signs[-1], has_blanks=has_blanks)
    groups = re.split(r"[.,]", digits)
    if len(signs) > 1:
        if not _are_thousands(groups):
            raise NotANumber(f"{digits!r} has more than one decimal sign")
        return "".join(groups)
    if len(groups[1]) == 3 and 1 <= len(groups[0]) <= 3 and groups[0] != "0" and not has_blanks:
        raise AmbiguousNumber(f"{digits!r} may be thousands or a fraction; say which sign is the decimal one")
    return ".".join(groups)


def _are_thousands(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def _tidy(text: str) -> str:
    return text.strip().replace("−", "-").strip(" ;")


def _leading_word(text: str) -> tuple[str, str]:
    for word, pattern in _WORDS:
        found = re.match(rf"(?:вече\s+|now\s+)?(?:{pattern})(?![а-яa-z])\s*", text, re.IGNORECASE)
        if found:
            return word, text[found.end() :]
    return "exact", text


def _trailing_scale(text: str) -> tuple[Decimal, str]:
    for scale, pattern in _SCALES:
        found = re.search(rf"(?<=[0-9+{_BLANKS}])\s*(?:{pattern})$", text, re.IGNORECASE)
        if found:
            return scale, text[: found.start()].strip()
    return Decimal(1), text


def _band(found: re.Match[str], scale: Decimal, decimal: str | None, kind: Kind) -> Interval:
    low, high = (parse_number(part, decimal=decimal) * scale for part in found.groups() if part)
    if low > high or (kind != "signed_money" and low < 0):
        raise NotANumber(f"{found.group()!r} is not a band: its lower end must come first")
    return Interval(low, low, high, "band")


def _rounded(value: Decimal) -> tuple[Decimal, Decimal]:
    """± half of the last non-zero digit: 300 → 50, 1.2 → 0.05, 1 200 000 → 50 000. Zero stays exact."""
    if value == 0:
        return value, value
    exponent = value.normalize().as_tuple().exponent
    half = Decimal(5) * Decimal(10) ** (int(exponent) - 1)
    return value - half, value + half


def _below(value: Decimal, kind: Kind) -> tuple[Decimal, Decimal]:
    if kind == "signed_money":
        return (_CENT, value) if value > 0 else (value, -_CENT)  # "nearly 2 million loss": [−2 million, −0.01]
    return Decimal(0), value
