"""Histograms as drawings: what a bar shows is what a click on its limits would match."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from django.utils import translation

from karta.explore.filters import Filter
from karta.explore.histograms import Bin, Count, Histogram
from karta.portal.explorer.map_page.histograms import BASE, TOP, Drawing, drawing

NONE = Count(0, 0)


def drawn(name: str, bins: list[Bin], asked: Filter | None = None, language: str = "en") -> Drawing:
    with translation.override(language):
        return drawing(name, Histogram(bins, NONE, NONE, Count(3, 4)), asked or Filter(), language)


PROFIT = [Bin(None, -1e6, 1, 2), Bin(-1e6, 0, 2, 2), Bin(0, 0, 0, 1), Bin(0, 1e6, 3, 4), Bin(1e6, None, 1, 1)]
HEADCOUNT = [Bin(0, 0, 0, 0), Bin(1, 9, 1, 2), Bin(10, 49, 2, 2), Bin(50, 249, 8, 9), Bin(250, None, 23, 28)]


def test_limits_of_the_brush_are_whole_numbers_with_both_ends_inside() -> None:
    limits = [(one["min"], one["max"]) for one in json.loads(drawn("profit", PROFIT).bins)]
    assert limits == [(None, -1000000), (-1000000, -1), (0, 0), (1, 1000000), (1000000, None)]
    founded = json.loads(drawn("founded", [Bin(None, 1990, 1, 1), Bin(1990, 2000, 1, 1)]).bins)
    assert [one["max"] for one in founded] == [1989, 1999]


def test_loss_and_profit_have_the_diverging_colours() -> None:
    assert [bar.tone for bar in drawn("profit", PROFIT).bars] == ["loss", "loss", "fg", "prof", "prof"]


def test_bars_outside_the_range_are_grey() -> None:
    assert [bar.tone for bar in drawn("headcount", HEADCOUNT, Filter(headcount_min=50)).bars] == [
        "out",
        "out",
        "out",
        "fg",
        "fg",
    ]


def test_the_highest_bar_reaches_the_top_and_heights_are_linear() -> None:
    bars = drawn("headcount", HEADCOUNT).bars
    assert bars[-1].all_height == BASE - TOP
    assert bars[3].all_height == pytest.approx((BASE - TOP) * 9 / 28, abs=0.1)
    assert bars[0].height == bars[0].all_height == 0


def test_classes_are_written_as_the_language_writes_ranges() -> None:
    assert [text for _, text in drawn("headcount", HEADCOUNT).ticks] == ["0", "1–9", "10–49", "50–249", "250+"]


def test_ticks_do_not_touch() -> None:
    many = [Bin(float(10**i), float(10 ** (i + 1)), 1, 1) for i in range(2, 14)]
    xs = [x for x, _ in drawn("revenue", many).ticks]
    assert all(b - a > 10 for a, b in pairwise(xs))


def test_the_label_says_everything_that_is_drawn() -> None:
    label = drawn("profit", PROFIT, language="bg").label
    assert "1 от 2" in label
    assert label.count(";") == len(PROFIT) - 1
