"""How long one facets request takes on a synthetic economy of 100,000: p50 and p95, and the machine's.

    .venv/bin/python bench/facets.py [--organisations 100000] [--requests 300]

Each request asks a filter that was not asked before. `cold` also empties the states that earlier requests left, as if
every part of every filter were new; `warm` is what a person meets who moves one filter at a time.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
import time
from pathlib import Path

import numpy as np

from karta.explore.areas import areas, circles
from karta.explore.facets import facets
from karta.explore.filters import Filter
from karta.explore.frame import frame
from karta.explore.rows import organisations
from karta.explore.statistics import table
from karta.snapshot.reader import Snapshot, open_snapshot
from make_economy import REGIONS, make_economy


def filters(count: int, seed: int = 1) -> list[Filter]:
    """Filters as people build them: a place, a range of employees, a result, now and then a year or a name."""
    chance = random.Random(seed)
    districts = [district for group in REGIONS.values() for district in group]
    made = []
    for _ in range(count):
        params = {"headcount_min": [str(chance.randint(1, 500))]}
        if chance.random() < 0.6:
            params["district"] = chance.sample(districts, chance.randint(1, 4))
        if chance.random() < 0.5:
            params["result"] = [chance.choice(["profit", "loss", "zero"])]
        if chance.random() < 0.4:
            params["revenue_min"] = [str(chance.randint(1, 10**7))]
        if chance.random() < 0.3:
            params["nace"] = [chance.choice(["C", "62", "21.1", "4611"])]
        if chance.random() < 0.2:
            params["year"] = [str(chance.choice([2021, 2022, 2023, 2024]))]
        if chance.random() < 0.1:
            params["q"] = [chance.choice(["синтетична ва", "synthetic 12"])]
        made.append(Filter.from_params(params))
    return made


def timed(snapshot: Snapshot, asked: list[Filter], question: object, *, cold: bool) -> str:
    spent, worked = [], []
    for one in asked:
        if cold:
            frame(snapshot, one.year).states.cache_clear()
        start, start_cpu = time.perf_counter(), time.process_time()
        question(snapshot, one)  # type: ignore[operator]  # one of the questions below
        spent.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - start_cpu) * 1000)
    p50, p95 = np.percentile(spent, (50, 95))
    cpu50, cpu95 = np.percentile(worked, (50, 95))
    return (
        f"p50 {p50:6.1f}   p95 {p95:6.1f}   max {max(spent):6.1f}   processor p50 {cpu50:6.1f}   p95 {cpu95:6.1f}   ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the explorer's questions on a synthetic economy.")
    parser.add_argument("--organisations", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=300)
    asked = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = make_economy(Path(folder), organisations=asked.organisations)
        start = time.perf_counter()
        snapshot = open_snapshot(path)
        print(f"open {asked.organisations:,} organisations: {time.perf_counter() - start:.2f} s")
        for year in (None, 2021, 2022, 2023, 2024):
            start = time.perf_counter()
            facets(snapshot, Filter(year=year))
            print(f"first facets request, {year or 'window'}: {time.perf_counter() - start:.2f} s")
        questions = filters(asked.requests)
        for name, question in (
            ("facets", facets),
            ("list of 50", organisations),
            ("districts", lambda s, f: areas(s, f, "district", "revenue", "sum")),
            ("municipalities", lambda s, f: areas(s, f, "municipality", "revenue", "median")),
            ("circles", circles),
            ("region × segment", table),
        ):
            print(f"{name:17} cold  {timed(snapshot, questions, question, cold=True)}")
            print(f"{name:17} warm  {timed(snapshot, questions, question, cold=False)}")


if __name__ == "__main__":
    main()
