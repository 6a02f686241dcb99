"""Bulgarian summer time of 2027: 28 March, 3:00 becomes 4:00; 31 October, 4:00 becomes 3:00."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from karta.portal.directory.models import Edition
from karta.portal.directory.timing import SOFIA
from karta.portal.rooms.events.calendar import Entry, calendar

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def edition(start: datetime, end: datetime, code: str = "x") -> Edition:
    return Edition(
        code=code, kind="forum", name_bg="Среща", name_en="Meeting", starts_on=start.astimezone(SOFIA).date(),
        ends_on=end.astimezone(SOFIA).date(), starts_at=start, ends_at=end, is_fully_dated=True,
        date_precision="part_of_day",
        changed_at=datetime(2026, 11, 29, tzinfo=UTC),
    )  # fmt: skip


def there_and_back(made: Edition) -> tuple[Any, Any]:
    told = calendar([Entry(made, "x", "", "https://karta.example/x")], name="x", language="bg", host="karta.example")
    (event,) = Calendar.from_ical(told).walk("VEVENT")
    return event["DTSTART"].dt, event["DTEND"].dt


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2027, 3, 28, 2, tzinfo=SOFIA), datetime(2027, 3, 28, 5, tzinfo=SOFIA), 2),
        (datetime(2027, 10, 31, 2, tzinfo=SOFIA), datetime(2027, 10, 31, 5, tzinfo=SOFIA), 4),
        (datetime(2027, 10, 31, 3, 30, tzinfo=SOFIA), datetime(2027, 10, 31, 3, 30, tzinfo=SOFIA, fold=1), 1),
        (datetime(2027, 3, 27, 22, tzinfo=SOFIA), datetime(2027, 3, 28, 8, tzinfo=SOFIA), 9),
        (datetime(2027, 10, 30, 22, tzinfo=SOFIA), datetime(2027, 10, 31, 8, tzinfo=SOFIA), 11),
    ],
)
def test_an_event_across_the_change_lasts_as_long_as_it_does(start: datetime, end: datetime, hours: int) -> None:
    begins, ends = there_and_back(edition(start, end))
    assert ends - begins == timedelta(hours=hours)
    assert begins == start.astimezone(UTC)
    assert begins.astimezone(SOFIA).hour == start.hour


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_whole_day_stays_one_day(day: date) -> None:
    made = Edition(
        code="x", starts_on=day, ends_on=day, is_fully_dated=True, changed_at=datetime(2026, 11, 29, tzinfo=UTC)
    )
    assert there_and_back(made) == (day, day + timedelta(days=1))


def test_pages_show_the_hour_of_the_clock_on_the_wall(client: Client, demo: Any) -> None:
    for number, (day, utc) in enumerate([(SPRING, 6), (AUTUMN, 7)]):
        start = datetime(day.year, day.month, day.day, utc, tzinfo=UTC)
        edition(start, start + timedelta(hours=1), f"day-{number}").save()
        page = client.get(f"/bg/events/day-{number}/").content.decode()
        assert "9:00" in page or "09:00" in page
        (event,) = Calendar.from_ical(client.get(f"/bg/events/day-{number}.ics").content).walk("VEVENT")
        assert event["DTSTART"].dt == start
