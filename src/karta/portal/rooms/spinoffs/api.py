"""The goal in the API: the counter with the list behind it, and the forecast under a reader's assumptions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from karta.portal.directory.timing import SOFIA
from karta.portal.platform.problems import Problem
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.rooms.spinoffs import forecast, queries
from karta.portal.rooms.spinoffs.entries import Entry
from karta.portal.rooms.spinoffs.forecast import LAG, Assumed
from karta.portal.rooms.spinoffs.foretold import Foretold, foretell
from karta.portal.rooms.spinoffs.rule import RULE

router = Router(tags=["spin-offs"])
ERRORS = {400: Problem, 404: Problem, 429: Problem}


class TextOut(Schema):
    bg: str | None
    en: str | None


class GoalOut(Schema):
    """How far the goal is reached: spin-offs that count, those being checked, `target` by the end of `year`."""

    verified: int
    checked: int
    open: int
    target: int
    year: int | None


class SourceOut(Schema):
    """Where something stands; `of`: origin or founding. `address` is null for a source without one."""

    title: TextOut
    address: str | None
    of: str


class SpinOffOut(Schema):
    """One company. `state`: verified (it counts), checked, closed (no longer counts), declined. `lacking`: of origin,
    date, source, decision."""

    key: str
    org_id: str | None
    name: TextOut
    state: str
    lacking: list[str]
    origin_kind: str | None
    origin: str | None
    founded_year: int | None
    closed_year: int | None
    evidence: str | None
    decided_on: date | None
    sources: list[SourceOut]


class SpinOffsOut(Schema):
    """The counter, the rule that it counts by, and the list behind it. `goal` is null where no claim sets one."""

    goal: GoalOut | None
    rule: list[TextOut]
    spin_offs: list[SpinOffOut]


@router.get("/spin-offs", response={200: SpinOffsOut, **ERRORS})
def spin_offs(request: HttpRequest) -> dict[str, Any]:
    """Spin-offs towards the goal: how many count, by which rule, and each of them with its sources."""
    snapshot = snapshot_or_none(request)
    goal = queries.goal(snapshot)
    return {
        "goal": goal and {name: getattr(goal, name) for name in ("verified", "checked", "open", "target", "year")},
        "rule": list(RULE),
        "spin_offs": [_out(one) for one in queries.entries(snapshot)],
    }


def _out(one: Entry) -> dict[str, Any]:
    return {
        "key": one.key, "org_id": one.org_id or None, "name": one.name, "state": one.state,
        "lacking": list(one.lacking),
        "origin_kind": one.origin_kind or None, "origin": one.origin or None, "founded_year": one.founded_year,
        "closed_year": one.closed_year, "evidence": one.evidence or None, "decided_on": one.decided_on,
        "sources": [{"title": proof.title, "address": proof.address or None, "of": proof.of} for proof in one.proofs],
    }  # fmt: skip


class AssumptionsIn(Schema):
    """What is set in place of what is learned from the list; what is left out is learned."""

    rate: float | None = Field(None, ge=0, le=200, description="founded a year")
    verified_pct: float | None = Field(None, ge=0, le=100, description="verified of those decided")
    survival_pct: float | None = Field(None, ge=50, le=100, description="working a year later")
    lag_years: float = Field(LAG, ge=0, le=5, description="mean time from founding to decision")
    window_years: int = Field(queries.WINDOW, ge=3, le=30, description="whole years that the rate is learned from")

    def assumed(self) -> Assumed:
        share, survival = (None if one is None else one / 100 for one in (self.verified_pct, self.survival_pct))
        return Assumed(self.rate, share, survival, self.lag_years)


class LearnedOut(Schema):
    """Mean and central 80 % interval; all equal where it was set."""

    mean: float
    low: float
    high: float


class BandOut(Schema):
    """The central interval that holds `share` (0–1) of the distribution."""

    share: float
    low: int
    high: int


class YearOut(Schema):
    """How many count at the end of a year; `probability` (0–1) of the target or more."""

    year: int
    mean: float
    median: int
    bands: list[BandOut]
    probability: float


class TriedOut(Schema):
    """A past forecast, at the end of `cut` for the end of `year`, beside what came."""

    cut: int
    year: int
    founded: int
    median: int
    bands: list[BandOut]
    actual: int


class HeldOut(Schema):
    """How often intervals that should hold `share` did, 0–1; null where nothing was tried."""

    share: float
    held: float | None


class ForecastOut(Schema):
    """`years` is empty where nothing is foretold: `lacking` names what too little is known of (rate, share, survival;
    set them), `is_past` that the goal's year is over."""

    target: int
    year: int
    at: date
    founded: list[int]
    decisions: int
    company_years: float
    rate: LearnedOut
    share: LearnedOut
    survival: LearnedOut
    lacking: list[str]
    is_past: bool
    years: list[YearOut]
    tried: list[TriedOut]
    coverage: list[HeldOut]


@router.get("/spin-offs/forecast", response={200: ForecastOut, **ERRORS})
def spin_offs_forecast(request: HttpRequest, asked: Query[AssumptionsIn]) -> dict[str, Any]:
    """The number of spin-offs at the end of each year to the goal's, as a distribution, and how past forecasts did."""
    snapshot, at = snapshot_or_none(request), timezone.now()
    goal = queries.goal(snapshot)
    told = foretell(snapshot, goal, asked.assumed(), asked.window_years, at) if goal else None
    if goal is None or told is None:
        raise Http404("spin-offs: no goal with a year")
    return {"target": goal.target, "year": goal.year, "at": at.astimezone(SOFIA).date(), **_told(told)}


def _told(told: Foretold) -> dict[str, Any]:
    learned = {name: dict(zip(("mean", "low", "high"), getattr(told.learned, name), strict=True))
               for name in ("rate", "share", "survival")}  # fmt: skip
    return {
        **learned,
        "founded": list(told.known.founded),
        "decisions": told.known.accepted + told.known.declined,
        "company_years": told.known.company_years,
        "lacking": list(told.lacking),
        "is_past": told.is_past,
        "years": [{**asdict(one), "bands": _bands(one.bands)} for one in told.years],
        "tried": [{**asdict(one), "bands": _bands(one.bands)} for one in told.tried],
        "coverage": [{"share": share, "held": held}
                     for share, held in zip(forecast.BANDS, told.coverage, strict=True)],
    }  # fmt: skip


def _bands(bands: tuple[tuple[int, int], ...]) -> list[dict[str, float]]:
    return [{"share": share, "low": low, "high": high}
            for share, (low, high) in zip(forecast.BANDS, bands, strict=True)]  # fmt: skip
