from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab.money import UNITS, rate, rates, to_eur
from karta.vocab.numbers import INFINITY

amounts = st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("amount", "currency", "year", "eur"),
    [
        ("1955.83", "BGN", 2018, "1000.00"),
        ("1400000", "BGN", 2008, "715808.63"),
        ("7", "EUR", 1999, "7.00"),
        ("4.9746", "RON", 2024, "1.00"),
        ("0", "BGN", 2020, "0.00"),
        ("-1.00", "BGN", 2020, "-0.51"),
    ],
)
def test_known_values(amount, currency, year, eur):
    assert to_eur(Decimal(amount), currency, year) == Decimal(eur)


@pytest.mark.parametrize(("currency", "year"), [("USD", 2020), ("RON", 2012), ("RON", 2025), ("XXX", 2020)])
def test_no_rate_is_no_amount(currency, year):
    assert to_eur(Decimal(5), currency, year) is None


@given(amounts, st.sampled_from(["BGN", "RON", "EUR"]))
def test_both_signs_alike_and_order_kept(amount, currency):
    eur = to_eur(amount, currency, 2020)
    assert to_eur(-amount, currency, 2020) == -eur
    assert to_eur(amount + 100, currency, 2020) > eur


def test_infinite_ends_stay():
    assert to_eur(INFINITY, "BGN", 2020) == INFINITY
    assert to_eur(-INFINITY, "RON", 2020) == -INFINITY


def test_every_rate_has_a_source_and_every_unit_a_currency():
    assert all(entry["source"] for entry in rates().values())
    assert [rate("RON", year) is not None for year in range(2013, 2025)] == [True] * 12
    assert {currency for currency, _ in UNITS.values()} >= {"EUR", "BGN", "RON", "USD", "persons", "fte"}
    assert UNITS["thousand BGN"] == ("BGN", Decimal(1000))
