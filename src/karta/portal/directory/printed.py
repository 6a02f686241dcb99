"""A claim's value in words of one language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from karta.portal.directory.models import Claim
from karta.portal.directory.properties import UNITS
from karta.portal.directory.timing import SOFIA
from karta.vocab import formats


def dates(starts_on: date | None, ends_on: date | None, precision: str, language: str) -> str:
    """20–21 June 2024; June 2024; 2022–2024; "from …", "until …" where an end is lost; "" for no date at all."""
    if starts_on and ends_on:
        if precision == Claim.Precision.YEAR:
            years = (starts_on.year, ends_on.year)
            return str(years[0]) if years[0] == years[1] else f"{years[0]}{formats.DASH}{years[1]}"
        if precision == Claim.Precision.MONTH:
            first, last = formats.month(starts_on, language), formats.month(ends_on, language)
            return first if first == last else f"{first} {formats.DASH} {last}"
        return formats.days(starts_on, ends_on, language)
    if starts_on:
        return _("from %(day)s") % {"day": formats.day(starts_on, language)}
    return _("until %(day)s") % {"day": formats.day(ends_on, language)} if ends_on else ""


def hours(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """11:00–12:00 as a clock in Sofia shows it; "" where no hour is known."""
    told = [f"{at.astimezone(SOFIA):%H:%M}" for at in (starts_at, ends_at) if at is not None]
    return formats.DASH.join(told)


def moment(at: datetime, language: str, *, seconds: bool = False, offset: bool = False) -> str:
    """An instant as Bulgarian clocks show it: 28 March 2027, 09:00; with the offset of its day: … (UTC+2)."""
    here = at.astimezone(SOFIA)
    told = f"{formats.day(here.date(), language)}, {here:{'%H:%M:%S' if seconds else '%H:%M'}}"
    if not offset:
        return told
    hours = (here.utcoffset() or timedelta()) // timedelta(hours=1)
    return f"{told} (UTC+{hours})"


def missing_part(edition: Any) -> str:
    """What is not known of an event's date, in words; "" where both days are."""
    if edition.is_fully_dated:
        return ""
    if edition.date_precision == Claim.Precision.MONTH:
        return _("the day is not known")
    if edition.date_precision == Claim.Precision.YEAR:
        return _("the month is not known")
    if edition.ends_on and not edition.starts_on:
        return _("the first day is lost")
    if edition.starts_on and not edition.ends_on:
        return _("the last day is not known")
    return _("no date is known")


def figure(claim: Claim, language: str) -> str:
    """A number with its bound and unit: "> 30 organisations", "≈ €23m", "15 organisations"; "" without a number."""
    low, high = claim.value_min, claim.value_max
    if low is None and high is None:
        return ""
    is_money = claim.unit in formats.SIGNS or claim.unit == "BGN"

    def written(value: Any) -> str:
        return (
            formats.money(value, language, currency=claim.unit, short=True)
            if is_money
            else formats.number(value, language, 1)
        )

    if claim.bound == "over":
        text = f">{formats.NO_BREAK}{written(low)}"
    elif high is None:
        text = f"≥{formats.NO_BREAK}{written(low)}"
    elif low is None:
        text = f"≤{formats.NO_BREAK}{written(high)}"
    elif low == high:
        text = written(low)
    elif claim.bound == "rounded":
        text = f"≈{formats.NARROW}{written((low + high) / 2)}"
    else:
        text = f"{written(low)}{formats.DASH}{written(high)}"
    unit = "" if is_money else str(UNITS.get(claim.unit, claim.unit))
    return f"{text} {unit}".strip()


def value(claim: Claim, language: str) -> str:
    """What a claim says, read: a number with its date, a date, a text; as printed where nothing was read."""
    number, day = figure(claim, language), dates(claim.starts_on, claim.ends_on, claim.date_precision, language)
    return f"{number} ({day})" if number and day else number or day or claim.value or claim.as_published
