"""Numbers of persons are made here from dates; none is anybody's that we know."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab.persons import holds_egn, is_egn, is_sole_trader

WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6)


def egn_of(born: date, serial: int) -> str:
    """A number whose date part and check digit hold, by the rule of the register of population."""
    month = born.month + (40 if born.year >= 2000 else 20 if born.year < 1900 else 0)
    nine = f"{born.year % 100:02}{month:02}{born.day:02}{serial:03}"
    return nine + str(sum(w * int(d) for w, d in zip(WEIGHTS, nine, strict=True)) % 11 % 10)


born = st.dates(date(1900, 1, 1), date(2025, 12, 31))
serials = st.integers(0, 999)


@given(born, serials)
def test_made_numbers_are_recognised_and_their_slips_are_not(day, serial):
    egn = egn_of(day, serial)
    assert is_egn(egn)
    assert not is_egn(egn[:9] + str((int(egn[9]) + 1) % 10))


@given(born, serials)
def test_found_within_text_and_in_groups(day, serial):
    egn = egn_of(day, serial)
    assert holds_egn(f"ЕГН {egn}, гр. Пловдив")
    assert holds_egn(f"{egn[:6]} {egn[6:]}")
    assert holds_egn(f"{egn[:2]} {egn[2:4]} {egn[4:6]} {egn[6:]}")
    assert not holds_egn(f"1{egn}")


@given(st.dates(date(2000, 1, 1), date(2009, 12, 31)), serials)
def test_a_lost_zero_does_not_hide_it_unless_it_is_an_eik(day, serial):
    from karta.vocab.eik import is_valid_eik

    lost = egn_of(day, serial)[1:]
    assert holds_egn(lost) != is_valid_eik(lost)
    assert holds_egn(f"{lost}.0") != is_valid_eik(lost)


@pytest.mark.parametrize("text", ["831902088", "0888123456", "BG16RFOP002", "2013 2014 2015", "12.03.2015 10:00", ""])
def test_numbers_of_other_things(text):
    assert not holds_egn(text)


@pytest.mark.parametrize(
    ("legal_form", "name"),
    [
        ("ЕТ", "Примерова"),
        ("ET", "Sample"),
        ("едноличен търговец", None),
        ("Е.Т.", None),
        (None, "ЕТ „Проба – Примеров“"),
        (None, "ЕТ Проба"),
        (None, 'ET "Proba"'),
        (None, "Проба Примеров, ЕТ"),
        (None, "Едноличен търговец Проба"),
        (None, "EТ Проба"),
        ("Sole trader", None),
        (None, "ет проба примеров"),
        (None, "Proba Primerov, ET"),
        (None, '"Проба" ЕТ'),
        (None, "Проба ЕТ"),
    ],
)
def test_sole_traders(legal_form, name):
    assert is_sole_trader(legal_form, name)


@pytest.mark.parametrize(
    ("legal_form", "name"),
    [
        ("АД", "МБАЛ „Д-р Иван Селимински“ - Сливен АД"),
        ("ЕООД", "Валентин Савов и партньори"),
        (None, "Етрополе инвест"),
        (None, "ET Solutions Ltd"),
        ("ЕООД", "Ет Софт ЕООД"),
        (None, "Eto Pharma"),
        (None, "Попов, Арнаудов и партньори"),
        (None, None),
        ("", ""),
        (None, "INSTITUTE"),
        ("ООД", "Планет ООД"),
        (None, "Интернет"),
        (None, "Webinar, 10:00 ET"),
        (None, "ЕТИКА И ПРАВО"),
    ],
)
def test_organisations_named_after_persons_stay(legal_form, name):
    assert not is_sole_trader(legal_form, name)
