"""200 random filters give the same rows by query, export, list, facets, map and a plain scan of the tables."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from explore.plain_scan import Params, PlainScan
from explore.random_filters import random_filters
from karta.explore.answers import answer
from karta.explore.areas import areas, circles
from karta.explore.export import csv_pieces
from karta.explore.facets import facets
from karta.explore.filters import PARTS, Filter
from karta.explore.matches import match
from karta.explore.statistics import table
from karta.snapshot.reader import Snapshot


@pytest.fixture(scope="module")
def scan(economy: Snapshot) -> PlainScan:
    return PlainScan(economy.path)


@pytest.fixture(scope="module")
def asked(scan: PlainScan) -> list[Params]:
    return random_filters(scan)


def exported_ids(snapshot: Snapshot, wanted: Filter) -> list[str]:
    text = b"".join(csv_pieces(snapshot, wanted)).decode("utf-8-sig")
    return [row["id"] for row in csv.DictReader(io.StringIO(text))]


def test_200_random_filters_give_the_rows_of_a_plain_scan(
    economy: Snapshot, scan: PlainScan, asked: list[Params]
) -> None:
    filled = 0
    for params in asked:
        expected = scan.answer(params)
        wanted = Filter.from_params(params)
        said = answer(economy, wanted, limit=None)
        assert [row["id"] for row in said["organisations"]] == expected["match"], params
        assert exported_ids(economy, wanted) == expected["match"], params
        for state in ("undecided", "unknown", "outdated", "other_currency"):
            assert said[state] == len(expected[state]), (params, state)
        assert said["count"] == len(expected["match"]), params
        filled += bool(expected["match"])
    assert filled >= 150


def test_map_01_counter_list_map_and_table_show_the_same_number(economy: Snapshot, asked: list[Params]) -> None:
    for params in asked[:60]:
        wanted = Filter.from_params(params)
        count = answer(economy, wanted, limit=0)["count"]
        counted = facets(economy, wanted)
        assert counted.totals["count"] == count
        for level in ("region", "district", "municipality"):
            assert sum(area.organisations for area in areas(economy, wanted, level)) == count, (params, level)
        assert sum(circle.organisations for circle in circles(economy, wanted)) + counted.unplaced == count, params
        made = table(economy, wanted, "region", "segment")
        assert made.cells[None, None].organisations == count
        inner = [cell.organisations for (row, column), cell in made.cells.items() if row and column]
        assert sum(inner) == count, params


def test_map_01_region_and_district_choose_the_same_rows_everywhere(economy: Snapshot) -> None:
    for params in ({"region": ["BG41"]}, {"district": ["SOF"]}, {"district": ["SOF", "PDV"], "region": ["BG41"]}):
        wanted = Filter.from_params(params)
        count = answer(economy, wanted)["count"]
        assert count > 0
        assert len(exported_ids(economy, wanted)) == count
        assert sum(area.organisations for area in areas(economy, wanted, "district")) == count


def test_one_filter_more_never_counts_more(economy: Snapshot, asked: list[Params]) -> None:
    for params in asked[:100]:
        wanted = Filter.from_params(params)
        found = match(economy, wanted)
        for part in wanted.parts():
            if part not in ("unit_kind", "status"):
                assert match(economy, wanted.without(part)).count >= found.count, (params, part)


def test_lifting_a_part_is_asking_without_it(economy: Snapshot, asked: list[Params]) -> None:
    for params in asked[:100]:
        wanted = Filter.from_params(params)
        found = match(economy, wanted)
        for part in set(wanted.parts()) - {"unit_kind", "status"}:
            assert found.lifted(part).sum() == match(economy, wanted.without(part)).count, (params, part)


def test_parts_know_all_that_a_filter_can_choose(asked: list[Params]) -> None:
    chosen = {part for params in asked for part in Filter.from_params(params).parts()}
    assert set(PARTS) - chosen <= {"country", "id"}


def test_threads_that_ask_at_once_get_the_answers_of_one(economy: Snapshot, asked: list[Params]) -> None:
    wanted = [Filter.from_params(params) for params in asked[:24]]
    alone = [facets(economy, one) for one in wanted]
    fresh = Snapshot(economy.path)  # a second copy, so that its frames are made by the threads themselves
    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(lambda one: facets(fresh, one), wanted)) == alone
