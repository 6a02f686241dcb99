"""Money: currencies, the rates of rates.yml and the conversion to euro."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

CENT = Decimal("0.01")
BGN_PER_EUR = Decimal("1.95583")

# Multiples of a unit as sources print them, and the unit itself.
UNITS: dict[str, tuple[str, Decimal]] = {
    **{code: (code, Decimal(1)) for code in ("EUR", "BGN", "RON", "USD", "GBP", "CHF", "TRY", "PLN", "HUF", "CZK")},
    **{f"thousand {code}": (code, Decimal(1000)) for code in ("EUR", "BGN", "RON", "USD", "GBP")},
    **{f"million {code}": (code, Decimal(1_000_000)) for code in ("EUR", "BGN", "RON", "USD", "GBP")},
    "persons": ("persons", Decimal(1)),
    "fte": ("fte", Decimal(1)),
}


@cache
def rates() -> dict[str, dict[str, Any]]:
    """The reviewed rates: currency → {fixed | annual: {year: units of one euro}, source}."""
    text = resources.files("karta.vocab").joinpath("rates.yml").read_text("utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return loaded


@cache
def rate(currency: str, year: int) -> Decimal | None:
    """Units of `currency` for one euro in `year`; None where no rate was reviewed."""
    found = rates().get(currency)
    if found is None:
        return None
    printed = found.get("fixed") or found.get("annual", {}).get(year)
    return None if printed is None else Decimal(printed)


def to_eur(amount: Decimal, currency: str, year: int) -> Decimal | None:
    """Convert an amount to euro.

    Shape:   one Decimal in (infinite ends of an interval too, they stay as they are), one with two places out.
    Unit:    whole `currency` of `year` in, euro out.
    Errors:  None where no rate was reviewed: the amount is in another currency, not zero and not unknown.
    Source:  rates.yml; rounding to the cent, halves away from zero, Regulation (EC) 1103/97 art. 5.
    """
    found = rate(currency, year)
    if found is None:
        return None
    if not amount.is_finite():
        return amount
    return (amount / found).quantize(CENT, ROUND_HALF_UP)
