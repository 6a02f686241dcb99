"""The grid of a day: every session once, each column free of overlaps, every moment covered exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from karta.portal.directory.timing import SOFIA
from karta.portal.rooms.events.programme import grid

START = datetime(2027, 3, 26, 9, tzinfo=SOFIA)


@dataclass(frozen=True)
class Hall:
    pk: int


@dataclass(frozen=True)
class One:
    name: str
    starts_at: datetime
    ends_at: datetime
    hall_id: int | None


def at(name: str, begins: int, ends: int, hall: int | None = None) -> One:
    """A session from so many minutes after nine to so many."""
    return One(name, START + timedelta(minutes=begins), START + timedelta(minutes=ends), hall)


def drawn(day: grid.Day) -> list[list[str]]:
    """Names of cells, with their height and width where it is not 1."""
    return [
        [f"{cell.session.name if cell.session else '-'}{cell.rows if cell.rows > 1 else ''}"
         f"{f'x{cell.columns}' if cell.columns > 1 else ''}" for cell in row.cells]
        for row in day.rows
    ]  # fmt: skip


def test_parallel_sessions_stand_side_by_side_and_a_break_across_all_halls() -> None:
    sessions = [at("a", 0, 60, 1), at("b", 0, 30, 2), at("c", 30, 60, 2), at("break", 60, 90), at("d", 90, 120, 1)]
    (day,) = grid.days(sessions, [Hall(1), Hall(2), Hall(3)])
    assert [column.pk for column in day.columns] == [1, 2]  # the third hall is not used on this day
    assert drawn(day) == [["a2", "b"], ["c"], ["breakx2"], ["d", "-"]]
    assert [row.begins for row in day.rows] == [True, True, True, True]


def test_sessions_whose_hall_is_not_known_get_columns_of_their_own() -> None:
    (day,) = grid.days([at("a", 0, 60, 1), at("b", 0, 60), at("c", 30, 90)], [Hall(1)])
    assert [column and column.pk for column in day.columns] == [1, None, None]
    assert drawn(day) == [["a2", "b2", "-"], ["c2"], ["-", "-"]]
    assert [row.begins for row in day.rows] == [True, True, False]


def test_a_session_over_midnight_stands_on_the_day_on_which_it_begins() -> None:
    night = One("night", START + timedelta(hours=14), START + timedelta(hours=19), 1)
    (day,) = grid.days([night], [Hall(1)])
    assert (day.day, drawn(day)) == (START.date(), [["night"]])


times = st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from([None, 1, 2, 3]))


@given(st.lists(times, max_size=25))
def test_every_session_is_drawn_once_and_every_place_of_the_table_is_filled_once(asked: list[tuple]) -> None:
    sessions = [at(str(number), begin * 15, (begin + length) * 15, hall)
                for number, (begin, length, hall) in enumerate(asked)]  # fmt: skip
    days = grid.days(sessions, [Hall(1), Hall(2), Hall(3)])
    names = [cell.session.name for day in days for row in day.rows for cell in row.cells if cell.session]
    assert sorted(names) == sorted(one.name for one in sessions)
    for day in days:
        width, filled = len(day.columns), [0] * len(day.rows)
        for number, row in enumerate(day.rows):
            for cell in row.cells:
                for below in range(number, number + cell.rows):
                    filled[below] += cell.columns
                if cell.session:
                    assert row.at == cell.session.starts_at
        assert filled == [width] * len(day.rows)
