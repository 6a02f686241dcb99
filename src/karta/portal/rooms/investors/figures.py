"""Which figures the room shows of an organisation, and the amounts of offers in words."""

from __future__ import annotations

from karta.explore.rows import OrganisationRow
from karta.vocab import formats

MONEY = ("turnover", "revenue")  # the one that is known; the first where neither is


def measures_of(row: OrganisationRow) -> tuple[str, str, str]:
    """What is shown of an organisation: its people, its business, its result."""
    known = [name for name in MONEY if row.measures[name].state != "unknown"]
    return ("headcount", (known or list(MONEY))[0], "profit")


def interval_eur(low: int | None, high: int | None, language: str) -> str:
    """An amount from `low` to `high` in EUR; None is an open end; "" where both are."""
    if low is None and high is None:
        return ""
    ends = ["" if one is None else formats.money(one, language, short=True) for one in (low, high)]
    return formats.interval(low, high, ends[0] if low == high else None, ends)
