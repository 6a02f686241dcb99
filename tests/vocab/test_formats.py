"""Numbers, money and dates as the design's §6 writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab import formats

NN, NB, MINUS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "places", "bg", "en"),
    [
        (1234.5, 1, f"1{NN}234,5", "1,234.5"),
        (1234567, 0, f"1{NN}234{NN}567", "1,234,567"),
        (-24.5, 1, f"{MINUS}24,5", f"{MINUS}24.5"),
        (0, 0, "0", "0"),
        (-0.04, 1, "0", "0"),
        (3.0, 1, "3", "3"),
        (2.5, 0, "3", "3"),
        (1200, 0, f"1{NN}200", "1,200"),
    ],
)
def test_number(value: float, places: int, bg: str, en: str) -> None:
    assert (formats.number(value, "bg", places), formats.number(value, "en", places)) == (bg, en)


@pytest.mark.parametrize(
    ("value", "options", "bg", "en"),
    [
        (1234500, {}, f"1{NN}234,5{NB}хил.{NB}€", "€1,234.5k"),
        (997_500_000, {"short": True}, f"997,5{NB}млн.{NB}€", "€997.5m"),
        (819_759_386.04, {"digits": 7}, f"819{NN}759,4{NB}хил.{NB}€", "€819,759.4k"),
        (1_603_310_000, {"currency": "BGN", "digits": 7}, f"1{NN}603{NN}310{NB}хил.{NB}лв.", f"BGN{NB}1,603,310k"),
        (823_691_220, {"digits": 4}, f"823,7{NB}млн.{NB}€", "€823.7m"),
        (848_744_727, {"digits": 3}, f"849{NB}млн.{NB}€", "€849m"),
        (-48_572_728, {"digits": 2}, f"{MINUS}49{NB}млн.{NB}€", f"{MINUS}€49m"),
        (511.29, {}, f"511{NB}€", "€511"),
        (0, {}, f"0{NB}€", "€0"),
        (12_340, {"short": True}, f"12{NB}хил.{NB}€", "€12k"),
    ],
)
def test_money(value: float, options: dict[str, object], bg: str, en: str) -> None:
    assert (formats.money(value, "bg", **options), formats.money(value, "en", **options)) == (bg, en)


@given(st.integers(-(10**12), 10**12), st.integers(1, 13), st.booleans(), st.sampled_from(["bg", "en"]))
def test_money_never_shows_more_digits_than_were_printed(value: int, digits: int, short: bool, language: str) -> None:
    shown = formats._digits(formats.money(value, language, digits=digits, short=short))
    assert len(shown.rstrip("0")) <= digits


@given(st.decimals(-(10**9), 10**9, places=2), st.integers(0, 2))
def test_number_can_be_read_back(value: Decimal, places: int) -> None:
    text = formats.number(value, "bg", places).replace(NN, "").replace(",", ".").replace(MINUS, "-")
    assert Decimal(text) == formats.rounded(value, places)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_number_refuses_what_has_no_digits(value: float) -> None:
    with pytest.raises(ValueError, match="no digits"):
        formats.number(value, "en")


@pytest.mark.parametrize(
    ("printed", "value", "digits"),
    [
        ("1,603,310", 1603310000, 7),
        ("BGN 1.66 b.", 1660000000, 3),
        ("over 300", 300, 3),
        ("2021: 1 611 млн. лв.", 1611000000, 4),
        ("0.5", 500000, 1),
        ("a few dozen", 24, None),
        ("12 + 14", 26, None),
    ],
)
def test_printed_digits(printed: str, value: float, digits: int | None) -> None:
    assert formats.printed_digits(printed, value) == digits


@pytest.mark.parametrize(
    ("low", "high", "shown", "text"),
    [
        (2000, None, None, f"≥{NB}2000"),
        (2000, float("inf"), None, f"≥{NB}2000"),
        (None, 2000, None, f"≤{NB}2000"),
        (0, 2000, None, f"≤{NB}2000"),
        (250, 499, None, "250–499"),
        (250, 350, "300", f"≈{NN}300"),
        (-2, -1, None, f"{MINUS}2{NB}–{NB}{MINUS}1"),
        (5, 5, "5", "5"),
    ],
)
def test_interval(low: float | None, high: float | None, shown: str | None, text: str) -> None:
    written = ["" if end is None else f"{end:g}".replace("-", MINUS) for end in (low, high)]
    assert formats.interval(low, high, shown, written) == text


def test_a_band_names_a_shared_unit_once() -> None:
    for language, text in (
        ("bg", f"{MINUS}970{NB}–{NB}{MINUS}610{NB}хил.{NB}€"),
        ("en", f"{MINUS}€970k{NB}–{NB}{MINUS}€610k"),
    ):
        written = [formats.money(value, language) for value in (-970_000, -610_000)]
        assert formats.interval(-970_000, -610_000, None, written) == text
    mixed = [formats.money(value, "bg", short=True) for value in (900_000, 1_100_000)]
    assert formats.interval(900_000, 1_100_000, None, mixed) == f"900{NB}хил.{NB}€–1,1{NB}млн.{NB}€"


def test_dates() -> None:
    june = date(2024, 6, 20)
    assert [formats.day(date(2026, 11, 23), lang) for lang in ("bg", "en")] == ["23.11.2026", "23 November 2026"]
    assert [formats.month(june, lang) for lang in ("bg", "en")] == ["юни 2024", "June 2024"]
    assert formats.days(june, date(2024, 6, 21), "bg") == "20–21 юни 2024"
    assert formats.days(date(2024, 6, 28), date(2024, 7, 2), "en") == "28 June – 2 July 2024"
    assert formats.days(june, june, "bg") == "20.06.2024"
    printed = [formats.printed_date(text, "en") for text in ("2022", "2022-03", "2022-03-09", "spring 2022")]
    assert printed == ["2022", "March 2022", "9 March 2022", "spring 2022"]


def test_percent() -> None:
    assert [formats.percent(0.57, lang) for lang in ("bg", "en")] == [f"57{NN}%", "57%"]
    assert formats.percent(-0.005, "bg", 1) == f"{MINUS}0,5{NN}%"


@pytest.mark.parametrize(
    ("amount", "bg", "en"),
    [
        ("0", f"0,00{NB}€", "€0.00"),
        ("1234.5", f"1{NN}234,50{NB}€", "€1,234.50"),
        ("-0.005", f"{MINUS}0,01{NB}€", f"{MINUS}€0.01"),
    ],
)
def test_amounts_to_the_cent_keep_both_decimals(amount: str, bg: str, en: str) -> None:
    assert [formats.to_the_cent(Decimal(amount), lang) for lang in ("bg", "en")] == [bg, en]
