"""Reads of the goal: how far it is reached, the list behind it, what a forecast is learned of, the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from karta.portal.directory.models import Claim
from karta.portal.directory.queries import standing
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.map_file import map_file
from karta.portal.platform.models import AuditLine
from karta.portal.platform.public_state import kept
from karta.portal.rooms.spinoffs import entries as listed
from karta.portal.rooms.spinoffs import forecast, rules
from karta.portal.rooms.spinoffs.entries import CHECKED, CLOSED, DECLINED, VERIFIED, Entry
from karta.portal.rooms.spinoffs.models import Decision, Proposal, SpinOff

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot

WINDOW = 10  # whole years that the rate of founding is learned of
DESK = 200  # lines of the log on one page


@dataclass(frozen=True, slots=True)
class Goal:
    """Spin-offs towards a goal: those that count, those being checked, how many there are to be by the end of `year`
    (None where the claim gives none). `claim` sets target and year."""

    verified: int
    checked: int
    target: int
    year: int | None
    claim: Claim

    @property
    def open(self) -> int:
        return max(self.target - self.verified - self.checked, 0)


def entries(snapshot: Snapshot | None) -> list[Entry]:
    """The list behind the number, asked once a state."""
    return kept(f"spinoffs.entries {snapshot and snapshot.name}", lambda: listed.entries(snapshot))


def goal(snapshot: Snapshot | None) -> Goal | None:
    """How far the goal of the initiative is reached; None where no claim names one. Asked once a state."""
    initiative = map_file().initiative
    return kept(f"spinoffs.goal {initiative} {snapshot and snapshot.name}", lambda: _goal(snapshot, initiative))


def _goal(snapshot: Snapshot | None, initiative: str | None) -> Goal | None:
    claim = standing("series", initiative, "target") if initiative else None
    if claim is None or claim.value_min is None:
        return None
    states = Counter(one.state for one in entries(snapshot))
    year = claim.ends_on.year if claim.ends_on else None
    return Goal(states[VERIFIED], states[CHECKED], int(claim.value_min), year, claim)


def by_year(found: Sequence[Entry]) -> list[tuple[int, int, int]]:
    """(year, verified, being checked) of foundations, from the first year to the last one, years without any too."""
    verified = Counter(one.founded_year for one in found if one.state in (VERIFIED, CLOSED) and one.founded_year)
    checked = Counter(one.founded_year for one in found if one.state == CHECKED and one.founded_year)
    years = verified.keys() | checked.keys()
    return [(year, verified[year], checked[year]) for year in range(min(years), max(years) + 1)] if years else []


def lives(found: Sequence[Entry]) -> list[forecast.Life]:
    """Verified spin-offs, those that have closed too."""
    return [
        forecast.Life(one.founded_year, one.closed_year)
        for one in found
        if one.state in (VERIFIED, CLOSED) and one.founded_year
    ]


def known(found: Sequence[Entry], at: datetime, window: int = WINDOW) -> forecast.Known:
    """What a forecast is learned of: the window's whole years, and all decisions on candidates.

    A candidate without a year of foundation is not in the rate; one that was declined is, where its year is known.
    """
    day = at.astimezone(SOFIA).date()
    last = day.year - 1
    founded = Counter(one.founded_year for one in found if one.founded_year)
    states = Counter(one.state for one in found)
    own = lives(found)
    closures, years = forecast.at_risk(own, min((one.founded for one in own), default=last), last)
    return forecast.Known(
        at=_in_years(day),
        founded=tuple(founded[year] for year in range(last - window + 1, last + 1)),
        verified=states[VERIFIED],
        waiting=states[CHECKED],
        accepted=states[VERIFIED] + states[CLOSED],
        declined=states[DECLINED],
        closures=closures,
        company_years=years,
    )


def _in_years(day: date) -> float:
    first, following = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (following - first).days


def decisions(limit: int = 50) -> list[Decision]:
    """Standing verifications and withdrawals, newest first: what the feed tells."""
    found = Decision.objects.filter(undone_at=None).exclude(what=Decision.What.DECLINED)
    return list(found.select_related("spin_off")[:limit])


def proposals(state: str) -> QuerySet[Proposal]:
    """Proposals in one state, the one due first on top."""
    found = Proposal.objects.filter(state=state).select_related("spin_off")
    return found if state == Proposal.State.OPEN else found.order_by("-decided_at", "-pk")


def proposal_counts() -> dict[str, int]:
    """State → proposals in it."""
    counted = Proposal.objects.values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(Proposal.State.values, 0) | dict(counted.order_by())


def claims(code: str) -> list[Claim]:
    """Every claim on a spin-off, those taken back too: by property, then by what they are about, newest first."""
    found = Claim.objects.filter(subject_kind=rules.KIND, subject_code=code).select_related("source")
    return list(found.order_by("property", "-starts_on", "-recorded_at", "-pk"))


def log(found: SpinOff) -> list[AuditLine]:
    """Who did what with a spin-off and its facts, newest first."""
    told = [f"directory.claim:{pk}" for pk in Claim.objects.filter(
        subject_kind=rules.KIND, subject_code=found.code).values_list("pk", flat=True)]  # fmt: skip
    lines = AuditLine.objects.filter(target__in=[*told, f"spinoffs.spinoff:{found.pk}"])
    return list(lines.select_related("by").order_by("-at", "-pk")[:DESK])
