"""The proof of an aggregate adds up: to the number itself, to the rows behind it, to a plain count over the tables."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest

from karta.explore.aggregate_proof import DOUBTFUL, PARTS, aggregate_proof, rows_behind
from karta.explore.areas import areas
from karta.explore.filters import Filter, FilterError
from karta.explore.frame import frame
from karta.explore.histograms import histogram
from karta.explore.matches import match
from karta.explore.number import Number, read_number
from karta.explore.proof_table import csv_lines
from karta.explore.rows import rows_at
from karta.explore.statistics import table
from karta.explore.sums import sum_of
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

FILTERS = (
    Filter(), Filter(headcount_min=50), Filter(district=("PDV", "SOF"), revenue_min=100_000), Filter(year=2024),
    Filter(year=2023, result=("profit",)), Filter(unit_kind=("legal_unit", "group"), status=("active", "unknown")),
    Filter(year=1901), Filter(q="nothing has this name"),
)  # fmt: skip
FIRST = slice(0, 20)


@pytest.mark.parametrize("asked", FILTERS, ids=lambda asked: str(asked.to_params()))
@pytest.mark.parametrize("measure", MEASURES)
def test_a_sum_is_what_its_proof_is_made_of(economy: Snapshot, asked: Filter, measure: str) -> None:
    number = Number(asked=asked, measure=measure, statistic="sum")
    found, rows = aggregate_proof(economy, number), match(economy, asked)
    made = sum_of(rows.frame, measure, rows.is_match)
    assert (found.value, found.counted, found.organisations) == (made.sum, made.organisations, rows.count)
    assert sum(found.parts.values()) == rows.count
    left_out = sum(found.parts[part] for part in PARTS[1:6])
    assert (found.parts["counted"], left_out) == (made.organisations, made.left_out)
    assert {name: found.doubtful[f"filter_{name}"] for name in ("undecided", "unknown")} == {
        name: rows.totals[name] for name in ("undecided", "unknown")
    }
    for told in (found.sources, found.years):
        assert sum(one.organisations for one in told) == found.counted
        assert sum(one.amount or 0 for one in told) == pytest.approx(made.sum or 0)


@pytest.mark.parametrize("year", [None, 2024])
def test_sources_years_and_parts_are_those_of_a_plain_query(economy: Snapshot, year: int | None) -> None:
    number = Number(asked=Filter(year=year), measure="revenue", statistic="sum")
    found = aggregate_proof(economy, number)
    which = "is_shown AND shown_state = 'current'" if year is None else f"is_year_winner AND year = {year}"
    sql = f"""SELECT f.source_id, f.year, count(*) AS n FROM figures f JOIN
            read_parquet('{economy.path / "organisations.parquet"}') o USING (org_id)
        WHERE measure = 'revenue' AND {which} AND o.unit_kind = 'legal_unit'
            AND coalesce(o.status, 'unknown') NOT IN ('deleted', 'merged')
            AND coalesce(f.statement, 'unknown') <> 'consolidated' AND isfinite(f.value_min) AND isfinite(f.value_max)
            AND coalesce(f.population, 'all') = 'all' GROUP BY ALL"""
    rows = economy.connection().execute(sql).fetchall()
    by_source = {source: sum(n for s, _, n in rows if s == source) for source in {row[0] for row in rows}}
    by_year = {made: sum(n for _, y, n in rows if y == made) for made in {row[1] for row in rows}}
    assert {one.source_id: one.organisations for one in found.sources} == by_source
    assert {one.year: one.organisations for one in found.years} == by_year


@pytest.mark.parametrize("asked", FILTERS, ids=lambda asked: str(asked.to_params()))
def test_each_count_opens_to_exactly_its_rows(economy: Snapshot, asked: Filter) -> None:
    number = Number(asked=asked, cells=(("region", "BG41"),), measure="profit", statistic="sum")
    found = aggregate_proof(economy, number)
    for part in PARTS:
        assert len(rows_behind(economy, number, part)) == found.parts[part]
    for name in DOUBTFUL:
        assert len(rows_behind(economy, number, name)) == found.doubtful[name]
    outdated = rows_at(economy, frame(economy, asked.year), rows_behind(economy, number, "outdated")[FIRST])
    assert {row.measures["profit"].state for row in outdated} <= {"outdated"}
    groups = rows_at(economy, frame(economy, asked.year), rows_behind(economy, number, "group")[FIRST])
    assert {row.measures["profit"].statement for row in groups} <= {"consolidated"}


def test_pages_of_contributions_are_the_largest_first_each_once(economy: Snapshot) -> None:
    number = Number(asked=Filter(), measure="revenue", statistic="sum")
    amounts: list[float] = []
    seen: list[str] = []
    count = aggregate_proof(economy, number).counted
    for offset in range(0, count + 50, 50):
        for one in aggregate_proof(economy, number, offset=offset).contributions:
            assert one.claim is not None
            assert one.claim["claim_id"] == one.organisation.measures["revenue"].claim_id
            amounts.append(float(one.amount or 0))
            seen.append(one.organisation.org_id)
    assert amounts == sorted(amounts, reverse=True)
    assert len(set(seen)) == len(seen) == count
    assert sum(amounts) == pytest.approx(aggregate_proof(economy, number).value)


def test_a_median_shows_the_figures_nearest_to_it(economy: Snapshot) -> None:
    number = Number(asked=Filter(nace=("21",)), measure="headcount", statistic="median")
    found = aggregate_proof(economy, number)
    rows = match(economy, number.asked)
    middles = rows.frame.middles("headcount")[rows.is_match]
    assert found.value == np.median(middles[~np.isnan(middles)])
    apart = [abs(float(one.amount or 0) - float(found.value or 0)) for one in found.contributions]
    assert apart == sorted(apart)


def test_cells_areas_and_bars_have_the_numbers_of_their_pictures(economy: Snapshot) -> None:
    asked = Filter(headcount_min=10)
    for area in areas(economy, asked, "district", "revenue", "share")[:6]:
        cells = (("district", area.code),)
        share = aggregate_proof(economy, Number(asked=asked, cells=cells, measure="revenue", statistic="share"))
        assert (share.value, share.organisations) == (pytest.approx(area.value), area.organisations)
        count = aggregate_proof(economy, Number(asked=asked, cells=cells))
        assert (count.value, count.counted) == (area.organisations, area.organisations)
    made = table(economy, asked, "region", "section")
    for (row, column), cell in list(made.cells.items())[::7]:
        cells = tuple((name, code) for name, code in (("region", row), ("section", column)) if code)
        assert aggregate_proof(economy, Number(asked=asked, cells=cells)).value == cell.organisations
    found = match(economy, asked)
    bars = histogram(found, "revenue").bins
    for i, one in enumerate(bars):
        assert aggregate_proof(economy, Number(asked=asked, cells=(("revenue_bar", str(i)),))).value == one.count


def test_every_source_of_a_count_is_told(economy: Snapshot) -> None:
    found = aggregate_proof(economy, Number(asked=Filter()))
    assert (found.parts, found.years, found.value) == ({}, [], found.organisations)
    codes = frame(economy).codes("source")
    counts = codes.counts(match(economy, Filter()).is_match).tolist()
    assert {one.source_id: one.organisations for one in found.sources} == {
        name: count for name, count in zip(codes.values, counts, strict=True) if count
    }


def test_the_table_has_every_row_and_is_no_formula(economy: Snapshot) -> None:
    number = Number(asked=Filter(district=("PDV",)), measure="revenue", statistic="sum")
    positions = rows_behind(economy, number, "counted")
    text = "".join(csv_lines(economy, number, positions, lang="en"))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == len(positions)
    assert {row["snapshot"] for row in rows} == {economy.name}
    assert all(row["licence"] and row["as_published"] for row in rows)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize(("params", "parameter"), [
    ({"measure": ["gold"]}, "measure"), ({"statistic": ["sum"]}, "measure"), ({"statistic": ["mode"]}, "statistic"),
    ({"cell": ["district"]}, "cell"), ({"cell": ["shoe:1"]}, "cell"), ({"cell": ["district:A"] * 5}, "cell"),
    ({"size_class": ["huge"]}, "size_class"), ({"nosuch": ["1"]}, "nosuch"),
])  # fmt: skip
def test_an_address_that_means_no_number_says_which_parameter(params: dict[str, Any], parameter: str) -> None:
    with pytest.raises(FilterError) as error:
        read_number(params)
    assert error.value.parameter == parameter


def test_a_number_and_its_address_are_one(economy: Snapshot) -> None:
    number = Number(asked=Filter(district=("PDV",), year=2024), cells=(("segment", "unknown"),), measure="profit",
                    statistic="sum")  # fmt: skip
    params: dict[str, list[str]] = {}
    for name, value in number.to_params():
        params.setdefault(name, []).append(value)
    assert read_number(params) == number
    with pytest.raises(FilterError):
        rows_behind(economy, Number(asked=Filter()), "group")
    with pytest.raises(FilterError):
        aggregate_proof(economy, Number(asked=Filter(), cells=(("revenue_bar", "99"),)))
