"""One spin-off year by year: its origin and foundation, its stages, its funding, each with its source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from karta.portal.directory import printed
from karta.portal.directory.models import Claim
from karta.portal.directory.queries import Told
from karta.portal.rooms.spinoffs.models import Stage
from karta.portal.rooms.spinoffs.pictures import Years, years_of
from karta.vocab import formats
from karta.vocab.money import BGN_PER_EUR

LONGEST = 60  # years that a picture shows


@dataclass(slots=True)
class YearOf:
    """What is said of one year: claims on foundation, stage, funding, closing, in this order."""

    year: int
    claims: list[Claim] = field(default_factory=list)


def eur(claim: Claim) -> Decimal | None:
    """An amount in EUR; None in a currency that has no fixed rate."""
    if claim.value_min is None or claim.unit not in ("EUR", "BGN"):
        return None
    return claim.value_min if claim.unit == "EUR" else claim.value_min / BGN_PER_EUR


def years(told: dict[str, Told]) -> list[YearOf]:
    """Every year that a source says something of, oldest first."""
    found: dict[int, YearOf] = {}
    for name in ("founding", "stage", "funding", "closing"):
        for claim in told[name].claims if name in told else ():
            if claim.starts_on:
                found.setdefault(claim.starts_on.year, YearOf(claim.starts_on.year)).claims.append(claim)
    return [found[year] for year in sorted(found)]


def picture(told: dict[str, Told], *, founded: int | None, until: int, language: str) -> Years | None:
    """Stages and funding by year from the foundation to `until`; None where neither is known."""
    stages = _stages(told["stage"].claims if "stage" in told else [])
    funding = _funding(told["funding"].claims if "funding" in told else [], language)
    if not stages and not funding:
        return None
    first = min([one for one in (founded, *(year for year, _name in stages), *funding) if one is not None])
    return years_of(max(first, until - LONGEST + 1), until, stages, funding)


def _stages(claims: list[Claim]) -> list[tuple[int, str]]:
    """(year, name) in order; of two in one year the last recorded."""
    in_order = sorted(claims, key=lambda one: one.recorded_at)
    known = [one for one in in_order if one.starts_on and one.value in Stage.values]
    return sorted({one.starts_on.year: str(Stage(one.value).label) for one in known}.items())


def _funding(claims: list[Claim], language: str) -> dict[int, tuple[float, str]]:
    """Year → sum in EUR of what has a rate, as a number and printed."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for one in claims:
        amount = eur(one)
        if amount is not None and one.starts_on:
            sums[one.starts_on.year] += amount
    return {year: (float(amount), formats.money(amount, language, short=True)) for year, amount in sums.items()}


def total_eur(told: dict[str, Told]) -> tuple[Decimal, int]:
    """Funding that has a rate, in EUR; how many amounts have none."""
    amounts = [eur(one) for one in (told["funding"].claims if "funding" in told else [])]
    return sum((one for one in amounts if one is not None), Decimal()), sum(one is None for one in amounts)


def date_of(claim: Claim | None, language: str) -> str:
    """A date as precise as its source."""
    return printed.dates(claim.starts_on, claim.ends_on, claim.date_precision, language) if claim else ""
