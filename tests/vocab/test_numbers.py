from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab.numbers import INFINITY, AmbiguousNumber, NotANumber, at_a_loss, bounded, parse_interval, parse_number

INF = "Infinity"
NBSP, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("17", "17", "17"),
        ("0", "0", "0"),
        ("1 234", "1234", "1234"),
        (f"1{NBSP}234{NBSP}567", "1234567", "1234567"),
        (f"1{THIN}234", "1234", "1234"),
        ("1'234", "1234", "1234"),
        ("12,5", "12.5", "12.5"),
        ("1.234.567", "1234567", "1234567"),
        ("over 300", "300", INF),
        ("more than 225 employees", "225", INF),
        ("над 2500 души", "2500", INF),
        ("вече надхвърля 800 души", "800", INF),
        ("north of 355", "355", INF),
        ("at least 110", "110", INF),
        ("поне 50", "50", INF),
        ("не по-малко от 120", "120", INF),
        ("nearly 2000", "0", "2000"),
        ("близо 2000", "0", "2000"),
        ("почти 500", "0", "500"),
        ("до 49", "0", "49"),
        ("up to 49", "0", "49"),
        ("под 10", "0", "9"),
        ("under 10", "0", "9"),
        ("not more than 9", "0", "9"),
        ("около 300", "250", "350"),
        ("about 300", "250", "350"),
        ("~80", "75", "85"),
        ("approximately 1 200", "1150", "1250"),
        ("250-499", "250", "499"),
        ("250 – 499", "250", "499"),
        ("250 to 499", "250", "499"),
        ("от 10 до 19", "10", "19"),
        ("between 10 and 19", "10", "19"),
        ("250+", "250", INF),
        ("1 000 до 4 999", "1000", "4999"),
        ("250 or more", "250", INF),
        ("над 421 хил.", "421000", INF),
    ],
)
def test_counts(text, low, high):
    interval = parse_interval(text)
    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("1.2 billion", "1200000000", "1150000000", "1250000000"),
        ("285,5 млн.", "285500000", "285450000", "285550000"),
        ("215 хил.", "215000", "215000", "215000"),
        ("около 500 хиляди", "500000", "450000", "550000"),
        ("почти 2 млн.", "2000000", "0.01", "2000000"),
        ("nearly 2 million", "2000000", "0.01", "2000000"),
        ("загуба от 1,7 млн.", "-1700000", "-1750000", "-1650000"),
        ("-12,5", "-12.5", "-12.5", "-12.5"),
        ("−43 725.90", "-43725.90", "-43725.90", "-43725.90"),
        ("loss of over 2 million", "-2000000", "-Infinity", "-2000000"),
        ("loss", "-0.01", "-Infinity", "-0.01"),
        ("на загуба", None, None, None),
    ],
)
def test_results(text, value, low, high):
    if value is None:
        with pytest.raises(NotANumber):
            parse_interval(text, kind="signed_money")
        return
    interval = parse_interval(text, kind="signed_money")
    assert (interval.value, interval.low, interval.high) == (Decimal(value), Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["12.345", "12,345", "1.234 хил."])
def test_thousands_or_fraction_is_asked_not_guessed(text):
    with pytest.raises(AmbiguousNumber):
        parse_interval(text)


def test_the_decimal_sign_settles_it():
    assert parse_number("12.345", decimal=",") == 12345
    assert parse_number("12.345", decimal=".") == Decimal("12.345")
    assert parse_number("12.345,6", decimal=",") == Decimal("12345.6")


@pytest.mark.parametrize(
    "text", ["", "няма", "1 23", "12 34 567", "1,23,456", "5-3", "под 0", "1.2.3", "12..5", "1 234.5.6", "--5", "много"]
)
def test_no_number_is_made_up(text):
    with pytest.raises(NotANumber):
        parse_interval(text)


amounts = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False)
whole = st.integers(1, 10**9)


@given(amounts)
def test_bulgarian_and_english_manners_read_back(amount):
    english = f"{amount:,.2f}"
    bulgarian = english.replace(",", NBSP).replace(".", ",")
    assert parse_number(english, decimal=".") == parse_number(bulgarian, decimal=",") == amount


@given(whole)
def test_thousands_with_blanks_need_no_hint(number):
    assert parse_number(f"{number:,}".replace(",", " ")) == number


@given(whole, st.sampled_from(["exact", "rounded", "over", "at_least", "nearly", "at_most"]))
def test_every_interval_holds_its_value_and_nothing_below_zero(number, word):
    interval = bounded(Decimal(number), word=word, kind="count")
    assert 0 <= interval.low <= interval.value <= interval.high


@given(whole)
def test_rounded_spans_half_of_the_last_digit_that_is_not_zero(number):
    interval = bounded(Decimal(number), word="rounded", kind="signed_money")
    width = interval.high - interval.low
    assert str(width).startswith("1")
    assert Decimal(number) % width == 0
    assert interval.high - number == number - interval.low == width / 2


@given(whole, st.sampled_from(["rounded", "over", "nearly", "at_most", "under"]))
def test_a_loss_mirrors_nothing_above_zero(number, word):
    interval = bounded(Decimal(-number), word=word, kind="signed_money")
    assert interval.low <= interval.high
    assert interval.high < 0 or word == "rounded"


@given(st.text(max_size=30), st.sampled_from(["count", "money", "signed_money"]))
def test_any_text_is_an_interval_or_refused(text, kind):
    try:
        interval = parse_interval(text, kind=kind)
    except NotANumber:
        return
    assert interval.low <= interval.high
    assert kind == "signed_money" or interval.low >= 0


def test_at_a_loss_is_closed_at_the_cent():
    assert (at_a_loss().low, at_a_loss().high) == (-INFINITY, Decimal("-0.01"))
