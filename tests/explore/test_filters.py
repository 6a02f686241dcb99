"""Filters: what the parameters of ARCHITECTURE §9 mean, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.explore.filters import CODED, PARTS, RANGES, Filter, FilterError

CODES = {
    "country": ["BG", "RO", "unknown"], "region": ["BG31", "BG41"], "district": ["SOF", "PDV", "unknown"],
    "municipality": ["SOF46"], "nace": ["C", "21", "21.2", "2120", "unknown"], "segment": ["hospital", "biotech R&D"],
    "kind": ["company", "ngo"], "unit_kind": ["part", "legal_unit"], "status": ["active", "deleted"],
    "size_class": ["0", "10-49", "250+", "unknown"], "result": ["loss", "zero", "unknown"], "source": ["a", "b"],
    "id": ["org-1", "bg-eik-831902088"],
}  # fmt: skip


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Any filter that an address can hold."""
    values: dict[str, object] = {
        name: tuple(sorted(draw(st.sets(st.sampled_from(CODES[name]), max_size=2)))) for name in CODED
    }
    for name in RANGES:
        ends = draw(st.tuples(*[st.none() | st.integers(-(10**9), 10**9)] * 2))
        low, high = sorted(ends) if None not in ends else ends  # type: ignore[type-var]  # no None is left to sort
        values |= {f"{name}_min": low, f"{name}_max": high, f"{name}_unknown": draw(st.booleans())}
    values["year"] = draw(st.none() | st.integers(1900, 2100))
    values["disagreement"] = draw(st.booleans())
    values["completeness_min"] = draw(st.none() | st.integers(0, 100))
    values["q"] = draw(st.none() | st.sampled_from(["софарма", "831902088", "a b"]))
    values["bbox"] = draw(st.none() | st.just((22.5, 41.25, 28.0, 44.0)))
    values["as_of"] = draw(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    return Filter(**values)  # type: ignore[arg-type]  # a dictionary of mixed values


def as_params(asked: Filter) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for name, value in asked.to_params():
        params.setdefault(name, []).append(value)
    return params


@given(filters())
def test_a_filter_survives_the_address_bar(asked: Filter) -> None:
    assert Filter.from_params(as_params(asked)) == asked


@given(filters(), st.sampled_from(PARTS))
def test_a_lifted_part_is_not_active_and_the_others_stay(asked: Filter, part: str) -> None:
    assert asked.without(part).parts() == tuple(active for active in asked.parts() if active != part)


@pytest.mark.parametrize("given_code", ["250+", "250 ", "250"])
def test_size_class_250_and_more_reads_alike_however_the_plus_arrives(given_code: str) -> None:
    assert Filter.from_params({"size_class": [given_code]}).size_class == ("250+",)


def test_codes_are_sorted_and_counted_once() -> None:
    assert Filter.from_params({"district": ["sof", "PDV", "SOF"]}).district == ("PDV", "SOF")


def test_an_empty_value_of_a_form_is_no_filter() -> None:
    assert Filter.from_params({"headcount_min": [""], "district": [""], "q": [" "]}) == Filter()


def test_view_parameters_choose_no_rows() -> None:
    assert Filter.from_params({"sort": ["-revenue"], "lang": ["bg"], "page": ["2"]}, also=["page"]) == Filter()


def test_blanks_between_thousands_are_read() -> None:
    assert Filter.from_params({"revenue_min": ["1\u202f000 000"]}).revenue_min == 1_000_000


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("headcout_min", "5"),
        ("headcount_min", "many"),
        ("headcount_min", "1.5"),
        ("size_class", "10-50"),
        ("result", "win"),
        ("status", "asleep"),
        ("nace", "pharma"),
        ("year", "20233"),
        ("bbox", "1,2,3"),
        ("bbox", "30,41,22,44"),
        ("as_of", "yesterday"),
        ("disagreement", "perhaps"),
    ],
)
def test_what_is_not_understood_is_refused_in_both_languages(parameter: str, value: str) -> None:
    with pytest.raises(FilterError) as raised:
        Filter.from_params({parameter: [value]})
    assert (raised.value.parameter, raised.value.value) == (parameter, value)
    assert raised.value.message_en
    assert raised.value.message_bg != raised.value.message_en


def test_a_range_upside_down_is_refused() -> None:
    with pytest.raises(FilterError, match="headcount_min=50: above headcount_max=10"):
        Filter.from_params({"headcount_min": ["50"], "headcount_max": ["10"]})


def test_two_values_of_a_single_parameter_are_refused() -> None:
    with pytest.raises(FilterError, match="takes one value"):
        Filter.from_params({"year": ["2022", "2023"]})
