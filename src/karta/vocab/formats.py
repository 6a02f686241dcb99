"""Numbers, money, dates and intervals as a reader of Bulgarian or English expects them (docs: the visual design, §6).

Pure: every function takes the language, "bg" or "en". Unknown (None) is not formatted here; it is a word of its own.
"""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u202f"  # narrow no-break space: thousands in Bulgarian, before the percent sign
NO_BREAK = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

MONTHS = {
    "bg": (
        "януари", "февруари", "март", "април", "май", "юни",
        "юли", "август", "септември", "октомври", "ноември", "декември",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
SCALES = {6: {"bg": "млн.", "en": "m"}, 3: {"bg": "хил.", "en": "k"}, 0: {"bg": "", "en": ""}}
SIGNS = {"EUR": "€", "USD": "$"}
LEV = {"bg": "лв.", "en": "BGN"}


def decimal(value: float | Decimal) -> Decimal:
    """The number as its shortest decimal text: 0.1 stays 0.1. Errors: ValueError for NaN and infinities."""
    found = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not found.is_finite():
        raise ValueError(f"formats: {value} has no digits; print its bound instead")
    return found


def rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero at `places` decimals; negative places round tens, hundreds …"""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def number(value: float | Decimal, language: str, places: int = 0) -> str:
    """1 234,5 in Bulgarian, 1,234.5 in English; a true minus sign; zeros after the decimal sign are dropped."""
    exact = rounded(decimal(value), places)
    text = f"{abs(exact):,.{max(places, 0)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "bg":
        text = text.replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if exact < 0 else text


def printed_digits(as_published: str, value: float | Decimal) -> int | None:
    """Significant digits that the source printed for `value`: "1,603,310" has 7, "BGN 1.66 b." has 3.

    None where no number of the text has the value's digits (a sum, a text that names the number otherwise).
    """
    wanted = _digits(format(abs(decimal(value)), "f")).rstrip("0")
    for token in re.findall(r"\d(?:[\d.,  \u202f]*\d)?", as_published):
        digits = _digits(token)
        if digits.rstrip("0") == wanted:
            return len(digits) or 1
    return None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text).lstrip("0")


def _unit(amount: str, scale: int, currency: str, language: str) -> str:
    word, sign = SCALES[scale][language], SIGNS.get(currency)
    if language == "bg":
        return NO_BREAK.join(
            part for part in (amount, word, LEV["bg"] if currency == "BGN" else sign or currency) if part
        )
    minus, plain = (MINUS, amount[1:]) if amount.startswith(MINUS) else ("", amount)
    return f"{minus}{sign or currency + NO_BREAK}{plain}{word}"


def money(
    value: float | Decimal, language: str, *, currency: str = "EUR", digits: int | None = None, short: bool = False
) -> str:
    """An amount in whole `currency`: exact in thousands with one decimal, short from a million in millions.

    digits: significant digits that the source printed (printed_digits); never more are shown, and an amount whose
    thousands would show more is given in millions. Under a thousand the whole amount stands.
    """
    exact = decimal(value)
    if digits is not None and exact:
        exact = rounded(exact, digits - 1 - exact.adjusted())
    size = abs(exact)
    scale = 0 if size < 1_000 else 3
    too_long = digits is not None and size >= 1_000_000 and exact.adjusted() - 2 > digits
    if size >= 1_000_000 and (short or too_long):
        scale = 6
    places = 0 if scale == 0 or (short and scale == 3 and size >= 10_000) else 1
    if digits is not None:
        places = max(0, min(places, digits - 1 - exact.adjusted() + scale))
    return _unit(number(exact.scaleb(-scale), language, places), scale, currency, language)


def to_the_cent(value: Decimal, language: str, *, currency: str = "EUR") -> str:
    """An amount that is owed or paid: 1 234,50 € in Bulgarian, €1,234.50 in English; both decimals always stand."""
    exact = rounded(value, 2)
    text = f"{abs(exact):,.2f}"
    if language == "bg":
        text = text.replace(",", NARROW).replace(".", ",")
    return _unit(f"{MINUS}{text}" if exact < 0 else text, 0, currency, language)


def count(value: float | Decimal, language: str, *, digits: int | None = None) -> str:
    """Persons or things, whole; an annual average keeps one decimal where the source printed it."""
    exact = decimal(value)
    if digits is not None and exact:
        exact = rounded(exact, max(digits - 1 - exact.adjusted(), -30))
    return number(exact, language, 1)


def percent(share: float | Decimal, language: str, places: int = 0) -> str:
    """A share of 0–1: 57 % in Bulgarian (narrow space), 57% in English."""
    text = number(decimal(share) * 100, language, places)
    return f"{text}{NARROW}%" if language == "bg" else f"{text}%"


def interval(low: float | None, high: float | None, shown: str | None, written: list[str]) -> str:
    """A closed interval in words: "≥ 2 000", "≤ 2 000", "250–499", or `shown` where both ends are the number itself.

    written: the formatted ends, low then high. shown: the formatted number that the source printed, with "≈" before it
    where it is rounded; None for a band.
    """
    if low is not None and low == high:
        return shown or written[0]
    if high is None or math.isinf(high):
        return f"≥{NO_BREAK}{written[0]}"
    if low is None or math.isinf(low) or (low == 0 and shown is None):
        return f"≤{NO_BREAK}{written[1]}"
    if shown:
        return f"≈{NARROW}{shown}"
    low_text, _, low_unit = written[0].partition(NO_BREAK)
    first = (
        low_text if low_unit == written[1].partition(NO_BREAK)[2] else written[0]
    )  # a unit that both share stands once
    dash = f"{NO_BREAK}{DASH}{NO_BREAK}" if MINUS in "".join(written) else DASH
    return f"{first}{dash}{written[1]}"


def day(value: date, language: str) -> str:
    """23.11.2026; 23 November 2026."""
    if language == "bg":
        return f"{value:%d.%m.%Y}"
    return f"{value.day} {MONTHS['en'][value.month - 1]} {value.year}"


def month(value: date, language: str) -> str:
    """юни 2024; June 2024."""
    return f"{MONTHS[language][value.month - 1]} {value.year}"


def days(start: date, end: date, language: str) -> str:
    """20–21 юни 2024; 28 юни – 2 юли 2024; a single day as `day`."""
    if start == end:
        return day(start, language)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{DASH}{end.day} {month(start, language)}"
    first = f"{start.day} {MONTHS[language][start.month - 1]}"
    if start.year != end.year:
        first += f" {start.year}"
    return f"{first} {DASH} {end.day} {month(end, language)}"


def printed_date(text: str, language: str) -> str:
    """A publication date of year, month or day precision: 2022, 2022-03, 2022-03-09. Other text stays as it is."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return day(date.fromisoformat(text), language)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return month(date.fromisoformat(f"{text}-01"), language)
    return text
