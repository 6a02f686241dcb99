"""The drawing of figures over time, as plain numbers."""

from __future__ import annotations

import pytest
from django.utils import translation

from karta.explore.profile import profile
from karta.portal.explorer.profile_page.chart import chart, currencies, nice_step
from karta.portal.explorer.profile_page.line import number_line
from karta.snapshot.reader import Snapshot


@pytest.mark.parametrize(
    ("high", "low", "count", "step"),
    [(965, 0, 4, 250), (49, 0, 2, 25), (10, -10, 4, 5), (1, 0, 4, 0.25), (0, 0, 2, 5e-10)],
)
def test_nice_steps(high: float, low: float, count: int, step: float) -> None:
    assert nice_step(high, low, count) == pytest.approx(step)


def test_a_chart_leaves_gaps_and_breaks_where_the_scope_switches(demo: Snapshot) -> None:
    found = profile(demo, "bg-eik-831902088")
    with translation.override("en"):
        drawn = chart(found.series, "en")
    assert drawn is not None
    revenue = next(panel for panel in drawn.panels if panel.measure == "revenue")
    years = [bar.year for bar in revenue.bars]
    assert years == sorted(years)
    assert drawn.gaps == "2009–2014"
    assert len(drawn.years) == drawn.years[-1][0] - drawn.years[0][0] + 1
    assert [words for _x, words in revenue.breaks] == ["consolidated"]
    bar = next(bar for bar in revenue.bars if bar.year == 2021)
    assert (bar.value, len(bar.diamonds), bar.css) == ("820", 1, "bar")
    assert all(float(bar.height) > 0 and float(bar.hit_height) >= 24 for bar in revenue.bars)
    assert currencies(found.series) == ["EUR", "BGN"]


def test_losses_stand_below_the_base_line(demo: Snapshot) -> None:
    sql = """SELECT org_id FROM figures WHERE measure = 'profit' AND is_year_winner GROUP BY 1
             HAVING min(value) < 0 AND count(*) > 1 ORDER BY 1 LIMIT 1"""
    row = demo.connection().execute(sql).fetchone()
    assert row is not None
    with translation.override("bg"):
        drawn = chart(profile(demo, row[0]).series, "bg")
    assert drawn is not None
    panel = next(panel for panel in drawn.panels if panel.measure == "profit")
    losses = [bar for bar in panel.bars if bar.css.startswith("loss")]
    assert losses
    assert all(bar.y == panel.base_y for bar in losses)
    assert all(bar.value.startswith("−") for bar in losses)


def test_the_number_line_marks_only_what_differs(demo: Snapshot) -> None:
    found = profile(demo, "bg-eik-831902088")
    point = next(p for s in found.series if s.measure == "revenue" for p in s.points if p.year == 2021)
    marks = number_line(point.winner, point.losers, "en")
    assert [(mark.label, mark.is_winner) for mark in marks] == [("819.8m", True), ("849m", False)]
    assert number_line(point.winner, [], "en") == []
