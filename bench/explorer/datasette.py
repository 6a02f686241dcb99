"""The peer: datasette over the same rows, six facets, count and fifty rows, asked over HTTP one after the other."""

from __future__ import annotations

import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import duckdb

from bench.measure import Figure, percentile

FACETS = ("region", "district", "segment", "kind", "size_class", "result")
COLUMNS = ("org_id", "name_bg", "nace_code", "headcount", "revenue", "profit", "founded_year", *FACETS)
REQUESTS = 30
PATIENCE_MS = 60_000


def figures(snapshot_path: Path) -> list[Figure]:
    """p50 and p95 with its time limits lifted, so that it does not give up."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "economy.db"
        count = _database(snapshot_path, path)
        port = _free_port()
        command = [sys.executable, "-m", "datasette", "serve", str(path), "--port", str(port), "--immutable", str(path)]
        for name in ("sql_time_limit_ms", "facet_time_limit_ms", "facet_suggest_time_limit_ms"):
            command += ["--setting", name, str(1 if "suggest" in name else PATIENCE_MS)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _wait(port)
                times = [_ask(port, query) for query in _queries()]
            finally:
                process.terminate()
    what = f"datasette {version('datasette')}, six facets and 50 rows, {count:,} organisations"
    return [
        Figure(f"{what}, p95", percentile(times, 0.95), "ms"),
        Figure(f"{what}, median", percentile(times, 0.5), "ms"),
    ]


def _database(snapshot_path: Path, path: Path) -> int:
    """The default population as a table of SQLite with an index on each facet, as its users would make it."""
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    rows = con.execute(f"""
        SELECT org_id, name_bg, nace_code, headcount_value, revenue_value, profit_value, founded_year, region, district,
            segment, kind, CASE WHEN headcount_value < 10 THEN '1-9' WHEN headcount_value < 50 THEN '10-49'
            WHEN headcount_value < 250 THEN '50-249' WHEN headcount_value >= 250 THEN '250+' END,
            CASE WHEN profit_value > 0 THEN 'profit' WHEN profit_value < 0 THEN 'loss' END
        FROM read_parquet('{snapshot_path}/organisations.parquet')
        WHERE unit_kind = 'legal_unit' AND status NOT IN ('deleted', 'merged')""")
    with closing(sqlite3.connect(path)) as made:
        made.execute(f"CREATE TABLE organisations ({', '.join(COLUMNS)})")
        while batch := rows.fetchmany(50_000):
            made.executemany(f"INSERT INTO organisations VALUES ({', '.join('?' * len(COLUMNS))})", batch)
        for name in (*FACETS, "revenue"):
            made.execute(f"CREATE INDEX by_{name} ON organisations ({name})")
        made.commit()
        (count,) = made.execute("SELECT count(*) FROM organisations").fetchone()
    return int(count)


def _queries() -> list[str]:
    from bench.explorer.filters import random_filters

    made = []
    for params in random_filters(10 * REQUESTS, seed=3):
        known = {name: values[0] for name, values in params.items() if name in FACETS}
        ranges = {
            f"{name[:-4]}__{'gte' if name.endswith('_min') else 'lte'}": values[0]
            for name, values in params.items()
            if name.endswith(("_min", "_max")) and not name.startswith("founded")
        }
        if known or ranges:
            asked = [*known.items(), *ranges.items(), *(("_facet", name) for name in FACETS)]
            made.append(urllib.parse.urlencode([*asked, ("_sort_desc", "revenue"), ("_size", "50")]))
    return made[:REQUESTS]


def _ask(port: int, query: str) -> float:
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", f"/economy/organisations.json?{query}")
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    took = (time.perf_counter() - start) * 1000
    told = json.loads(body)
    if answer.status != 200 or set(told["facet_results"]) != set(FACETS) or told["filtered_table_rows_count"] is None:
        raise RuntimeError(f"datasette gave up on {query}: {answer.status}, facets {sorted(told['facet_results'])}")
    return took


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("datasette did not start")
