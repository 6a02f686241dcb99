"""When an event is coming, running or past: in Bulgarian time, across the changes of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.portal.directory import timing


@dataclass
class Event:
    starts_on: date | None = None
    ends_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    date_precision: str = "day"


JUNE = Event(date(2024, 6, 20), date(2024, 6, 21))


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2024-06-19T20:59:59", "coming"),  # one second before midnight in Sofia, which is three hours ahead
        ("2024-06-19T21:00:00", "running"),
        ("2024-06-21T20:59:59", "running"),
        ("2024-06-21T21:00:00", "past"),
    ],
)
def test_a_summer_event_begins_and_ends_at_midnight_in_sofia(at: str, state: str) -> None:
    assert timing.state(JUNE, datetime.fromisoformat(at).replace(tzinfo=UTC)) == state


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_on_which_clocks_change_has_its_own_length(day: date, hours: int) -> None:
    start, end = timing.span(Event(day, day))
    assert start is not None
    assert end is not None
    assert (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() == hours * 3600


def test_hours_are_wall_clock_hours_of_their_day() -> None:
    winter = timing.instant(date(2021, 11, 23), time(11))
    summer = timing.instant(date(2021, 7, 23), time(11))
    assert (winter.astimezone(UTC).hour, summer.astimezone(UTC).hour) == (9, 8)
    event = Event(
        date(2021, 11, 23), date(2021, 11, 23), winter, timing.instant(date(2021, 11, 23), time(12)), "part_of_day"
    )
    assert timing.state(event, datetime(2021, 11, 23, 9, 30, tzinfo=UTC)) == "running"
    assert timing.state(event, datetime(2021, 11, 23, 10, 0, tzinfo=UTC)) == "past"


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (Event(), "undated"),
        (Event(None, date(2023, 10, 1), date_precision="unknown"), "past"),
        (Event(None, date(2030, 10, 1), date_precision="unknown"), "undated"),
        (Event(date(2024, 6, 20), None), "undated"),
        (Event(date(2024, 6, 1), date(2024, 6, 30), date_precision="month"), "coming"),
        (Event(date(2023, 3, 1), date(2023, 3, 31), date_precision="month"), "past"),
    ],
)
def test_what_is_not_known_is_not_made_up(event: Event, state: str) -> None:
    assert timing.state(event, datetime(2024, 6, 20, 9, tzinfo=UTC)) == state


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 30),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - their bounds are naive
)  # fmt: skip
def test_an_event_of_whole_days_is_always_in_exactly_one_state_and_they_follow_each_other(
    start: date, length: int, at: datetime
) -> None:
    event = Event(start, date.fromordinal(start.toordinal() + length))
    local = at.astimezone(timing.SOFIA).date()
    expected = "coming" if local < start else "past" if local > event.ends_on else "running"
    assert timing.state(event, at) == expected


def test_a_next_edition_is_not_before_the_one_it_follows() -> None:
    assert timing.is_before(date(2023, 6, 27), date(2023, 9, 28))
    assert not timing.is_before(date(2024, 6, 27), date(2023, 9, 28))
    assert not timing.is_before(None, date(2023, 9, 28))
