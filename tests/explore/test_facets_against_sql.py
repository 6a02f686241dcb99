"""Every number of a facet answer is that of a plain query: unknowns, intervals, ties, empty results and all."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from bench.in_duckdb import LISTS, InDuckDB
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explore.by_hand import organisation
from karta.explore.areas import areas
from karta.explore.facets import facets
from karta.explore.filters import Filter
from karta.explore.frame import frame
from karta.explore.rows import organisations
from karta.explore.statistics import table
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES, STATES

SIZES = (0, 1, 63, 64, 65, 500)  # around the edges of a word of 64 rows
CODES = {
    "region": ("BG41", "BG42", None), "district": ("SOF", "PDV", "VAR", None), "municipality": ("SOF46", "PDV22", None),
    "segment": ("hospital", "digital health", None), "kind": ("company", "ngo", None),
    "unit_kind": ("legal_unit", "legal_unit", "legal_unit", "group"),
    "status": ("active", "active", "deleted", "unknown"), "nace_code": ("21.20", "21.10", "21", "62.01", None),
}  # fmt: skip
AMOUNTS = (-1_000_000.0, -0.01, 0.0, 0.01, 9.5, 10.0, 49.0, 50.0, 250.0, 1000.0, 99_999.99, 1e6, 2.5e9)
INF = float("inf")


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Snapshot, InDuckDB]]:
    """A random snapshot of each size."""
    from explore.conftest import write_snapshot

    made = []
    for size in SIZES:
        chance = random.Random(size)
        rows = [_organisation(chance, i) for i in range(size)]
        figures = [figure for row in rows for figure in _figures(chance, row["org_id"])]
        snapshot = write_snapshot(tmp_path_factory.mktemp("sizes"), rows, figures=figures, sectors=_sectors())
        made.append((snapshot, InDuckDB(snapshot.path, threads=1)))
    return made


def _organisation(chance: random.Random, number: int) -> dict[str, Any]:
    row = organisation(f"org-{number:04d}", name_bg=chance.choice(("Фарма", "Био мед", "Ягода")) + f" {number}")
    row |= {name: chance.choice(codes) for name, codes in CODES.items()}
    row |= {
        "source_ids": chance.choice((["a"], ["a", "b"], [])),
        "founded_year": chance.choice((1950, 2000, 2020, None)),
    }
    row |= {"completeness": chance.choice((0, 40, 80)), "has_disagreement": chance.random() < 0.2}
    row |= chance.choice(({"lon": 23.3, "lat": 42.7}, {"lon": 27.9, "lat": 43.2}, {}))
    for measure in MEASURES:
        state = chance.choice(STATES)
        row[f"{measure}_state"] = state
        if state in ("current", "outdated"):
            low, high = _interval(chance, measure)
            row |= {f"{measure}_min": low, f"{measure}_max": high, f"{measure}_value": low, f"{measure}_year": 2024}
            row[f"{measure}_statement"] = chance.choice(("individual", "consolidated", None))
    return row


def _interval(chance: random.Random, measure: str) -> tuple[float, float]:
    amounts = AMOUNTS if measure == "profit" else tuple(amount for amount in AMOUNTS if amount >= 0)
    low, high = sorted((chance.choice(amounts), chance.choice(amounts)))
    return chance.choice(((low, low), (low, low), (low, high), (low, INF)))


def _figures(chance: random.Random, org_id: str) -> list[dict[str, Any]]:
    figures = []
    for measure in MEASURES:
        if chance.random() < 0.5:
            low, high = chance.choice((_interval(chance, measure), (None, None)))
            figures.append(
                {
                    "org_id": org_id,
                    "measure": measure,
                    "year": 2023,
                    "claim_id": f"{org_id}{measure}",
                    "value": low,
                    "value_min": low,
                    "value_max": high,
                    "is_year_winner": True,
                    "statement": "individual",
                    "population": chance.choice(("all", "part", None)),
                    "year_disagreement": chance.random() < 0.2,
                }
            )
    return figures


def _sectors() -> list[dict[str, Any]]:
    tree = [("C", "section", None), ("21", "division", "C"), ("21.1", "group", "21"), ("21.2", "group", "21"),
            ("21.10", "class", "21.1"), ("21.20", "class", "21.2"), ("J", "section", None), ("62", "division", "J"),
            ("62.0", "group", "62"), ("62.01", "class", "62.0")]  # fmt: skip
    return [
        {"code": code, "nace_version": "2", "level": level, "parent_code": parent, "label_bg": code, "label_en": code}
        for code, level, parent in tree
    ]


def _some(*codes: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from((*codes, "unknown")), max_size=2, unique=True).map(lambda some: tuple(sorted(some)))


def _maybe(*values: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.sampled_from(values)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """A filter of few parts: of many, none would find anything."""
    possible: dict[str, st.SearchStrategy[Any]] = {
        "region": _some("BG41", "BG42"), "district": _some("SOF", "PDV", "nowhere"), "segment": _some("hospital"),
        "kind": _some("company"), "unit_kind": _some("legal_unit", "group"), "status": _some("active", "deleted"),
        "source": _some("a", "b"), "nace": _some("C", "2", "21", "21.2", "21.20", "62"),
        "size_class": _some("0", "1-9", "10-49", "50-249", "250+"), "result": _some("profit", "loss", "zero"),
        "municipality": _some("SOF46"), "year": st.sampled_from((2023, 1999)), "disagreement": st.just(True),
        "completeness_min": st.sampled_from((1, 40, 100)), "q": st.sampled_from(("фарма", "med 1", "qgoda", "7", "!")),
        "bbox": st.sampled_from(((23.0, 42.0, 24.0, 43.0), (0.0, 0.0, 1.0, 1.0))),
        "founded_max": st.sampled_from((1950, 2000)), "founded_unknown": st.booleans(),
    }  # fmt: skip
    for measure in MEASURES:
        possible |= {f"{measure}_min": _maybe(-1, 0, 10, 50, 1000), f"{measure}_max": _maybe(1000, 250, 1_000_000)}
        possible[f"{measure}_unknown"] = st.booleans()
    names = draw(st.lists(st.sampled_from(sorted(possible)), max_size=4, unique=True))
    return Filter(**{name: draw(possible[name]) for name in names})


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=filters(), which=st.integers(0, len(SIZES) - 1))
def test_counts_sums_histograms_lists_and_rows_are_those_of_plain_sql(
    snapshots: list[tuple[Snapshot, InDuckDB]], asked: Filter, which: int
) -> None:
    snapshot, plain = snapshots[which]
    found = facets(snapshot, asked)
    edges = {name: frame(snapshot, asked.year).sets(f"{name}_bars").about["edges"] for name in (*MEASURES, "founded")}
    expected = plain.question(asked, edges)
    assert {name: found.totals[name] for name in expected["totals"]} == expected["totals"]
    for measure, (total, added, left_out) in expected["sums"].items():
        told = found.sums[measure]
        assert (told.sum, told.organisations, told.left_out) == (pytest.approx(total, abs=0.011), added, left_out)
    assert [row.org_id for row in organisations(snapshot, asked, limit=50).items] == expected["first"]
    for name, counts in expected["histograms"].items():
        drawn = found.histograms[name]
        rest = (drawn.undecided, drawn.other_currency, drawn.unknown)
        assert [*(bar.count for bar in drawn.bins), *(one.count for one in rest)] == counts, name
    for name in (*LISTS, "source", "size_class", "result"):
        told = {choice.code: choice.count for choice in found.facets[name] if choice.count}
        expected_counts = plain.choices(asked, name)
        if name == "municipality":  # those of the chosen districts only
            listed = {choice.code for choice in found.facets[name]}
            expected_counts = {code: count for code, count in expected_counts.items() if code in listed}
            assert listed or not (asked.district or asked.municipality) or not told
        assert told == expected_counts, name


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=filters())
def test_areas_and_tables_add_up_to_the_counter(snapshots: list[tuple[Snapshot, InDuckDB]], asked: Filter) -> None:
    snapshot, _ = snapshots[-1]
    found = facets(snapshot, asked)
    by_area = areas(snapshot, asked, "district", "revenue", "sum")
    assert sum(area.organisations for area in by_area) == found.totals["count"]
    assert sum(area.value or 0 for area in by_area) == pytest.approx(found.sums["revenue"].sum or 0, abs=0.05)
    crossed = table(snapshot, asked, "district", "segment").cells[None, None]
    assert (crossed.organisations, crossed.sums["revenue"]) == (found.totals["count"], found.sums["revenue"])


def test_no_file_of_a_snapshot_is_needed_once_it_is_open(tmp_path: Path) -> None:
    from explore.conftest import write_snapshot

    snapshot = write_snapshot(tmp_path, [organisation("a", headcount=(5, 5))], figures=[])
    for path in sorted(snapshot.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert facets(snapshot, Filter(headcount_min=1)).totals["count"] == 1
    assert [row.org_id for row in organisations(snapshot, Filter()).items] == ["a"]
