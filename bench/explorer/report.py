"""A report on the whole map and on parts of it, content to finished PDF, as one request makes it."""

from __future__ import annotations

import resource
import time
from io import BytesIO
from pathlib import Path

import pypdf

from bench.measure import Figure, percentile
from karta.explore.filters import Filter
from karta.explore.report.make import report
from karta.explore.report.pdf import pdf
from karta.snapshot.reader import open_snapshot

FILTERS = (
    Filter(),
    Filter(region=("BG42",)),
    Filter(district=("SOF",)),
    Filter(nace=("C",), headcount_min=10),
    Filter(year=2022),
    Filter(revenue_min=1_000_000),
)
MOST_SECONDS = 10.0  # for a report of 20 pages


def figures(snapshot_path: Path) -> list[Figure]:
    """Seconds of the first report after opening, and of later ones, with pages and memory."""
    snapshot = open_snapshot(snapshot_path)
    seconds, pages, sizes = [], [], []
    for asked in (*FILTERS, *FILTERS):
        start = time.perf_counter()
        made = pdf(report(snapshot, asked, "bg"))
        seconds.append(time.perf_counter() - start)
        pages.append(_pages(made))
        sizes.append(len(made) / 1000)
    count = snapshot.manifest["counts"]["organisations"]
    return [
        Figure(f"report on all of {count:,} organisations, first after opening", seconds[0], "s", MOST_SECONDS),
        Figure(f"report on {len(FILTERS)} filters of {count:,}, later, p95", percentile(seconds[1:], 0.95), "s",
               MOST_SECONDS),
        Figure("pages of the longest", max(pages), "pages"),
        Figure("size of the largest file", max(sizes), "kB"),
        Figure("memory of the process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB"),
    ]  # fmt: skip


def _pages(made: bytes) -> int:
    return len(pypdf.PdfReader(BytesIO(made)).pages)
