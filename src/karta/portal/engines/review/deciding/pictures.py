"""The firmness of a ranking as a picture: intervals of places, drawn as SVG with the styles of the site."""

from __future__ import annotations

from dataclasses import dataclass

from karta.portal.engines.review.sensitivity import Sensitivity

SHOWN = 30  # entries
ROW, LEFT, WIDTH = 24, 64, 560


@dataclass(frozen=True, slots=True)
class Bar:
    """One entry: where its place and the ends of its intervals stand, in pixels, and the figures in words."""

    code: str
    y: int
    place: float
    juror: tuple[float, float]
    weight: tuple[float, float]
    interval: object

    @property
    def juror_width(self) -> float:
        return self.juror[1] - self.juror[0]

    @property
    def weight_width(self) -> float:
        return self.weight[1] - self.weight[0]


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars of the first entries; `line`: where places that win end; `ticks`: (x, place)."""

    bars: list[Bar]
    width: int
    height: int
    line: float
    ticks: list[tuple[float, int]]
    more: int


def intervals(told: Sensitivity, codes: dict[int, str], winners: int) -> Picture:
    """The picture of what was told, the first SHOWN entries of it."""
    shown = told.intervals[:SHOWN]
    most = max((max(one.by_juror[1], one.by_weight[1], one.place) for one in shown), default=1)
    step = (WIDTH - LEFT) / max(1, most)

    def x(place: float) -> float:
        return round(LEFT + (place - 0.5) * step, 1)

    half = min(6.0, step / 2)
    bars = [
        Bar(
            codes[one.entry], ROW * (at + 1), x(one.place),
            (x(one.by_juror[0]) - half, x(one.by_juror[1]) + half),
            (x(one.by_weight[0]) - half, x(one.by_weight[1]) + half), one,
        )
        for at, one in enumerate(shown)
    ]  # fmt: skip
    every = max(1, -(-most // 10))
    ticks = [(x(place), place) for place in range(1, most + 1) if place == 1 or place % every == 0]
    height = ROW * (len(shown) + 2)
    return Picture(bars, WIDTH + 16, height, round(LEFT + winners * step, 1), ticks, len(told.intervals) - len(shown))
