"""Addresses of the map page."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from karta.explore.filters import FilterError
from karta.portal.explorer.map_page.state import State, read_state


def read(query: str) -> State:
    return read_state(dict(QueryDict(query).lists()))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "region=BG41&kind=hospital&kind=university&revenue_min=1000&revenue_unknown=true",
        "size_class=250%2B&measure=profit&statistic=median&level=region&tab=table&sort=-headcount&cursor=50",
    ],
)
def test_an_address_gives_itself_again(query: str) -> None:
    again = read(read(query).address().partition("?")[2])
    assert again == read(query)


def test_defaults_stay_out_of_the_address() -> None:
    with translation.override("bg"):
        assert read("statistic=sum&level=district&tab=list").address() == "/bg/map/"


def test_another_filter_starts_at_the_first_row() -> None:
    state = read("region=BG41&cursor=100")
    assert "cursor" not in state.address(state.asked.without("region"))
    assert "cursor=100" in state.address(tab="areas")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("level=village", "level"),
        ("tab=x", "tab"),
        ("sort=age", "sort"),
        ("cursor=-1", "cursor"),
        ("revenue_min=x", "revenue_min"),
        ("colour=red", "colour"),
    ],
)
def test_what_is_not_understood_is_named(query: str, parameter: str) -> None:
    with pytest.raises(FilterError) as caught:
        read(query)
    assert caught.value.parameter == parameter
    assert caught.value.message_bg != caught.value.message_en
