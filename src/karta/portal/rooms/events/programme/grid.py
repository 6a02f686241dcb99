"""The grid of one day: halls as columns, a row for each moment at which something begins or ends. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from karta.portal.directory.timing import SOFIA


class Timed(Protocol):
    """What the grid asks of a session with hours."""

    starts_at: Any
    ends_at: Any
    hall_id: int | None


@dataclass(slots=True)
class Cell:
    """A session, or nothing, over so many rows and columns."""

    session: Any
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Row:
    """From one moment to the next. `begins`: whether a session begins at it; else something only ended."""

    at: datetime
    cells: list[Cell] = field(default_factory=list)

    @property
    def begins(self) -> bool:
        return any(cell.session is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: columns are halls (None: not announced), in order; each may stand several times."""

    day: date
    columns: list[Any]
    rows: list[Row]
    count: int


def days(sessions: Iterable[Timed], halls: Sequence[Any]) -> list[Day]:
    """Sessions with hours by the day in Sofia on which they begin. `halls`: in the order of the columns, with `pk`."""
    found: dict[date, list[Timed]] = {}
    for one in sorted(sessions, key=lambda one: (one.starts_at, one.ends_at)):
        found.setdefault(one.starts_at.astimezone(SOFIA).date(), []).append(one)
    return [_day(day, held, halls) for day, held in sorted(found.items())]


def _day(day: date, sessions: list[Timed], halls: Sequence[Any]) -> Day:
    across = [one for one in sessions if _is_for_all(one, sessions)]
    placed = [one for one in sessions if one not in across]
    lanes: list[tuple[Any, list[Timed]]] = []
    for hall in [*halls, None]:
        own = [one for one in placed if one.hall_id == (hall.pk if hall is not None else None)]
        lanes += [(hall, lane) for lane in _lanes(own)]
    if not lanes:
        lanes = [(None, [])]
    return Day(day, [hall for hall, _lane in lanes], _rows([lane for _hall, lane in lanes], across), len(sessions))


def _is_for_all(one: Timed, sessions: list[Timed]) -> bool:
    """Without a hall, at a time when nothing else is: a break or a plenary is drawn across all columns."""
    others = (other for other in sessions if other is not one)
    return one.hall_id is None and not any(
        other.starts_at < one.ends_at and one.starts_at < other.ends_at for other in others
    )


def _lanes(sessions: list[Timed]) -> list[list[Timed]]:
    """As few columns as hold the sessions without an overlap; they come in the order of their begin."""
    lanes: list[list[Timed]] = []
    for one in sessions:
        free = next((lane for lane in lanes if lane[-1].ends_at <= one.starts_at), None)
        if free is None:
            lanes.append([one])
        else:
            free.append(one)
    return lanes


def _rows(lanes: list[list[Timed]], across: list[Timed]) -> list[Row]:
    everything = [one for lane in [*lanes, across] for one in lane]
    moments = sorted({moment for one in everything for moment in (one.starts_at, one.ends_at)})
    place = {moment: number for number, moment in enumerate(moments)}
    rows = [Row(moment) for moment in moments[:-1]]
    whole = {place[one.starts_at]: one for one in across}
    taken = {number for one in across for number in range(place[one.starts_at], place[one.ends_at])}
    for number, one in whole.items():
        rows[number].cells.append(Cell(one, place[one.ends_at] - number, len(lanes)))
    for lane in lanes:
        _fill(rows, lane, place, taken)
    return rows


def _fill(rows: list[Row], lane: list[Timed], place: dict[datetime, int], taken: set[int]) -> None:
    """One column, top down: sessions, and between them an empty cell for each stretch."""
    begins = {place[one.starts_at]: one for one in lane}
    number = 0
    while number < len(rows):
        if number in taken:
            number += 1
            continue
        if (one := begins.get(number)) is not None:
            height = place[one.ends_at] - number
            rows[number].cells.append(Cell(one, height))
        else:
            height = 1
            while number + height < len(rows) and number + height not in taken and number + height not in begins:
                height += 1
            rows[number].cells.append(Cell(None, height))
        number += height
