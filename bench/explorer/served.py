"""A portal served over a synthetic economy, as `karta serve` starts it, and asked at a steady rate."""

from __future__ import annotations

import http.client
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.explorer.filters import random_filters
from bench.measure import KARTA, PROJECT, Figure, percentile

RATE, SECONDS = 50, 20
CLIENTS = 16


@contextmanager
def served(snapshot_path: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of a portal over this snapshot, and the process ids of its web workers."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from live import serve

    with tempfile.TemporaryDirectory() as folder:
        snapshots = Path(folder) / "data" / "snapshots"
        snapshots.mkdir(parents=True)
        (snapshots / snapshot_path.name).symlink_to(snapshot_path)
        (snapshots / "current").symlink_to(snapshot_path.name)
        workers = str(max(1, (os.cpu_count() or 1) // 2))  # as `karta serve` itself decides
        os.environ |= {"KARTA_WORKERS": workers, "KARTA_RATE_LIMIT": "off"}
        with serve(KARTA, Path(folder) / "data") as portal:
            yield portal.url, _workers(portal.url)


def figures(snapshot_path: Path) -> list[Figure]:
    """Facets and fifty rows of random filters at a steady rate: latency from when each was due, errors, memory."""
    asked = [urlencode(params, doseq=True) for params in random_filters(RATE * SECONDS, seed=5)]
    with served(snapshot_path) as (address, workers):
        host = address.removeprefix("http://")
        for query in asked[:20]:
            _get(host, query)
        start = time.perf_counter() + 0.5
        with ThreadPoolExecutor(CLIENTS) as clients:
            answers = list(clients.map(lambda due: _ask(host, due[1], start + due[0] / RATE), enumerate(asked)))
        memory = sum(_proportional_mib(worker) for worker in workers)
    times = [milliseconds for milliseconds, status in answers if status == 200]
    what = f"facets and 50 rows over HTTP, {RATE} requests/s"
    return [
        Figure(f"{what}, p95", percentile(times, 0.95), "ms", 60),
        Figure(f"{what}, median", percentile(times, 0.5), "ms"),
        Figure(f"{what}, answers that are not 200", len(answers) - len(times), "of 1,000", 0),
        Figure(f"{what}, memory of all {len(workers)} workers", memory, "MiB", 700),
    ]


def _ask(host: str, query: str, due: float) -> tuple[float, int]:
    """Milliseconds from when the request was due, so that a queue is not hidden, and the status."""
    time.sleep(max(0.0, due - time.perf_counter()))
    status = _get(host, query)
    return (time.perf_counter() - due) * 1000, status


def _get(host: str, query: str) -> int:
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", f"/api/v1/facets?{query}&limit=50", headers={"Accept-Encoding": "identity"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def _workers(address: str) -> list[int]:
    """Processes of the web server on this port and their children."""
    port = address.rsplit(":", 1)[1]
    parents: dict[int, int] = {}
    web: set[int] = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if b"granian" in words and port.encode() in words:
                web.add(int(folder.name))
    children = {child for child, parent in parents.items() if parent in web}
    return sorted(web | children)


def _proportional_mib(process: int) -> float:
    """Resident memory, a shared page counted in parts by those who share it."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
