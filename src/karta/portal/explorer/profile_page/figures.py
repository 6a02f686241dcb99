"""One claim as a reader sees it: the number with its unit, never more digits than the source printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from karta.explore.claims import Claim
from karta.vocab import formats
from karta.vocab.labels import label

PERSONS = ("headcount", "fte")
PRIMARY_RANKS = (1, 2, 3)  # §3b line 7: a filing, an own audited report, an authority
OTHER_SERIES = ("4", "5", "6")  # lines that part series: a part of it, another scope, another basis
CENT = 0.01  # open ends of money are closed at the cent (§3b, intervals)
SAME = 0.0005  # relative difference under which two claims print the same number


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure ready to print. `kind`: as the tag {% value %} takes it; `text` is empty where it is unknown."""

    kind: str
    text: str
    original: str  # as published in another currency, with the rate; "" where that adds nothing


def figure_text(claim: Claim, language: str, *, short: bool = False) -> FigureText:
    """A claim in EUR or persons; in its own currency where there is no rate."""
    digits = claim_digits(claim)
    if claim.value is None and claim.min is None and claim.max is None:
        return FigureText("known", published_text(claim, language, short=short), "")
    text = _interval(
        claim.value, claim.min, claim.max, lambda value: amount(claim, value, language, digits, short=short)
    )
    kind = "zero" if claim.value == 0 and claim.min == claim.max else _known(claim)
    return FigureText(kind, text, conversion(claim, language))


def _known(claim: Claim) -> str:
    return "estimated" if str(claim.published["method"] or "").startswith("derived:") else "known"


def claim_digits(claim: Claim) -> int | None:
    """Significant digits that the source printed for the claim's number; None where they cannot be told."""
    printed, value = claim.published["as_published"], claim.published["value"]
    return formats.printed_digits(str(printed), formats.decimal(float(value))) if printed and value else None


def amount(claim: Claim, value: float, language: str, digits: int | None, *, short: bool = False) -> str:
    """A number of the claim's measure: persons, or euro."""
    if claim.property in PERSONS:
        return formats.count(value, language, digits=digits)
    return formats.money(value, language, digits=digits, short=short)


def published_text(claim: Claim, language: str, *, short: bool = False) -> str:
    """The claim in the unit that it was published in."""
    told, digits = claim.published, claim_digits(claim)
    if claim.property in PERSONS:
        return _interval(_number(told["value"]), told["value_min"], told["value_max"],
                         lambda value: formats.count(value, language, digits=digits))  # fmt: skip
    return _interval(
        _number(told["value"]), told["value_min"], told["value_max"],
        lambda value: formats.money(value, language, currency=told["unit"], digits=digits, short=short),
    )  # fmt: skip


def conversion(claim: Claim, language: str) -> str:
    """ "1 603 310 хил. лв. ÷ 1,95583": the published amount and the rate; "" for euro and persons."""
    unit, value = claim.published["unit"], _number(claim.published["value"])
    if claim.property in PERSONS or unit == "EUR" or claim.value is None or not value or not claim.value:
        return ""
    rate = formats.number(formats.rounded(formats.decimal(value / claim.value), 5), language, 5)
    return f"{published_text(claim, language)} ÷ {rate}"


def _number(text: str | None) -> float | None:
    return None if text in (None, "") else float(str(text))


def _interval(value: float | None, low: float | None, high: float | None, write: Any) -> str:
    """One of: the number, "≥ low", "≤ high", "low–high", "≈ number", "at a loss"."""
    if low is None and high is not None and -0.02 < high < 0:
        return _("at a loss")
    if low is None and high is None:
        return "" if value is None else write(value)
    written = [write(end) if end is not None else "" for end in (low, high)]
    if value == high and low in (0, CENT):  # "nearly 2 million"
        return formats.interval(None, high, None, written)
    if value == low and high == -CENT:  # "nearly 2 million loss"
        return formats.interval(low, None, None, written)
    is_rounded = value is not None and low is not None and high is not None and low < value < high
    shown = write(value) if value is not None and (is_rounded or low == high) else None
    return formats.interval(low, high, shown, written)


def band_of(claim: Claim) -> tuple[float, float] | None:
    """Both ends of a claim without a number between them: "250 to 499", whose own number is its lower end, or "under
    250", whose own number is above it."""
    if claim.min is None or claim.max is None or claim.value is None or claim.max - claim.min <= CENT:
        return None
    is_band = claim.value > claim.max or (claim.value == claim.min and claim.max != -CENT)
    return (claim.min, claim.max) if is_band else None


def is_primary(claim: Claim) -> bool:
    """Whether the claim comes from a filing, an own audited report or an authority."""
    return claim.published["rank"] in PRIMARY_RANKS


def differs(claim: Claim, winner: Claim) -> bool:
    """Whether a losing claim of the same series prints another number than the winner."""
    if claim.lost_by is not None and claim.lost_by.line in OTHER_SERIES:
        return False
    if claim.value is None or winner.value is None:
        return False
    return abs(claim.value - winner.value) > SAME * max(abs(winner.value), 1)


def difference(claim: Claim, winner: Claim, language: str) -> str:
    """ "+0,5 %": how far a claim lies from the one shown; "" where that says nothing."""
    if claim.value is None or not winner.value or claim.value == winner.value:
        return ""
    share = (claim.value - winner.value) / abs(winner.value)
    return f"{'+' if share > 0 else ''}{formats.percent(share, language, 1)}"


def words(claim: Claim, language: str) -> dict[str, str | None]:
    """Scope, basis and population in the reader's words; None where nothing is stated."""
    told = claim.published
    return {
        "statement": label("statement", told["statement"] or "unknown", language),
        "basis": None if told["basis"] in (None, "unspecified") else label("basis", told["basis"], language),
        "population": None if told["population"] in (None, "all", "whole") else str(told["population"]),
    }
