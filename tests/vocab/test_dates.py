from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab.dates import NotADate, parse_date

days = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2022", "2022-01-01", "2022-12-31", "year"),
        ("2022 г.", "2022-01-01", "2022-12-31", "year"),
        ("2022.0", "2022-01-01", "2022-12-31", "year"),
        ("2022-02", "2022-02-01", "2022-02-28", "month"),
        ("02/2024", "2024-02-01", "2024-02-29", "month"),
        ("2022-03-09", "2022-03-09", "2022-03-09", "day"),
        ("9.03.2022", "2022-03-09", "2022-03-09", "day"),
        ("09/03/2022 г.", "2022-03-09", "2022-03-09", "day"),
        ("9 март 2022 г.", "2022-03-09", "2022-03-09", "day"),
        ("March 2022", "2022-03-01", "2022-03-31", "month"),
        ("2022-03-09 00:00:00", "2022-03-09", "2022-03-09", "day"),
        ("2022/03/09", "2022-03-09", "2022-03-09", "day"),
    ],
)
def test_manners(text, start, end, precision):
    span = parse_date(text)
    assert (span.start.isoformat(), span.end.isoformat(), span.precision) == (start, end, precision)


@pytest.mark.parametrize("text", ["20233", "31.02.2022", "2022-13", "09.03.22", "", "няма", "0000", "мартъ 2022", "1"])
def test_what_is_no_date(text):
    with pytest.raises(NotADate):
        parse_date(text)


@given(days)
def test_the_three_orders_read_back(day):
    assert parse_date(f"{day.day}.{day.month}.{day.year:04}", order="DMY").start == day
    assert parse_date(f"{day.month}/{day.day}/{day.year:04}", order="MDY").start == day
    assert parse_date(day.isoformat()).end == day


@given(st.text(max_size=20))
def test_any_text_is_a_span_or_refused(text):
    try:
        span = parse_date(text)
    except NotADate:
        return
    assert span.start <= span.end
