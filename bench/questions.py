"""One facets request on a synthetic economy of 100,000 organisations."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import PROJECT, Figure, percentile

ORGANISATIONS = 100_000
REQUESTS = 100


def facets() -> list[Figure]:
    """A hundred random combinations of one to three filters, each asked once and none helped by the one before."""
    from karta.explore.facets import facets as ask
    from karta.explore.filters import Filter
    from karta.explore.frame import frame
    from karta.snapshot.reader import open_snapshot

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, PROJECT / "bench/make_economy.py", folder, "--organisations", str(ORGANISATIONS)],
            cwd=PROJECT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        path = next(Path(folder).rglob("manifest.json")).parent
        start = time.perf_counter()
        snapshot = open_snapshot(path)
        ask(snapshot, Filter.from_params({}))
        opened = time.perf_counter() - start
        rng = random.Random(1)
        times = []
        for _ in range(REQUESTS):
            asked = Filter.from_params(_random_filter(rng))
            frame(snapshot, asked.year).states.cache_clear()
            start = time.perf_counter()
            ask(snapshot, asked)
            times.append((time.perf_counter() - start) * 1000)
    return [
        Figure(
            f"facets over {ORGANISATIONS:,} synthetic organisations, 95th percentile",
            percentile(times, 0.95),
            "ms",
            100,
        ),
        Figure(f"facets over {ORGANISATIONS:,} synthetic organisations, median", percentile(times, 0.5), "ms"),
        Figure("opening that snapshot and its first answer", opened, "s"),
    ]


def _random_filter(rng: random.Random) -> dict[str, list[str]]:
    possible = {
        "region": [rng.choice(["BG31", "BG32", "BG33", "BG34", "BG41", "BG42"])],
        "district": [rng.choice(["SOF", "PDV", "VAR", "RSE"]), "BGS"],
        "headcount_min": [str(rng.choice([1, 10, 50]))],
        "headcount_max": [str(rng.choice([250, 1000]))],
        "revenue_min": [str(rng.choice([100_000, 1_000_000]))],
        "result": [rng.choice(["profit", "loss"])],
        "nace": [rng.choice(["10", "21", "26", "C", "Q"])],
        "year": [str(rng.choice([2022, 2023, 2024]))],
        "q": [rng.choice(["вамед", "bio", "10"])],
    }
    return {name: possible[name] for name in rng.sample(sorted(possible), rng.randrange(1, 4))}
