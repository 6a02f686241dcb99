"""The calendar as RFC 5545 wants it: days, instants across summer time, escapes, folding."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.portal.directory import timing
from karta.portal.directory.models import Edition
from karta.portal.rooms.events.calendar import Entry, calendar

CHANGED = datetime(2026, 11, 23, 12, tzinfo=UTC)


def edition(**values: object) -> Edition:
    return Edition(code="one", changed_at=CHANGED, is_fully_dated=True, **values)


def written(one: Edition, summary: str = "One", place: str = "") -> list[str]:
    text = calendar([Entry(one, summary, place, "https://example.org/e/")], name="N", language="en", host="example.org")
    assert text.endswith("END:VCALENDAR\r\n")
    return text.replace("\r\n ", "").split("\r\n")


def test_whole_days_end_on_the_day_after() -> None:
    lines = written(edition(starts_on=date(2024, 6, 20), ends_on=date(2024, 6, 21)))
    assert "DTSTART;VALUE=DATE:20240620" in lines
    assert "DTEND;VALUE=DATE:20240622" in lines
    assert "UID:one@example.org" in lines
    assert "DTSTAMP:20261123T120000Z" in lines


@pytest.mark.parametrize(("month", "utc"), [(1, "20240110T090000Z"), (7, "20240710T080000Z")])
def test_hours_are_instants_that_know_summer_time(month: int, utc: str) -> None:
    day = date(2024, month, 10)
    one = edition(
        starts_on=day, ends_on=day,
        starts_at=timing.instant(day, time(11)), ends_at=timing.instant(day, time(12)),
    )  # fmt: skip
    assert f"DTSTART:{utc}" in written(one)


def test_what_has_no_days_is_left_out() -> None:
    one = Edition(code="one", changed_at=CHANGED, is_fully_dated=False, ends_on=date(2023, 10, 1))
    assert "BEGIN:VEVENT" not in written(one)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=300))
def test_any_name_keeps_its_letters_and_breaks_no_line(name: str) -> None:
    one = edition(starts_on=date(2024, 6, 20), ends_on=date(2024, 6, 20))
    text = calendar([Entry(one, name, name, "https://example.org/")], name=name, language="bg", host="example.org")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    read = icalendar.Calendar.from_ical(text)
    assert [str(event["summary"]) for event in read.walk("VEVENT")] == [" ".join(name.splitlines())]
