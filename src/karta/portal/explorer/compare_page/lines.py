"""Small lines of growth, one a column, all on the same years and the same scale, as numbers for an SVG template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 168.0, 72.0
LEFT, RIGHT, TOP, BOTTOM = 6.0, 6.0, 6.0, 16.0


@dataclass(frozen=True, slots=True)
class Value:
    """One year. `is_break`: the statement or basis switched, so that no line joins it to the year before."""

    year: int
    value: float
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`paths`: one a run of years without gap or switch; `dots`: (x, y) of each year; `breaks`: x of a switch."""

    paths: list[str]
    dots: list[tuple[str, str]]
    breaks: list[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The columns' lines with what they share. `low` and `high`: the scale's ends, as numbers."""

    lines: list[Line]
    first: int
    last: int
    low: float
    high: float
    base_y: str
    width: str = f"{WIDTH:g}"
    height: str = f"{HEIGHT:g}"
    left: str = f"{LEFT:g}"
    right: str = f"{WIDTH - RIGHT:g}"
    year_y: str = f"{HEIGHT - 3:g}"


def lines(columns: Sequence[Sequence[Value]]) -> Lines | None:
    """One line a column; None where no column has two years."""
    values = [value for column in columns for value in column]
    if not any(len(column) > 1 for column in columns):
        return None
    first, last = min(one.year for one in values), max(one.year for one in values)
    low, high = min(0.0, *(one.value for one in values)), max(0.0, *(one.value for one in values))
    span = (high - low) or 1.0

    def x(year: int) -> float:
        return LEFT + (year - first) / max(last - first, 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (high - value) / span * (HEIGHT - TOP - BOTTOM)

    made = [_line(column, x, y) for column in columns]
    return Lines(made, first, last, low, high, f"{y(0):.1f}")


def _line(column: Sequence[Value], x: Callable[[int], float], y: Callable[[float], float]) -> Line:
    runs: list[list[Value]] = []
    for value in column:
        if runs and not value.is_break and runs[-1][-1].year == value.year - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    paths = ["M" + "L".join(f"{x(one.year):.1f} {y(one.value):.1f}" for one in run) for run in runs if len(run) > 1]
    dots = [(f"{x(one.year):.1f}", f"{y(one.value):.1f}") for one in column]
    return Line(paths, dots, [f"{x(one.year) - 4:.1f}" for one in column if one.is_break])
