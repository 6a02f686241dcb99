"""Facets, histograms, sums, areas and the table: what each counts, on rows written by hand and on the economy."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import pytest

from explore.by_hand import organisation
from karta.explore.areas import areas, circles
from karta.explore.facets import Choice, facets
from karta.explore.filters import Filter, FilterError
from karta.explore.matches import match
from karta.explore.search import suggest
from karta.explore.statistics import table
from karta.snapshot.reader import Snapshot

Write = Callable[..., Snapshot]


def counts(choices: list[Choice]) -> dict[str, tuple[int, int]]:
    return {choice.code: (choice.count, choice.all) for choice in choices}


@pytest.fixture
def five(write: Write) -> Snapshot:
    """Five organisations in three districts; PDV and SOF in BG42 and BG41."""
    rows = [
        organisation("a", district="SOF", region="BG41", kind="company", headcount=(300, 300), revenue=(1000, 3000)),
        organisation("b", district="SOF", region="BG41", kind="ngo", headcount=(20, 20), revenue=(500, inf)),
        organisation("c", district="PDV", region="BG42", kind="company", headcount=(8, 12), founded_year=1999),
        organisation(
            "d", district="PDV", region="BG42", kind="company", revenue=(700, 700), revenue_statement="consolidated",
        ),
        organisation("e", kind="company", revenue_state="other_currency"),
    ]  # fmt: skip
    places = [
        {"place_code": "SOF", "level": "district", "name_bg": "София", "name_en": "Sofia"},
        {"place_code": "PDV", "level": "district", "name_bg": "Пловдив", "name_en": "Plovdiv"},
    ]
    return write(rows, places=places)


def test_a_list_is_lifted_from_its_own_filter(five: Snapshot) -> None:
    found = facets(five, Filter.from_params({"district": ["SOF"], "kind": ["company"]}))
    assert found.totals["count"] == 1
    assert counts(found.facets["district"]) == {"PDV": (2, 2), "SOF": (1, 2), "unknown": (1, 1)}
    assert counts(found.facets["kind"]) == {"company": (1, 4), "ngo": (1, 1)}


def test_map_18_choices_bear_both_languages(five: Snapshot) -> None:
    found = facets(five, Filter())
    assert [(choice.label_bg, choice.label_en) for choice in found.facets["district"]] == [
        ("Пловдив", "Plovdiv"), ("София", "Sofia"), ("неизвестно", "unknown"),
    ]  # fmt: skip


def test_a_region_is_not_emptied_by_choosing_one_of_its_districts(five: Snapshot) -> None:
    found = facets(five, Filter(district=("SOF",), region=("BG41",)))
    assert counts(found.facets["region"]) == {"BG41": (2, 2), "BG42": (2, 2), "unknown": (1, 1)}


def test_a_histogram_counts_what_a_click_on_its_bar_matches(five: Snapshot) -> None:
    made = facets(five, Filter()).histograms["headcount"]
    assert [(bar.min, bar.max, bar.count) for bar in made.bins] == [
        (0, 0, 0), (1, 9, 0), (10, 49, 1), (50, 249, 0), (250, None, 1),
    ]  # fmt: skip
    assert (made.undecided.count, made.other_currency.count, made.unknown.count) == (1, 0, 2)


def test_histograms_of_the_economy_count_each_row_once_and_as_matched(economy: Snapshot) -> None:
    found = facets(economy, Filter.from_params({"district": ["SOF", "RSE", "BGS"]}))
    for name, made in found.histograms.items():
        beside = made.undecided.count + made.other_currency.count + made.unknown.count
        assert sum(bar.count for bar in made.bins) + beside == found.totals["count"], name
    for bar in found.histograms["headcount"].bins:
        asked = {"headcount_min": [f"{bar.min:.0f}"]} | (
            {"headcount_max": [f"{bar.max:.0f}"]} if bar.max is not None else {}
        )
        matched = match(economy, Filter.from_params({"district": ["SOF", "RSE", "BGS"], **asked}))
        assert matched.count == bar.count, bar


def test_sums_take_finite_figures_of_legal_units_and_print_what_they_leave_out(five: Snapshot) -> None:
    made = facets(five, Filter()).sums["revenue"]
    assert (made.sum, made.organisations, made.left_out) == (2000, 1, 3)
    assert made.share_known == pytest.approx(0.2)
    nothing = facets(five, Filter(kind=("hospital",))).sums["revenue"]
    assert (nothing.sum, nothing.organisations, nothing.share_known) == (None, 0, None)


def test_missing_says_what_each_measure_leaves_open(five: Snapshot) -> None:
    found = facets(five, Filter(headcount_min=10, revenue_min=600))
    assert found.totals == {
        "count": 1, "undecided": 1, "unknown": 3, "outdated": 0, "other_currency": 0, "all": 5,
    }  # fmt: skip
    assert found.missing["headcount"] == {"undecided": 1, "other_currency": 0, "outdated": 0, "unknown": 2}
    assert found.missing["revenue"] == {"undecided": 1, "other_currency": 1, "outdated": 0, "unknown": 1}


def test_sectors_open_one_level_at_a_time(economy: Snapshot) -> None:
    sections = facets(economy, Filter()).facets["nace"]
    assert [choice.code for choice in sections] == ["C", "G", "J", "M", "Q", "unknown"]
    inside = facets(economy, Filter.from_params({"nace": ["C"]}))
    assert [choice.code for choice in inside.facets["nace"]] == ["10", "20", "21", "26", "32"]
    assert sum(choice.count for choice in inside.facets["nace"]) == inside.totals["count"]
    leaf = facets(economy, Filter.from_params({"nace": ["2111"]}))
    assert [choice.code for choice in leaf.nace_path] == ["C", "21", "21.1", "21.11"]
    assert "21.11" in [choice.code for choice in leaf.facets["nace"]]


def test_years_are_those_that_have_figures_newest_first(economy: Snapshot) -> None:
    found = facets(economy, Filter(year=2022, headcount_min=50))
    years = [choice.code for choice in found.facets["year"]]
    assert years == sorted(years, reverse=True)
    assert years[-1] == "2017"
    chosen = next(choice for choice in found.facets["year"] if choice.code == "2022")
    assert 0 < chosen.count < chosen.all


def test_coverage_is_of_the_population(five: Snapshot) -> None:
    coverage = facets(five, Filter()).coverage
    assert coverage["headcount"] == pytest.approx(0.6)
    assert coverage["district"] == pytest.approx(0.8)
    assert coverage["founded"] == pytest.approx(0.2)
    assert coverage["source"] == 1


def test_map_17_areas_by_count_sum_median_and_share(five: Snapshot) -> None:
    def values(measure: str, statistic: str) -> dict[str, float | None]:
        return {area.code: area.value for area in areas(five, Filter(), "district", measure, statistic)}

    assert values("revenue", "count") == {"PDV": 2, "SOF": 2, "unknown": 1}
    assert values("headcount", "sum") == {"PDV": 10, "SOF": 320, "unknown": None}
    assert values("headcount", "median") == {"PDV": 10, "SOF": 160, "unknown": None}
    assert values("headcount", "share") == {"PDV": 10 / 330, "SOF": 320 / 330, "unknown": None}
    with pytest.raises(FilterError, match="one of count, sum, median, share"):
        values("revenue", "mode")


def test_map_16_circles_stand_at_the_smallest_place_that_is_known(write: Write) -> None:
    at = {"lon": 23.3, "lat": 42.7}
    rows = [
        organisation("a", ekatte="68134", municipality="SOF46", place_precision="settlement", **at),
        organisation("b", ekatte="68134", municipality="SOF46", place_precision="settlement", **at),
        organisation("c", municipality="SOF46", place_precision="municipality", **at),
        organisation("d"),
    ]
    snapshot = write(rows)
    made = [(circle.code, circle.precision, circle.organisations) for circle in circles(snapshot, Filter())]
    assert made == [("68134", "settlement", 2), ("SOF46", "municipality", 1)]
    assert facets(snapshot, Filter()).unplaced == 1


def test_table_has_totals_and_a_share_known(five: Snapshot) -> None:
    made = table(five, Filter(), "district", "kind")
    assert [row.code for row in made.rows] == ["PDV", "SOF", "unknown"]
    assert [column.code for column in made.columns] == ["company", "ngo"]
    assert made.cells["SOF", None].organisations == 2
    assert made.cells[None, "company"].sums["headcount"].sum == 310
    assert made.cells["SOF", "ngo"].sums["revenue"].left_out == 1
    with pytest.raises(FilterError, match="one of region"):
        table(five, Filter(), "colour", "kind")


def test_suggestions_look_at_every_kind_and_status(write: Write) -> None:
    rows = [organisation("gone", name_bg="Медика АД", status="merged"), organisation("there", name_bg="Медикс ООД")]
    snapshot = write(rows)
    assert [found.org_id for found in suggest(snapshot, "медик")] == ["gone", "there"]
    assert [found.org_id for found in suggest(snapshot, "medik", limit=1)] == ["gone"]
    assert suggest(snapshot, " — ") == []
