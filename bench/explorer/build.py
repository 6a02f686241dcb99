"""Time and memory of writing the index over tables that are there."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pyarrow.parquet as pq

from bench.measure import Figure, peak_mib
from karta.snapshot.index.write import write_index

AT_MOST = {1_000_000: 15.0, 10_000_000: 90.0}


def figures(snapshot_path: Path) -> list[Figure]:
    """Seconds, peak memory of its processes together in GiB, size on disk in MiB."""
    start = time.perf_counter()
    write_index(snapshot_path)
    seconds = time.perf_counter() - start
    aside = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2  # the process that writes names
    peak = peak_mib() / 1024 + aside
    size = sum(path.stat().st_size for path in (snapshot_path / "index").rglob("*") if path.is_file()) / 1024**2
    count = pq.read_metadata(snapshot_path / "organisations.parquet").num_rows
    what = f"index, {count:,} organisations"
    return [
        Figure(f"{what}: build", seconds, "s", AT_MOST.get(count)),
        Figure(f"{what}: memory of the build", peak, "GiB"),
        Figure(f"{what}: on disk", size, "MiB"),
    ]
