"""Groups side by side: their numbers are those of facets, areas and the sums of each year, for every code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from karta.explore import groups
from karta.explore.areas import areas
from karta.explore.citation import address
from karta.explore.compare import KINDS, MOST, compare, read_of
from karta.explore.facets import facets
from karta.explore.filters import Filter, FilterError
from karta.explore.matches import match
from karta.explore.rows import organisations
from karta.explore.statistics import table
from karta.explore.summary import largest, summary
from karta.explore.sums import sum_of, sums
from karta.explore.years import sums_by_year
from karta.snapshot.reader import Snapshot, open_snapshot
from karta.snapshot.schema import MEASURES

FILTERS = (
    Filter(),
    Filter(revenue_min=100_000),
    Filter(region=("BG41",), size_class=("unknown", "250+")),
    Filter(result=("profit", "loss"), year=2022),
    Filter(q="zzzz nobody"),
)


@pytest.fixture(scope="module")
def demo_map(demo_data: Path) -> Snapshot:
    return open_snapshot(demo_data / "snapshots" / "current")


def groups_of(snapshot: Snapshot, level: str, among: set[str] | None = None) -> list[groups.Group]:
    """Every group of a level that the snapshot's own tables name, or of those the ones with a code `among` these."""
    if level == "segment":
        return [groups.segment(snapshot, code) for code in groups.segments(snapshot)]
    name, table_name = ("place", "places") if level in groups.PLACES else ("sector", "sectors")
    column = "place_code" if name == "place" else "code"
    rows = snapshot.connection().execute(f"SELECT {column} FROM {table_name} WHERE level = ?", [level]).fetchall()
    make = groups.place if name == "place" else groups.sector
    return [make(snapshot, code) for (code,) in rows if among is None or code in among]


@pytest.mark.parametrize("asked", FILTERS, ids=lambda asked: address(asked) or "all")
@pytest.mark.parametrize("level", ["region", "district", "municipality"])
def test_places_have_the_numbers_of_the_map(demo_map: Snapshot, level: str, asked: Filter) -> None:
    everywhere = asked
    for part in groups.REPLACES[level]:
        everywhere = everywhere.without(part)
    by_code = {
        statistic: {area.code: area for area in areas(demo_map, everywhere, level, "revenue", statistic)}
        for statistic in ("sum", "median")
    }
    found = groups_of(demo_map, level)
    assert len(found) == {"region": 6, "district": 28, "municipality": 265}[level]
    for group in found:
        answer, mask = groups.matched(demo_map, asked, group)
        said = summary(demo_map, answer.frame, mask, "revenue")
        area = by_code["sum"].get(group.code)
        assert said.organisations == (area.organisations if area else 0), group
        assert said.measures["revenue"].sum.sum == (area.value if area else None), group
        assert said.measures["revenue"].sum.organisations == (area.known if area else 0), group
        assert said.measures["revenue"].median == (by_code["median"][group.code].value if area else None), group


@pytest.mark.parametrize("asked", FILTERS, ids=lambda asked: address(asked) or "all")
@pytest.mark.parametrize("level", ["segment", "section", "division", "group", "class"])
def test_sectors_and_segments_have_the_numbers_of_the_facets(demo_map: Snapshot, level: str, asked: Filter) -> None:
    everywhere = asked.without("segment" if level == "segment" else "nace")
    rows = match(demo_map, everywhere)
    codes = rows.frame.codes(level)
    counted = dict(zip(codes.values, codes.counts(rows.is_match).tolist(), strict=True))
    for group in groups_of(demo_map, level):
        answer, mask = groups.matched(demo_map, asked, group)
        assert int(np.count_nonzero(mask)) == counted.get(group.code, 0), group
        found = facets(demo_map, groups.narrowed(asked, group)) if np.any(mask) else None
        if found is not None:
            said = summary(demo_map, answer.frame, mask, "revenue")
            assert {name: said.measures[name].sum for name in MEASURES} == found.sums, group


def test_settlements_add_up_to_their_municipality(demo_map: Snapshot) -> None:
    known = set(match(demo_map, Filter()).frame.codes("place").values)
    listed = Counter(row.attributes["ekatte"] for row in organisations(demo_map, Filter(), limit=1000).items)
    chosen = groups_of(demo_map, "settlement", among=known)  # of 5,255
    counted = {group.code: int(np.count_nonzero(groups.matched(demo_map, Filter(), group)[1])) for group in chosen}
    assert {code: count for code, count in counted.items() if count} == {
        code: count for code, count in listed.items() if code is not None
    }


def test_parts_of_a_summary_add_up_to_its_organisations(economy: Snapshot) -> None:
    for asked in (Filter(), Filter(district=("VTR",)), Filter(year=2021, profit_min=0)):
        found = match(economy, asked)
        said = summary(economy, found.frame, found.is_match, "revenue", ("segment", "section"))
        assert said.organisations == found.count
        for choices in (said.results, said.sizes, *said.lists.values()):
            assert sum(choice.count for choice in choices) == found.count
        for name, measure in said.measures.items():
            assert measure.sum == sum_of(found.frame, name, found.is_match)
            assert measure.unknown + measure.sum.organisations + measure.sum.left_out == found.count


@pytest.mark.parametrize("measure", MEASURES)
def test_sums_by_year_are_those_of_the_filter_with_that_year(economy: Snapshot, measure: str) -> None:
    asked = Filter(kind=("company",))
    found = match(economy, asked)
    made = sums_by_year(economy, measure, found.is_match)
    assert [point.year for point in made] == sorted(point.year for point in made)
    assert len(made) > 5
    for point in made:
        there = match(economy, replace(asked, year=point.year))
        expected = sums(there.frame, there.is_match)[measure]
        assert point.sum == pytest.approx(expected.sum)
        assert (point.organisations, point.left_out) == (expected.organisations, expected.left_out)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_largest_are_the_first_of_the_list(economy: Snapshot, measure: str) -> None:
    found = match(economy, Filter())
    listed = organisations(economy, Filter(), sort=f"-{measure}", limit=7)
    positions = largest(found.frame, found.is_match, measure, 7)
    values = found.frame.printed(measure, "value")[positions].tolist()
    assert values == [row.measures[measure].value for row in listed.items]


def test_compare_keeps_the_order_and_replaces_its_own_part_of_the_filter(demo_map: Snapshot) -> None:
    asked = Filter(region=("BG31",), district=("VAR",), segment=("hospital",))
    made = compare(demo_map, asked, "district", ["PDV", "SOF"], "revenue")
    assert made.codes == ["PDV", "SOF"]
    for column in made.columns:
        assert column.asked == Filter(district=(column.group.code,), segment=("hospital",))
        assert column.summary.organisations == match(demo_map, column.asked).count > 0
        first = organisations(demo_map, column.asked, sort="-revenue", limit=5).items
        known = [row.org_id for row in first if row.measures["revenue"].state == "current"]
        assert [row.org_id for row in column.largest] == known


def test_unknown_is_a_group_like_any_other(demo_map: Snapshot) -> None:
    made = compare(demo_map, Filter(), "segment", ["unknown", "hospital"], "revenue")
    by_code = {choice.code: choice.count for choice in facets(demo_map, Filter()).facets["segment"]}
    assert [one.summary.organisations for one in made.columns] == [by_code["unknown"], by_code["hospital"]]


def test_organisations_keep_the_breaks_of_their_series(demo_map: Snapshot) -> None:
    made = compare(demo_map, Filter(), "organisation", ["bg-eik-831902088", "bg-eik-103267194"], "revenue")
    assert made.codes == ["bg-eik-831902088", "bg-eik-103267194"]
    revenue = next(one for one in made.organisations[0].series if one.measure == "revenue")
    assert [point.year for point in revenue.points] == sorted(point.year for point in revenue.points)
    assert any(point.break_before for point in revenue.points)


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (["district"], "kind:code"),
        (["planet:earth"], "kind:code"),
        (["district:SOF", "region:BG41"], "all of one kind"),
        ([f"district:D{i}" for i in range(MOST + 1)], "at most 6"),
    ],
)
def test_of_that_cannot_be_compared_says_what_may_stand_there(of: list[str], said: str) -> None:
    with pytest.raises(FilterError, match=said):
        read_of(of)


def test_of_is_read_once_a_code() -> None:
    assert read_of(["district:SOF", " district:PDV", "district:SOF", ""]) == ("district", ["SOF", "PDV"])
    assert read_of([]) == ("", [])


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_that_the_data_do_not_know_is_an_error(demo_map: Snapshot, kind: str) -> None:
    with pytest.raises(FilterError, match="know no"):
        compare(demo_map, Filter(), kind, ["nowhere"], "revenue")


def test_a_place_of_another_level_and_sectors_of_two_levels_are_errors(demo_map: Snapshot) -> None:
    with pytest.raises(FilterError, match="know no"):
        compare(demo_map, Filter(), "district", ["BG41"], "revenue")
    with pytest.raises(FilterError, match="one level"):
        compare(demo_map, Filter(), "nace", ["C", "21"], "revenue")
    with pytest.raises(FilterError, match="measure"):
        compare(demo_map, Filter(), "nace", ["C"], "beauty")


def test_the_table_by_district_gives_the_same_sums(demo_map: Snapshot) -> None:
    found = table(demo_map, Filter(), "district", "segment")
    made = compare(demo_map, Filter(), "district", ["SOF", "PDV", "unknown"], "revenue")
    for column in made.columns:
        cell = found.cells[(column.group.code, None)]
        assert cell.organisations == column.summary.organisations
        assert cell.sums["revenue"] == column.summary.measures["revenue"].sum


def test_groups_that_nobody_knows(demo_map: Snapshot, write: Callable[..., Snapshot]) -> None:
    for find in (groups.place, groups.sector, groups.segment):
        with pytest.raises(groups.NoSuchGroup):
            find(demo_map, "nowhere")
    with pytest.raises(groups.NoSuchGroup):
        groups.place(demo_map, "BG")
    assert groups.segment(demo_map, "cro-clinical-research").code == "CRO/clinical research"
    assert groups.place(demo_map, "sof").label_en == "Sofia (capital)"
    own = write(
        [{"org_id": "a", "name_bg": "А", "segment": "Пчели & мед", "unit_kind": "legal_unit", "status": "active"}]
    )
    assert groups.segment(own, "пчели-мед").code == "Пчели & мед"
