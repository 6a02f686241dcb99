"""One cell → what it says: figures, years, units and codes, by the mapping of its column. Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from karta.matching.names import search_key
from karta.pipeline.ingest.user_file.guess_words import measure_in, unit_in
from karta.vocab.eik import CleanEik, clean_eik
from karta.vocab.labels import closed_list
from karta.vocab.numbers import INFINITY, Interval, Kind, NotANumber, parse_interval, parse_number

_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("BGN", r"лева|лв\.?|bgn|levs?\b"),
    ("EUR", r"евро|eur\b|euros?\b|€"),
    ("USD", r"usd|щ\.\s*д\.|\$"),
    ("RON", r"ron\b|lei\b"),
)
_PEOPLE = re.compile(
    r"\b(?:души|човека|служители|работници|наети|заети|лица|employees|people|persons|staff|бр\.?)\b\.?", re.I
)
_SCALE = re.compile(r"млрд|милиард|billion|bln|млн|милион|million|mln|хил|хиляд|thousand|\dk\b|\bbn\b|\bmio\b", re.I)
_BLANKS = re.compile("[\u00a0\u2007\u2009\u202f\t ]+")  # no-break, figure, thin, narrow no-break
_PLAIN = re.compile("[-−–]?[0-9][0-9.,'’ ]*")
_DAY = re.compile(r"([0-9]{1,4})[./\-]([0-9]{1,2})[./\-]([0-9]{1,4})(?:\s*г\.?)?")
# Nine in ten figures: one or two decimals after either sign, blanks between thousands; nothing here is open.
_CLEAR = re.compile("[-−]?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]{1,2})?")
KINDS: dict[str, Kind] = {"headcount": "count", "fte": "count", "profit": "signed_money"}
KNOWN_UNITS = (
    "persons, BGN, thousand BGN, million BGN, EUR, thousand EUR, million EUR, USD, RON",
    "души, лв., хил. лв., млн. лв., евро, хил. евро, млн. евро, щ. д., леи",
)
FIRST_YEAR, FIRST_FOUNDED = 1900, 1000


class Amount(NamedTuple):
    """A figure as read: the interval in `unit`. `is_plain`: one number exactly as printed."""

    value: Decimal
    low: Decimal
    high: Decimal
    unit: str | None
    is_plain: bool


class Unreadable(ValueError):
    """`code` of messages.py."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@lru_cache(maxsize=300_000)
def amount(text: str, measure: str, unit: str | None, decimal: str | None) -> Amount:
    """Read a printed figure. A currency or a scale in the cell outweighs the column's unit.

    Errors: Unreadable (number_unreadable, negative_count, negative_amount, count_too_large).
    """
    is_people = measure in ("headcount", "fte")
    text = _BLANKS.sub(" ", text)
    if text.isdecimal():
        number = Decimal(text)
        return _checked(Amount(number, number, number, unit, True), measure)
    if _CLEAR.fullmatch(text):
        number = Decimal(text.replace(" ", "").replace(",", ".").replace("−", "-"))
        return _checked(Amount(number, number, number, unit, True), measure)
    if _PLAIN.fullmatch(text):
        try:
            number = parse_number(text, decimal=_decimal(text, decimal, measure))
        except NotANumber:
            interval = _interval(text, measure, decimal)
            return _checked(Amount(interval.value, interval.low, interval.high, unit, False), measure)
        return _checked(Amount(number, number, number, unit, True), measure)
    bare, currency = (_PEOPLE.sub("", text).strip(), None) if is_people else _without_currency(text)
    has_scale = bool(_SCALE.search(text))
    interval = _interval(bare, measure, decimal)
    if not is_people and (currency or has_scale):
        unit = currency or (unit.rpartition(" ")[2] if unit else None)
    return _checked(Amount(interval.value, interval.low, interval.high, unit, interval.word == "exact"), measure)


def _interval(text: str, measure: str, decimal: str | None) -> Interval:
    if measure in ("headcount", "fte", "turnover", "revenue", "assets") and re.fullmatch(r"[-−]\s*[0-9].*", text):
        raise Unreadable("negative_count" if measure in ("headcount", "fte") else "negative_amount")
    try:
        return parse_interval(text, kind=KINDS.get(measure, "money"), decimal=_decimal(text, decimal, measure))
    except NotANumber:
        raise Unreadable("number_unreadable") from None


def _decimal(text: str, decimal: str | None, measure: str) -> str | None:
    """The decimal sign to read by: people are counted whole, so their `1.234` is thousands whatever the file says."""
    if measure == "headcount" and re.search(r"[0-9][.,][0-9]{3}(?![0-9])", text):
        return "," if "." in text else "."
    if decimal and re.search(r"[.,]", text) and not re.search(r"[0-9][.,][0-9]{3}(?![0-9])", text):
        return None  # clear by itself, even where it is written in the other manner
    return decimal


def _checked(read: Amount, measure: str) -> Amount:
    if measure in ("headcount", "fte"):
        if read.value < 0:
            raise Unreadable("negative_count")
        if read.value > 10_000_000:
            raise Unreadable("count_too_large")
    elif measure != "profit" and read.value < 0:
        raise Unreadable("negative_amount")
    return read


def _without_currency(text: str) -> tuple[str, str | None]:
    for code, pattern in _CURRENCIES:
        found = re.search(rf"(?:(?<=^)|(?<=[\s0-9.,+(]))(?:{pattern})(?![а-яa-z])", text, re.IGNORECASE)
        if found:
            return " ".join((text[: found.start()] + " " + text[found.end() :]).split()), code
    return text, None


def printed(number: Decimal) -> str | None:
    """A Decimal as plain text; None for an infinite end."""
    return None if abs(number) == INFINITY else format(number, "f")


@lru_cache(maxsize=300_000)
def eik(text: str) -> CleanEik:
    """clean_eik, remembered: a long file names each organisation many times."""
    return clean_eik(text)


@lru_cache(maxsize=20_000)
def year(text: str, *, latest: int, date_order: str = "DMY", earliest: int = FIRST_YEAR) -> tuple[int, str]:
    """(year, the period as ISO text: a year or a day) of `2023`, `2023 г.`, `31.12.2023`, `2023-12-31`.

    Errors: Unreadable year_out_of_range.
    """
    found = re.fullmatch(r"(?:FY\s*)?([0-9]{4})(?:\s*(?:г\.?|год\.?|година))?(?:\.0)?", text.strip(), re.IGNORECASE)
    if found:
        number, period = int(found[1]), found[1]
    else:
        day = read_day(text, date_order)
        if day is None:
            raise Unreadable("year_out_of_range")
        number, period = day.year, day.isoformat()
    if not earliest <= number <= latest:
        raise Unreadable("year_out_of_range")
    return number, period


def read_day(text: str, date_order: str) -> date | None:
    """A date with its year first, or in the order of the file (DMY or MDY); None if it is none."""
    found = _DAY.fullmatch(text.strip().partition(" ")[0] if ":" in text else text.strip())
    if not found:
        return None
    first, second, third = (int(part) for part in found.groups())
    parts = (
        (first, second, third)
        if first > 31
        else (third, first, second)
        if date_order == "MDY"
        else (third, second, first)
    )
    try:
        return date(*parts)
    except ValueError:
        return None


@cache
def code_of(list_name: str, text: str) -> str | None:
    """The code of a closed list that a word means: the code itself, or its label in either language."""
    return _labels(list_name).get(search_key(text))


@cache
def _labels(list_name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, entry in closed_list(list_name).items():
        for text in (code, str(entry["bg"]), str(entry["en"]), *entry.get("spellings", ())):
            found.setdefault(search_key(text), code)
    return found


@lru_cache(maxsize=2_000)
def measure_of(text: str) -> str | None:
    return code_of("measure", text) or measure_in(text)


@lru_cache(maxsize=2_000)
def unit_of(text: str) -> str | None:
    from karta.vocab.money import UNITS

    return text if text in UNITS else unit_in(text)
