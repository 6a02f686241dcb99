"""A change compares the same organisations in both years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from karta.explore.changes import changes, default_years
from karta.explore.filters import Filter, FilterError
from karta.explore.frame import frame
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot


def figure(org_id: str, year: int, value: float, **more: Any) -> dict[str, Any]:
    return {
        "org_id": org_id, "measure": "revenue", "year": year, "value": value, "value_min": value, "value_max": value,
        "currency": "EUR", "statement": "individual", "is_year_winner": True, "source_id": "list",
        "claim_id": f"{org_id}-{year}", **more,
    }  # fmt: skip


@pytest.fixture
def trial(write: Callable[..., Snapshot]) -> Snapshot:
    """a and b have both years, c the later one only, d is a group's statement, e stands in another district."""
    rows = [
        {"org_id": name, "name_bg": name, "unit_kind": "legal_unit", "status": "active", "district": district}
        for name, district in (("a", "PDV"), ("b", "PDV"), ("c", "PDV"), ("d", "PDV"), ("e", "VAR"))
    ]
    figures = [
        figure("a", 2021, 100.0), figure("a", 2022, 150.0), figure("b", 2021, 50.0), figure("b", 2022, 0.0),
        figure("c", 2022, 900.0), figure("d", 2021, 1.0, statement="consolidated"),
        figure("d", 2022, 2.0, statement="consolidated"), figure("e", 2022, 7.0),
    ]  # fmt: skip
    return write(rows, figures=figures)


def test_only_organisations_with_a_figure_in_both_years_count(trial: Snapshot) -> None:
    made = {one.code: one for one in changes(trial, Filter(year=2022), "district", "revenue", 2021)}
    plovdiv = made["PDV"]
    assert (plovdiv.before, plovdiv.after, plovdiv.difference) == (150.0, 150.0, 0.0)
    assert (plovdiv.known, plovdiv.organisations, plovdiv.share) == (2, 4, 0.0)
    assert (made["VAR"].before, made["VAR"].difference, made["VAR"].known) == (None, None, 0)


def test_a_share_of_nothing_is_not_known(write: Callable[..., Snapshot]) -> None:
    rows = [{"org_id": "a", "name_bg": "a", "unit_kind": "legal_unit", "status": "active", "district": "PDV"}]
    snapshot = write(rows, figures=[figure("a", 2021, 0.0), figure("a", 2022, 5.0)])
    (made,) = changes(snapshot, Filter(year=2022), "district", "revenue", 2021)
    assert (made.difference, made.share) == (5.0, None)


def test_areas_add_up_to_the_whole(economy: Snapshot) -> None:
    asked = Filter(year=2022, unit_kind=("legal_unit",))
    before, after = (frame(economy, year).middles("revenue") for year in (2020, 2022))
    both = match(economy, asked).is_match & ~np.isnan(before) & ~np.isnan(after)
    made = changes(economy, asked, "municipality", "revenue", 2020)
    assert sum(one.known for one in made) == int(both.sum()) > 0
    total = sum(one.difference or 0 for one in made)
    assert total == pytest.approx(float((after - before)[both].sum()), rel=1e-9)


def test_default_years_are_the_newest_well_known_one_and_the_one_before(economy: Snapshot) -> None:
    earlier, later = default_years(economy, "revenue", None, None) or (0, 0)
    assert earlier < later
    assert default_years(economy, "revenue", 2020, None) == (2019, 2020)
    assert default_years(economy, "revenue", None, 2018) == (2018, later)


@pytest.mark.parametrize(
    ("asked", "level", "measure", "parameter"),
    [(Filter(year=2022), "district", "revenue", "year_from"), (Filter(), "district", "revenue", "year"),
     (Filter(year=2023), "village", "revenue", "level"), (Filter(year=2023), "district", "age", "measure")],
)  # fmt: skip
def test_what_cannot_be_compared_is_named(
    trial: Snapshot, asked: Filter, level: str, measure: str, parameter: str
) -> None:
    with pytest.raises(FilterError) as caught:
        changes(trial, asked, level, measure, 2022)
    assert caught.value.parameter == parameter
