"""The room's pictures as numbers for SVG: dots of the goal, foundations by year, the fan of a forecast, years of one
spin-off, and the map. Each has a table or a list that says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10, sqrt
from pathlib import Path
from typing import Any

from karta.explore import ground
from karta.portal.rooms.spinoffs.entries import CHECKED, VERIFIED, Entry
from karta.portal.rooms.spinoffs.forecast import Life, Year, counting
from karta.portal.rooms.spinoffs.queries import Goal

IN_A_ROW = 25
LEFT, RIGHT, TOP, FOOT = 40.0, 14.0, 14.0, 26.0
WIDTH = 720.0
NAMES_OF_YEARS = 12  # at most, else every second, fifth …


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Axes:
    """A plane of years and counts; years stand at their ends."""

    first: int
    last: int
    most: float
    height: float

    def x(self, year: float) -> float:
        span = max(self.last - self.first, 1)
        return round(LEFT + (year - self.first) / span * (WIDTH - LEFT - RIGHT), 1)

    def y(self, count: float) -> float:
        return round(self.height - FOOT - count / self.most * (self.height - TOP - FOOT), 1)

    def levels(self) -> list[Tick]:
        return [Tick(self.y(one), str(one)) for one in range(0, int(self.most) + 1, _step(self.most))]

    def years(self) -> list[Tick]:
        every = next(one for one in (1, 2, 5, 10, 25, 100) if (self.last - self.first) / one <= NAMES_OF_YEARS)
        named = (year for year in range(self.first, self.last + 1) if (self.last - year) % every == 0)
        return [Tick(self.x(year), str(year)) for year in named]


def _step(most: float) -> int:
    """A round distance of levels: six or fewer of them."""
    rough = max(most / 6, 1)
    size = 10 ** floor(log10(rough))
    return int(next(size * one for one in (1, 2, 5, 10) if size * one >= rough))


def _rounded(most: float) -> float:
    step = _step(most)
    return float(max(ceil(most / step) * step, step))


def dots(goal: Goal) -> Iterator[dict[str, Any]]:
    """A dot for each spin-off of the goal, IN_A_ROW a row: verified (v), being checked (p), open."""
    for at in range(max(goal.target, goal.verified)):
        state = "v" if at < goal.verified else "p" if at < goal.verified + goal.checked else ""
        yield {"state": state, "x": 10 + 20 * (at % IN_A_ROW), "y": 10 + 20 * (at // IN_A_ROW)}


def height_of_dots(goal: Goal) -> int:
    return 20 * ceil(max(goal.target, goal.verified, 1) / IN_A_ROW)


@dataclass(frozen=True, slots=True)
class Column:
    """One year of the timeline: two parts, one on the other, and their numbers."""

    year: int
    x: float
    width: float
    middle: float
    verified: int
    checked: int
    verified_y: float
    verified_height: float
    checked_y: float
    checked_height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    columns: list[Column]
    levels: list[Tick]
    zero: float
    years: list[Tick]
    width: float = WIDTH
    height: float = 170.0
    left: float = LEFT


def timeline(years: Sequence[tuple[int, int, int]]) -> Timeline | None:
    """Foundations by year: (year, verified, being checked). None without any."""
    if not years:
        return None
    axes = Axes(years[0][0], years[-1][0], _rounded(max(v + c for _year, v, c in years)), 170.0)
    slot = (WIDTH - LEFT - RIGHT) / len(years)
    width = round(min(slot * 0.7, 46), 1)
    columns = []
    for at, (year, verified, checked) in enumerate(years):
        middle = round(LEFT + slot * (at + 0.5), 1)
        zero, top, end = axes.y(0), axes.y(verified), axes.y(verified + checked)
        columns.append(Column(year, round(middle - width / 2, 1), width, middle, verified, checked,
                              top, round(zero - top, 1), end, round(top - end, 1)))  # fmt: skip
    every = next(one for one in (1, 2, 5, 10, 25, 100) if len(years) / one <= NAMES_OF_YEARS)
    named = [Tick(one.middle, str(one.year)) for one in columns if (years[-1][0] - one.year) % every == 0]
    return Timeline(columns, axes.levels(), axes.y(0), named)


@dataclass(frozen=True, slots=True)
class Fan:
    """History as a line, then bands, widest first, around the median; the target as a level."""

    history: str
    median: str
    bands: list[str]
    target_y: float
    target_label_y: float
    now_x: float
    levels: list[Tick]
    years: list[Tick]
    dots: list[tuple[float, float]]
    width: float = WIDTH
    height: float = 320.0
    left: float = LEFT
    right: float = WIDTH - RIGHT


def fan(foretold: Sequence[Year], lives: Sequence[Life], verified: int, at: float, target: int) -> Fan:
    """The chart of a forecast. History: how many of those verified today stood at the end of each year."""
    last_whole = int(at) - 1
    first = max(min((one.founded for one in lives), default=last_whole), last_whole - 14)
    past = [(year, counting(lives, year)) for year in range(min(first, last_whole), last_whole + 1)]
    highest = max([target, verified, *(one.bands[-1][1] for one in foretold), *(count for _year, count in past)])
    axes = Axes(past[0][0], foretold[-1].year, _rounded(highest * 1.04), 320.0)
    now = (at - 1, verified)  # the end of a year stands at its number
    line = [*past, now]
    ahead = [now, *((one.year, one.median) for one in foretold)]
    bands = [_band(axes, now, [(one.year, *one.bands[band]) for one in foretold])
             for band in reversed(range(len(foretold[0].bands)))]  # fmt: skip
    target_y = axes.y(target)
    return Fan(_path(axes, line), _path(axes, ahead), bands, target_y, round(target_y - 5, 1), axes.x(now[0]),
               axes.levels(), axes.years(), [(axes.x(year), axes.y(count)) for year, count in ahead[1:]])  # fmt: skip


def _path(axes: Axes, points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{axes.x(year)} {axes.y(count)}" for year, count in points)


def _band(axes: Axes, now: tuple[float, float], ends: Sequence[tuple[int, int, int]]) -> str:
    up = [now, *((year, high) for year, _low, high in ends)]
    down = [(year, low) for year, low, _high in reversed(ends)]
    return _path(axes, [*up, *down]) + "Z"


@dataclass(frozen=True, slots=True)
class StageBar:
    x: float
    width: float
    name: str
    shade: int  # 1 … 4 in turn


@dataclass(frozen=True, slots=True)
class FundingBar:
    x: float
    y: float
    width: float
    height: float
    middle: float
    text: str


@dataclass(frozen=True, slots=True)
class Years:
    """One spin-off: stages above, funding by year below, on one axis of years."""

    stages: list[StageBar]
    funding: list[FundingBar]
    years: list[Tick]
    zero: float
    width: float = WIDTH
    height: float = 210.0


def years_of(first: int, last: int, stages: Sequence[tuple[int, str]], funding: dict[int, tuple[float, str]]) -> Years:
    """`stages`: (year that it began in, name) in order; `funding`: year → (EUR, printed)."""
    count = last - first + 1
    slot = (WIDTH - 20) / count
    left = {year: round(10 + slot * (year - first), 1) for year in range(first, last + 2)}
    bars = []
    for at, (year, name) in enumerate(stages):
        end = stages[at + 1][0] if at + 1 < len(stages) else last + 1
        bars.append(StageBar(left[year], round(left[max(end, year)] - left[year], 1), name, at % 4 + 1))
    zero, most = 180.0, max((amount for amount, _text in funding.values()), default=0) or 1
    width = round(min(slot * 0.6, 54), 1)
    paid = []
    for year, (amount, text) in sorted(funding.items()):
        height, middle = round(amount / most * 90, 1), round(left[year] + slot / 2, 1)
        paid.append(FundingBar(round(middle - width / 2, 1), round(zero - height, 1), width, height, middle, text))
    every = next(one for one in (1, 2, 5, 10, 25, 100) if count / one <= NAMES_OF_YEARS)
    named = [Tick(round(left[year] + slot / 2, 1), str(year)) for year in range(first, last + 1)
             if (last - year) % every == 0]  # fmt: skip
    return Years([one for one in bars if one.width > 0], paid, named, zero)


@dataclass(frozen=True, slots=True)
class Spot:
    """Companies of one place: a circle whose area is their number."""

    x: float
    y: float
    radius: float
    name: dict[str, str | None]
    verified: int
    checked: int

    @property
    def count(self) -> int:
        return self.verified + self.checked


@dataclass(frozen=True, slots=True)
class Map:
    land: str
    borders: str
    districts: str
    names: list[tuple[str, str, float, float]]
    spots: list[Spot]
    unplaced: int
    width: int = int(ground.WIDTH)
    height: int = int(ground.HEIGHT)


def map_of(folder: Path, entries: Sequence[Entry], language: str) -> Map | None:
    """Where those that count and those being checked are; None where no shapes were built."""
    if not ground.is_built(folder, "districts", "context"):
        return None
    at = ground.built(folder)
    context = ground.context_of(folder, at)
    by_place: dict[tuple[float, float], list[Entry]] = defaultdict(list)
    wanted = [one for one in entries if one.state in (VERIFIED, CHECKED)]
    for one in wanted:
        if one.place and one.place.lon is not None and one.place.lat is not None:
            by_place[one.place.lon, one.place.lat].append(one)
    return Map(
        context["land"], context["border"],
        " ".join(path for path, _left in ground.paths(folder, "district", at).values()),
        [(kind, text[language], *ground.PROJECTION(*point[:2])) for kind, text, point in context["names"]],
        sorted((_spot(*point, own) for point, own in by_place.items()), key=lambda one: -one.radius),
        len(wanted) - sum(len(own) for own in by_place.values()),
    )  # fmt: skip


def _spot(lon: float, lat: float, own: Sequence[Entry]) -> Spot:
    x, y = ground.PROJECTION(lon, lat)
    verified = sum(one.state == VERIFIED for one in own)
    name = (own[0].place.settlement if own[0].place else None) or {"bg": None, "en": None}
    return Spot(x, y, round(7 + 3.2 * sqrt(len(own)), 1), name, verified, len(own) - verified)
