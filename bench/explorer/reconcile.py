"""Reconciling over HTTP: batches of 50 names of a snapshot against a served portal, asked by two clients at once."""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import tempfile
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.explorer.names import CYRILLIC, with_slip
from bench.measure import KARTA, PROJECT, Figure, percentile

NAMES, BATCH, CLIENTS = 10_000, 50, 2
WITH_SLIP = 0.2  # share of the names that nobody settles at once
FEWEST = 1000  # names a second


def figures(snapshot_path: Path) -> list[Figure]:
    """Names a second, and how long a batch takes, over the snapshot served by `karta serve` as it comes."""
    names = chosen_names(snapshot_path)
    batches = [names[start : start + BATCH] for start in range(0, len(names), BATCH)]
    with tempfile.TemporaryDirectory() as folder, _served(snapshot_path, Path(folder)) as portal:
        port = int(portal.url.rpartition(":")[2])
        for batch in batches[:4]:
            ask(port, batch)
        start = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            told = list(clients.map(lambda batch: ask(port, batch), batches))
        seconds = time.perf_counter() - start
    found = sum(right for right, _ in told)
    return [
        Figure("reconciled in batches of 50 over HTTP", len(names) / seconds, "names/s", at_least=FEWEST),
        Figure("reconcile, batch of 50, 95th percentile", percentile([took for _, took in told], 0.95) * 1000, "ms"),
        Figure("reconcile, the organisation meant is no candidate", 100 * (1 - found / len(names)), "%", 5),
    ]


def chosen_names(snapshot_path: Path) -> list[tuple[str, str]]:
    """(org_id, name as a list may have it)."""
    from karta.snapshot.reader import open_snapshot

    snapshot, rng = open_snapshot(snapshot_path), random.Random(2)
    rows = rng.choices(range(snapshot.index.count), k=NAMES)
    told = snapshot.index.rows.select(["org_id", "name_bg"]).take(rows).to_pylist()
    return [
        (
            one["org_id"],
            with_slip(one["name_bg"].lower(), CYRILLIC, rng) if rng.random() < WITH_SLIP else one["name_bg"],
        )
        for one in told
        if one["name_bg"]
    ]


def ask(port: int, batch: list[tuple[str, str]]) -> tuple[int, float]:
    """How many of the organisations meant are among the candidates, and the seconds that it took."""
    queries = {str(at): {"query": name, "limit": 5} for at, (_, name) in enumerate(batch)}
    body = urllib.parse.urlencode({"queries": json.dumps(queries)})
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/api/v1/reconcile", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    took = time.perf_counter() - start
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"the portal answered {answer.status}: {said}")
    return sum(org_id in [one["id"] for one in said[str(at)]["result"]] for at, (org_id, _) in enumerate(batch)), took


def _served(snapshot_path: Path, folder: Path) -> Any:
    """The portal over this snapshot alone, without a limit on requests."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from live import free_port, serving

    data = folder / "data"
    (data / "snapshots").mkdir(parents=True)
    (data / "snapshots" / snapshot_path.name).symlink_to(snapshot_path.resolve())
    (data / "snapshots" / "current").symlink_to(snapshot_path.name)
    port = free_port()
    env = {**os.environ, "KARTA_DATA": str(data), "KARTA_RATE_LIMIT": "off"}
    return serving([str(KARTA), "serve", "--port", str(port)], data=data, port=port, env=env)
