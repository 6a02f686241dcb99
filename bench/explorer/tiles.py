"""Tiles of random filters: time in process and size on the wire, over every zoom that a reader passes."""

from __future__ import annotations

import gzip
import random
import time
from math import asinh, pi, radians, tan
from pathlib import Path

import numpy as np

from bench.measure import Figure, percentile

TILES = 400
ZOOMS = range(5, 15)


def figures(snapshot_path: Path) -> list[Figure]:
    """TILES tiles, each of its own filter of one to three parts, of zooms 5 to 14 in turn, where organisations stand.

    The filter's matches are found anew each time, as for the first tile of a view; empty tiles are not measured.
    """
    from karta.explore.filters import Filter
    from karta.explore.frame import EVERY, UNKNOWN, frame
    from karta.explore.tiles import tile
    from karta.snapshot.reader import open_snapshot

    snapshot = open_snapshot(snapshot_path)
    rows = frame(snapshot)
    lon, lat = (rows.numbers(name).at(EVERY) for name in ("lon", "lat"))
    placed = np.flatnonzero(~np.isnan(lon))
    pools = {
        name: [code for code in rows.codes(name).values if code != UNKNOWN]
        for name in ("region", "district", "segment", "kind")
    }
    start = time.perf_counter()
    tile(snapshot, Filter(), 5, *_tile(5, 25.0, 42.7))
    first = time.perf_counter() - start
    rng = random.Random(1)
    times, sizes = [], []
    for number in range(TILES):
        asked = Filter() if number % 10 == 0 else Filter.from_params(_random_filter(rng, pools))
        z, row = ZOOMS[number % len(ZOOMS)], placed[rng.randrange(len(placed))]
        at = _tile(z, float(lon[row]), float(lat[row]))
        start = time.perf_counter()
        made = tile(snapshot, asked, z, *at)
        times.append((time.perf_counter() - start) * 1000)
        sizes.append(len(gzip.compress(made, 6)) / 1000)
    count = f"{rows.count:,} organisations"
    return [
        Figure(f"tile of a random filter, {count}, 95th percentile", percentile(times, 0.95), "ms", 40),
        Figure(f"tile of a random filter, {count}, median", percentile(times, 0.5), "ms"),
        Figure(f"tile, {count}, largest, compressed", max(sizes), "kB", 100),
        Figure(f"first tile of a process, {count}", first, "s"),
    ]


def _random_filter(rng: random.Random, pools: dict[str, list[str]]) -> dict[str, list[str]]:
    possible = {
        **{name: rng.sample(codes, min(len(codes), rng.choice((1, 2, 4)))) for name, codes in pools.items()},
        "headcount_min": [str(rng.randrange(1, 60))],
        "revenue_min": [str(rng.randrange(10_000, 2_000_000))],
        "profit_max": [str(rng.randrange(-100_000, 500_000))],
        "founded_min": [str(rng.randrange(1985, 2015))],
        "result": [rng.choice(("profit", "loss"))],
        "year": [str(rng.choice((2021, 2022, 2023)))],
    }
    return {name: possible[name] for name in rng.sample(sorted(possible), rng.randrange(1, 4))}


def _tile(z: int, lon: float, lat: float) -> tuple[int, int]:
    x = (lon + 180) / 360 * 2**z
    y = (1 - asinh(tan(radians(lat))) / pi) / 2 * 2**z
    return int(x), int(y)
