"""The charts' numbers against plain SQL over the snapshot's files, for filters that nobody chose."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from explore.plain_scan import Params, PlainScan
from explore.random_filters import random_filters
from karta.explore.charts.figures import year_figures
from karta.explore.charts.scatter import Scatter, pairs_by_year, scatter, steps
from karta.explore.charts.sectors import Sector, sectors
from karta.explore.charts.years import MOST_PARTS, OTHER, PARTS_BY, Part, years
from karta.explore.filters import Filter, FilterError
from karta.explore.frame import frame
from karta.explore.matches import match
from karta.explore.rows import rows_at
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

ADDED = """o.unit_kind = 'legal_unit' AND coalesce(statement, 'unknown') <> 'consolidated'
    AND coalesce(population, 'all') = 'all' AND isfinite(value_min) AND isfinite(value_max)"""
WINDOW_ADDED = """unit_kind = 'legal_unit' AND {m}_state = 'current'
    AND coalesce({m}_statement, 'unknown') <> 'consolidated' AND isfinite({m}_min) AND isfinite({m}_max)"""


@pytest.fixture(scope="module")
def scan(economy: Snapshot) -> PlainScan:
    return PlainScan(economy.path)


@pytest.fixture(scope="module")
def asked(scan: PlainScan) -> list[Params]:
    return [{}, *random_filters(scan, 80, seed=19)]


def ask(snapshot: Snapshot, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """`sql` over the tables of the snapshot, with nothing of karta.explore in between."""
    return tables(Path(snapshot.path)).execute(sql, list(values)).fetchall()


@cache
def tables(path: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for table in ("organisations", "figures", "sectors"):
        con.execute(f"CREATE TABLE {table} AS FROM '{path / table}.parquet'")
    return con


def same(left: float | None, right: float | None) -> bool:
    return left == right or (
        left is not None and right is not None and left == pytest.approx(right, rel=1e-9, abs=0.02)
    )


def by_year(snapshot: Snapshot, ids: list[str], measure: str, where: str = "true") -> list[tuple[Any, ...]]:
    sql = f"""SELECT year, count(*), count(*) FILTER ({ADDED}),
            sum((value_min + value_max) / 2) FILTER ({ADDED}), median((value_min + value_max) / 2) FILTER ({ADDED})
        FROM figures f JOIN organisations o USING (org_id)
        WHERE f.measure = ? AND is_year_winner AND org_id IN (SELECT unnest(?::VARCHAR[])) AND {where}
        GROUP BY year ORDER BY year"""
    return ask(snapshot, sql, measure, ids)


def assert_values(part: Part, expected: list[tuple[Any, ...]]) -> None:
    told = [value for value in part.values if value.organisations]
    assert [(v.year, v.organisations, v.added) for v in told] == [row[:3] for row in expected]
    for value, (_, organisations, added, total, median) in zip(told, expected, strict=True):
        assert value.left_out == organisations - added
        assert same(value.sum, total), (value, total)
        assert same(value.median, median), (value, median)


def test_years_are_those_of_plain_sql_for_any_filter(economy: Snapshot, scan: PlainScan, asked: list[Params]) -> None:
    filled = 0
    for turn, params in enumerate(asked):
        measure = MEASURES[turn % len(MEASURES)]
        ids = scan.answer(params)["match"]
        made = years(economy, Filter.from_params(params), measure)
        assert made.whole.matches == len(ids)
        assert_values(made.whole, by_year(economy, ids, measure))
        assert made.years == [value.year for value in made.whole.values]
        filled += bool(made.years)
    assert filled >= 60


@pytest.mark.parametrize("by", PARTS_BY)
def test_parts_are_those_of_plain_sql_and_add_up(
    economy: Snapshot, scan: PlainScan, asked: list[Params], by: str
) -> None:
    column = {"section": "(SELECT parent_code FROM sectors s WHERE s.level = 'division' AND s.code = nace_code[:2])"}
    for params in asked[:20]:
        ids = scan.answer(params)["match"]
        made = years(economy, Filter.from_params(params), "revenue", by)
        assert len(made.parts) <= MOST_PARTS
        assert sum(part.matches for part in made.parts) == made.whole.matches == len(ids)
        for at, value in enumerate(made.whole.values):
            assert sum(part.values[at].organisations for part in made.parts) == value.organisations
            assert sum(part.values[at].added for part in made.parts) == value.added
            assert same(sum(part.values[at].sum or 0.0 for part in made.parts), value.sum or 0.0)
        for part in made.parts:
            if part.code != OTHER:
                where = f"coalesce({column.get(by, by)}, 'unknown') = '{part.code}'"
                assert_values(part, by_year(economy, ids, "revenue", where))


def test_many_parts_leave_the_smaller_ones_together_before_the_unknown(economy: Snapshot) -> None:
    made = years(economy, Filter(), "headcount", "district")
    codes = [part.code for part in made.parts]
    assert (len(codes), codes[-2:]) == (MOST_PARTS, [OTHER, "unknown"])
    sizes = [part.matches for part in made.parts[:-2]]
    assert sizes == sorted(sizes, reverse=True)


def test_changes_compare_the_same_organisations_in_both_years(economy: Snapshot, scan: PlainScan) -> None:
    ids = scan.answer({})["match"]
    sql = f"""WITH added AS (SELECT org_id, year, (value_min + value_max) / 2 AS middle
            FROM figures f JOIN organisations o USING (org_id)
            WHERE measure = 'revenue' AND is_year_winner AND {ADDED} AND org_id IN (SELECT unnest(?::VARCHAR[])))
        SELECT b.year, count(*), sum(a.middle), sum(b.middle) FROM added a JOIN added b
        ON a.org_id = b.org_id AND a.year = b.year - 1 GROUP BY b.year ORDER BY b.year"""
    made = years(economy, Filter(), "revenue").changes
    expected = ask(economy, sql, ids)
    assert [(one.year, one.organisations) for one in made] == [row[:2] for row in expected]
    for one, (_, _, before, now) in zip(made, expected, strict=True):
        assert same(one.sum_before, before)
        assert same(one.sum, now)


def flat(found: list[Sector]) -> list[Sector]:
    return [one for sector in found for one in (sector, *flat(sector.children))]


def test_sectors_are_those_of_plain_sql_and_children_add_up(
    economy: Snapshot, scan: PlainScan, asked: list[Params]
) -> None:
    added = WINDOW_ADDED.format(m="revenue")
    sql = f"""SELECT {{code}} AS code, count(*), count(*) FILTER ({added}),
            sum((revenue_min + revenue_max) / 2) FILTER ({added}),
            count(*) FILTER (revenue_state IN ('current', 'other_currency'))
        FROM organisations WHERE org_id IN (SELECT unnest(?::VARCHAR[])) AND nace_code IS NOT NULL GROUP BY code"""
    levels = {
        "section": "(SELECT parent_code FROM sectors s WHERE s.level = 'division' AND s.code = nace_code[:2])",
        "division": "nace_code[:2]",
        "group": "nace_code[:4]",
    }
    for params in asked:
        if "year" in params:
            continue  # figures of a year stand in another table; years() tests them
        ids = scan.answer(params)["match"]
        made = sectors(economy, Filter.from_params(params), "revenue")
        assert sum(one.organisations for one in made.sections) == made.organisations == len(ids)
        for one in flat(made.sections):
            if one.children:
                assert sum(child.organisations for child in one.children) == one.organisations
                assert same(sum(child.sum or 0.0 for child in one.children), one.sum or 0.0)
        for level, code in levels.items():
            found = {one.code: one for one in flat(made.sections) if one.level == level and one.code != "unknown"}
            expected = {row[0]: row[1:] for row in ask(economy, sql.format(code=code), ids)}
            assert found.keys() == expected.keys()
            for key, (organisations, n, total, told) in expected.items():
                assert (found[key].organisations, found[key].added, found[key].left_out) == (organisations, n, told - n)
                assert same(found[key].sum, total)


def counted(made: Scatter) -> int:
    return made.drawn + made.two_years + made.left_out + made.older + made.without


def test_two_measures_are_those_of_plain_sql_and_every_match_is_counted_once(
    economy: Snapshot, scan: PlainScan, asked: list[Params]
) -> None:
    both = f"{WINDOW_ADDED.format(m='revenue')} AND {WINDOW_ADDED.format(m='headcount')}"
    sql = f"""SELECT count(*), median((revenue_min + revenue_max) / 2), median((headcount_min + headcount_max) / 2)
        FROM organisations WHERE org_id IN (SELECT unnest(?::VARCHAR[])) AND {both} AND revenue_year = headcount_year"""
    for params in asked:
        if "year" in params:
            continue
        ids = scan.answer(params)["match"]
        made = scatter(economy, Filter.from_params(params), "revenue", "headcount")
        drawn, median_y, median_x = ask(economy, sql, ids)[0]
        assert made.drawn == drawn
        assert same(made.median_y, median_y)
        assert same(made.median_x, median_x)
        assert counted(made) == len(ids)
        assert (len(made.points), sum(cell.organisations for cell in made.cells)) in ((drawn, 0), (0, drawn))


def test_years_that_are_offered_can_be_drawn(economy: Snapshot, asked: list[Params]) -> None:
    for params in asked[:20]:
        if "year" in params or any(name.startswith(("headcount", "size_class", *MEASURES)) for name in params):
            continue  # with another year these parts of the filter choose other organisations
        wanted = Filter.from_params(params)
        offered = pairs_by_year(economy, wanted, "revenue", "headcount")
        for year in range(2016, 2028):
            drawn = scatter(economy, replace(wanted, year=year), "revenue", "headcount").drawn
            assert offered.get(year, 0) == drawn, (params, year)


@pytest.mark.parametrize(("measure", "against"), [("revenue", "headcount"), ("profit", "revenue")])
def test_many_points_become_cells_that_hold_each_of_them_once(
    economy: Snapshot, monkeypatch: pytest.MonkeyPatch, measure: str, against: str
) -> None:
    monkeypatch.setattr("karta.explore.charts.scatter.MOST_POINTS", 20)
    made = scatter(economy, Filter(status=("active",)), measure, against)
    assert made.points == []
    assert sum(cell.organisations for cell in made.cells) == made.drawn > 20
    y, x = (f"({one}_min + {one}_max) / 2" for one in (measure, against))
    sql = f"""SELECT count(*) FROM organisations WHERE status = 'active' AND {WINDOW_ADDED.format(m=measure)}
        AND {WINDOW_ADDED.format(m=against)} AND {measure}_year = {against}_year
        AND {x} >= ? AND {x} < ? AND {y} >= ? AND {y} < ?"""
    for cell in made.cells:
        limits = (cell.x_min, cell.x_max, cell.y_min, cell.y_max)
        assert ask(economy, sql, *limits)[0][0] == cell.organisations, cell


@pytest.mark.parametrize(
    ("measure", "low", "high", "expected"),
    [
        ("headcount", 0, 9, [0, 1, 2, 5, 10]),
        ("headcount", 0, 10, [0, 1, 2, 5, 10, 20]),
        ("revenue", 3, 4_000, [0, 1e3, 2e3, 5e3]),
        ("profit", -2_000, 900, [-5e3, -2e3, -1e3, 1e3]),
        ("profit", -1, -1, [-1e3, 1e3]),
    ],
)
def test_steps_are_round_and_hold_both_ends(measure: str, low: float, high: float, expected: list[float]) -> None:
    assert steps(measure, low, high) == expected


def test_positions_are_those_of_the_frame(economy: Snapshot) -> None:
    figures = year_figures(economy, "revenue")
    some = figures.rows[:: max(len(figures.rows) // 40, 1)].astype(int)
    ids = [row.org_id for row in rows_at(economy, frame(economy), some)]
    sql = """SELECT org_id FROM organisations
        ORDER BY CASE WHEN revenue_state = 'current' THEN revenue_value END DESC NULLS LAST, org_id"""
    order = [row[0] for row in ask(economy, sql)]
    assert ids == [order[at] for at in some]


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        (lambda s: years(s, Filter(), "fte"), "measure"),
        (lambda s: years(s, Filter(), "revenue", "kind"), "by"),
        (lambda s: sectors(s, Filter(), "price"), "measure"),
        (lambda s: scatter(s, Filter(), "revenue", "colour"), "against"),
        (lambda s: scatter(s, Filter(), "revenue", "revenue"), "against"),
    ],
)
def test_what_cannot_be_drawn_is_named(economy: Snapshot, question: Any, parameter: str) -> None:
    with pytest.raises(FilterError) as error:
        question(economy)
    assert error.value.parameter == parameter


def test_an_empty_filter_gives_empty_charts(economy: Snapshot) -> None:
    nobody = Filter(q="ъъъ")
    assert match(economy, nobody).count == 0
    assert years(economy, nobody, "revenue", "region").years == []
    assert sectors(economy, nobody, "revenue").sections == []
    assert scatter(economy, nobody, "revenue", "headcount").points == []
