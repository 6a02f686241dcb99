"""The dates that sources give for one event, side by side: one line a date, with who says it and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from karta.portal.directory import timing
from karta.portal.directory.models import Claim

Verdict = Literal["shown", "agrees", "disagrees", "not_possible"]


@dataclass(slots=True)
class DateLine:
    """One date and the claims that give it."""

    claims: list[Claim] = field(default_factory=list)
    verdict: Verdict = "agrees"

    @property
    def first(self) -> Claim:
        return self.claims[0]


def lines(claims: list[Claim], shown: Claim | None, *, followed: date | None = None) -> list[DateLine]:
    """Claims on an event's dates, equal ones on one line: the shown first, what is not possible last.

    `followed`: the first day of the edition that this one follows; a date before it is not possible (TR02).
    """
    found: dict[tuple[date | None, date | None, str], DateLine] = {}
    for claim in claims:
        line = found.setdefault((claim.starts_on, claim.ends_on, claim.date_precision), DateLine())
        line.claims.append(claim)
        line.verdict = verdict(claim, shown, followed=followed)
    order = ("shown", "agrees", "disagrees", "not_possible")
    return sorted(found.values(), key=lambda line: order.index(line.verdict))


def verdict(claim: Claim, shown: Claim | None, *, followed: date | None = None) -> Verdict:
    """How one date stands to the shown one. A lost end, or a month that holds the shown days, agrees with it."""
    if timing.is_before(claim.starts_on, followed):
        return "not_possible"
    if shown is None or _span(claim) == _span(shown):
        return "shown"
    if claim.state != Claim.State.KNOWN:
        return "agrees"
    if claim.date_precision not in timing.EXACT and claim.starts_on and claim.ends_on:
        holds = shown.starts_on and shown.ends_on
        return (
            "agrees" if holds and claim.starts_on <= shown.starts_on and shown.ends_on <= claim.ends_on else "disagrees"
        )
    ends = ((claim.starts_on, shown.starts_on), (claim.ends_on, shown.ends_on))
    return "agrees" if all(own is None or own == other for own, other in ends) else "disagrees"


def _span(claim: Claim) -> tuple[date | None, date | None]:
    return claim.starts_on, claim.ends_on
