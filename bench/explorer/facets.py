"""Facets and the first fifty rows of random filters: the index, and DuckDB scanning the same rows, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bench.explorer.filters import random_filters
from bench.in_duckdb import InDuckDB
from bench.measure import Figure, peak_mib, percentile
from karta.explore.facets import facets
from karta.explore.filters import Filter
from karta.explore.frame import frame
from karta.explore.matches import match
from karta.explore.rows import organisations
from karta.snapshot.reader import Snapshot, open_snapshot
from karta.snapshot.schema import MEASURES

FILTERS = 300
IN_DUCKDB, OF_MANY = 60, 20  # of the same filters, above a million rows: DuckDB takes its time
AT_MOST = {1_000_000: 12.0, 10_000_000: 110.0}


def figures(snapshot_path: Path) -> list[Figure]:
    """p50 and p95 of both, milliseconds; memory of this process, MiB. The sums of both answers are compared."""
    snapshot = open_snapshot(snapshot_path)
    snapshot.index.warm()
    asked = [Filter.from_params(params) for params in random_filters(FILTERS)]
    for one in asked[:10]:
        _question(snapshot, one)
    ours = _times(asked, lambda one: _question(snapshot, one))
    memory = peak_mib()
    edges = {name: frame(snapshot).sets(f"{name}_bars").about["edges"] for name in (*MEASURES, "founded")}
    plain = InDuckDB(snapshot_path)
    for one in asked[:3]:
        _compare(snapshot, plain, one, edges)
    count = snapshot.index.count
    of_both = IN_DUCKDB if count <= 1_000_000 else OF_MANY
    theirs = _times(asked[:of_both], lambda one: plain.question(one, edges))
    ratio = percentile(theirs, 0.95) / percentile(ours[:of_both], 0.95)
    what = f"facets and 50 rows, {count:,} organisations"
    return [
        Figure(f"{what}, p95", percentile(ours, 0.95), "ms", AT_MOST.get(count)),
        Figure(f"{what}, median", percentile(ours, 0.5), "ms"),
        Figure(f"{what}, memory of the process", memory, "MiB"),
        Figure(f"{what}: DuckDB native, p95", percentile(theirs, 0.95), "ms"),
        Figure(f"{what}: DuckDB native, median", percentile(theirs, 0.5), "ms"),
        Figure(f"{what}: p95 of DuckDB over ours", ratio, "×", at_least=5 if count in AT_MOST else None),
    ]


def _question(snapshot: Snapshot, asked: Filter) -> None:
    match.cache_clear()  # nobody asked this before
    facets(snapshot, asked)
    organisations(snapshot, asked, limit=50)


def _times(asked: list[Filter], answer: Callable[[Filter], object]) -> list[float]:
    times = []
    for one in asked:
        start = time.perf_counter()
        answer(one)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _compare(snapshot: Snapshot, plain: InDuckDB, asked: Filter, edges: dict[str, list[float | None]]) -> None:
    ours, theirs = facets(snapshot, asked), plain.question(asked, edges)
    if {name: ours.totals[name] for name in theirs["totals"]} != theirs["totals"]:
        raise RuntimeError(f"{asked}: the index counts {ours.totals}, DuckDB {theirs['totals']}")
