"""Amounts, references and days of dues. Pure: EUR as Decimals to the cent, days as dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from stdnum.iso7064 import mod_97_10

DUE_DAYS = 30
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def usual_stages() -> list[int]:
    """Days around the due day on which members are reminded, until the team sets its own."""
    return [-14, 7, 30]


def amount_for(due_eur: Decimal, starts_on: date, year: int, *, is_pro_rata: bool) -> Decimal:
    """What a member since `starts_on` owes for a year.

    Pro rata: in the first year a twelfth for each month from the one of the first day on, half a cent up.
    """
    if not is_pro_rata or starts_on.year < year:
        return due_eur
    return (due_eur * (13 - starts_on.month) / 12).quantize(CENT, ROUND_HALF_UP)


def reference(membership_id: int, year: int) -> str:
    """The creditor reference of a member's due for a year, with its check digits: "RF" + 2 + member + year.

    Source: ISO 11649; check digits by ISO 7064 MOD 97-10. Errors: ValueError where the year has not four digits.
    """
    if not 1000 <= year <= 9999:
        raise ValueError(f"dues: {year} is no year of four digits")
    body = f"{membership_id:05d}{year}"
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def open_eur(amount: Decimal, paid: Iterable[Decimal], waived: Decimal) -> Decimal:
    """What is still owed."""
    return amount - waived - sum(paid, NOTHING)


def stage_now(due_on: date, charged_on: date, today: date, stages: Iterable[int], told: Collection[int]) -> int | None:
    """The stage at which a member is to be reminded today, or None.

    Only the last stage whose day has come counts: after a pause of the worker nobody gets three letters at once. A
    stage before the day of the charge is none, for the letter of the charge told the same.
    """
    come = [one for one in stages if charged_on < due_on + timedelta(days=one) <= today]
    last = max(come, default=None)
    return None if last is None or any(one >= last for one in told) else last


def is_a_year_late(due_on: date, today: date) -> bool:
    """Whether a due stands open for a year or more after its day; of 29 February the year ends on 28 February."""
    try:
        ended = due_on.replace(year=due_on.year + 1)
    except ValueError:
        ended = due_on.replace(year=due_on.year + 1, day=28)
    return today >= ended
