"""A forecast as the page and the API ask for it: of the list as it stands, under what a reader set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from karta.portal.platform.public_state import kept
from karta.portal.rooms.spinoffs import forecast, queries
from karta.portal.rooms.spinoffs.forecast import Assumed, HorizonPast, Known, Learned, Life, TooLittle, Tried, Year
from karta.portal.rooms.spinoffs.queries import Goal

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


@dataclass(frozen=True, slots=True)
class Foretold:
    """`years` is empty where nothing is foretold: then `lacking` names the quantities that too little is known of, or
    `is_past` says that the goal's year is over. `tried` are past forecasts beside what came, `coverage` their share
    inside each of forecast.BANDS."""

    known: Known
    learned: Learned
    lives: list[Life]
    years: list[Year]
    lacking: tuple[str, ...]
    is_past: bool
    tried: list[Tried]
    coverage: tuple[float | None, ...]

    @property
    def last(self) -> Year | None:
        return self.years[-1] if self.years else None


def foretell(snapshot: Snapshot | None, goal: Goal, assumed: Assumed, window: int, at: datetime) -> Foretold | None:
    """None where the goal has no year. Asked once a state, day and set of assumptions."""
    if goal.year is None:
        return None
    name = f"spinoffs.forecast {snapshot and snapshot.name} {goal.target} {goal.year} {assumed} {window} {at:%Y-%m-%d}"
    return kept(name, lambda: _foretell(snapshot, goal, assumed, window, at))


def _foretell(snapshot: Snapshot | None, goal: Goal, assumed: Assumed, window: int, at: datetime) -> Foretold:
    found = queries.entries(snapshot)
    known, lives = queries.known(found, at, window), queries.lives(found)
    tried = _tried(snapshot, lives, int(known.at) - 1, window)
    years: list[Year] = []
    lacking: tuple[str, ...] = ()
    is_past = False
    try:
        years = forecast.forecast(known, assumed, target=goal.target, until=goal.year or 0)
    except TooLittle as error:
        lacking = error.lacking
    except HorizonPast:
        is_past = True
    return Foretold(known, forecast.learned(known, assumed), lives, years, lacking, is_past, tried,
                    forecast.coverage(tried))  # fmt: skip


def _tried(snapshot: Snapshot | None, lives: list[Life], last: int, window: int) -> list[Tried]:
    """Past forecasts depend on no assumption: kept apart, so that a reader who tries others waits for none."""
    name = f"spinoffs.tried {snapshot and snapshot.name} {last} {window}"
    return kept(name, lambda: forecast.back_test(lives, last=last, window=window))
