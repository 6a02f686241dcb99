from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.pipeline.normalise.claims import claim_id, plain
from karta.pipeline.normalise.figures import figure_claim
from karta.pipeline.normalise.problems import Problem
from karta.pipeline.tables import Publication
from pipeline.normalise.examples import a_figure, a_record, a_run


def claim_of(run=None, **changed):
    return figure_claim(run or a_run(), a_record(), a_figure(**changed), 0)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("17", 17, 17), ("250-499", 250, 499), ("над 300", 300, inf), ("близо 2000", 0, 2000), ("около 300", 250, 350)],
)
def test_printed_counts_are_intervals(value, low, high):
    claim = claim_of(value=value)
    assert (claim.value_min, claim.value_max, claim.unit, claim.as_published) == (low, high, "persons", value)


def test_thousands_are_multiplied_out():
    claim = claim_of(measure="revenue", value="877085", unit="thousand BGN", basis="total_income")
    assert (claim.value, claim.value_min, claim.unit) == ("877085000", 877085000, "BGN")
    assert claim.method == "converted:times_1000"


@pytest.mark.parametrize(
    ("stated", "low", "high"),
    [
        ({"value": "1000", "value_min": "1000", "value_max": None}, 1000, inf),
        ({"value": "11", "value_min": None, "value_max": "11"}, 0, 11),
        ({"value": "5", "value_min": "4.5", "value_max": "5.5"}, 4.5, 5.5),
    ],
)
def test_a_stated_interval_is_taken_as_stated_but_never_below_zero(stated, low, high):
    claim = claim_of(measure="revenue", unit="EUR", bounded=True, **stated)
    assert (claim.value_min, claim.value_max) == (low, high)


def test_a_result_may_be_infinite_below():
    claim = claim_of(measure="profit", unit="BGN", bounded=True, value="-5", value_min=None, value_max="-5")
    assert (claim.value_min, claim.value_max) == (-inf, -5)


def test_a_number_that_the_connector_worked_out_says_so():
    claim = claim_of(measure="profit", unit="RON", value="-3", as_published="0 - 3", derived="profit_net-pierdere_net")
    assert (claim.method, claim.as_published) == ("derived:profit_net-pierdere_net", "0 - 3")


@pytest.mark.parametrize(
    ("period", "start", "end", "precision"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("31.12.2024", date(2024, 12, 31), date(2024, 12, 31), "day"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
    ],
)
def test_periods(period, start, end, precision):
    claim = claim_of(period=period)
    assert (claim.period_start, claim.period_end, claim.date_precision) == (start, end, precision)


def test_the_rank_is_the_publications_own():
    publication = Publication(ref="S1", title="Report", url="https://example.org", published_on="2025-03", rank=2)
    claim = claim_of(publication=publication)
    assert (claim.rank, claim.publication_ref, claim.published_on) == (2, "S1", "2025-03")
    assert claim_of(publication=Publication(ref="S1", title="Report")).rank == 5
    assert claim_of().rank == 5


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"value": "-4"}, "negative_figure"),
        ({"measure": "turnover", "unit": "EUR", "value": "-1"}, "negative_figure"),
        ({"period": "20233"}, "bad_period"),
        ({"period": "1203"}, "implausible_year"),
        ({"period": "2031"}, "implausible_year"),
        ({"value": "12.345"}, "ambiguous_number"),
        ({"value": "няколко"}, "not_a_number"),
        ({"measure": "mood"}, "unseen_measure"),
        ({"unit": "EUR"}, "unseen_unit"),
        ({"measure": "profit"}, "unseen_unit"),
        ({"unit": "doubloons"}, "unseen_unit"),
        ({"statement": "secret"}, "unseen_statement"),
        ({"basis": "secret"}, "unseen_basis"),
        ({"observed_on": "soon"}, "bad_period"),
        ({"bounded": True, "value_min": "9", "value_max": "1"}, "not_a_number"),
        ({"bounded": True, "value": "many"}, "not_a_number"),
    ],
)
def test_what_cannot_be_a_claim_is_a_finding_that_names_the_place(changed, code):
    with pytest.raises(Problem) as caught:
        claim_of(**changed, locator="x.csv:9")
    finding = caught.value.finding("s", "a")
    assert finding.code == code
    assert finding.locator == "x.csv:9"
    assert finding.message_en.startswith("x.csv:9")
    assert finding.message_bg.startswith("x.csv:9")
    assert "{" not in finding.message_en + finding.message_bg


def test_the_decimal_sign_of_the_source_settles_an_ambiguous_number():
    assert claim_of(a_run(decimal=","), value="12.345").value == "12345"
    assert claim_of(a_run(decimal="."), value="12,345").value == "12345"


@given(st.decimals(-(10**12), 10**12, places=2))
def test_plain_numbers_read_back(number):
    assert Decimal(plain(number)) == number
    assert "E" not in plain(number)


@given(st.integers(0, 10**9), st.sampled_from(["EUR", "thousand BGN", "RON"]))
def test_exact_money_is_a_point(number, unit):
    claim = claim_of(measure="assets", value=str(number), unit=unit, basis="point")
    assert claim.value_min == claim.value_max == float(claim.value)


def test_ids_tell_every_part_of_a_claim_apart():
    base = {"locator": "x.csv:2", "period": "2024", "statement": "unknown", "basis": "point"}
    ids = {claim_id("s", "a", "headcount", **base), claim_id("t", "a", "headcount", **base)}
    ids |= {claim_id("s", "b", "headcount", **base), claim_id("s", "a", "fte", **base)}
    ids |= {claim_id("s", "a", "headcount", **{**base, part: "other"}) for part in base}
    assert len(ids) == 8
    assert all(len(found) == 16 for found in ids)
    assert claim_id("s", "a", "headcount", **base) == claim_id("s", "a", "headcount", **base)
