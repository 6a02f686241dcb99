"""The curation room over a long queue: 100,000 pairs of a synthetic economy, asked as a curator asks, over HTTP.

python -m bench curation
"""

from __future__ import annotations

import http.cookiejar
import random
import re
import shutil
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import duckdb

from bench.make_economy import make_economy
from bench.measure import KARTA, PROJECT, Figure, percentile
from karta.snapshot import schema

ORGANISATIONS, PAIRS = 60_000, 100_000
ROUNDS, WARM, DECISIONS = 100, 10, 50
PASSWORD = "correct horse battery 9"
_QUEUE = """
COPY (
    WITH numbered AS (
        SELECT org_id, row_number() OVER (ORDER BY org_id) - 1 AS n FROM '{folder}/organisations.parquet'
    ),
    pairs AS (
        SELECT n, step, (n + step) % {organisations} AS other, hash(n, step) / 18446744073709551615.0 AS chance
        FROM numbered, range(1, 1 + ceil({pairs} / {organisations})::BIGINT) steps(step) ORDER BY step, n LIMIT {pairs}
    )
    SELECT l.org_id AS left_org_id, r.org_id AS right_org_id, 'synthetic_register' AS left_source_id,
        l.org_id AS left_record_id, 'synthetic_register' AS right_source_id, r.org_id AS right_record_id,
        ['model', 'model', 'part_of', 'ambiguous', 'contradiction'][1 + (p.n + p.step) % 5] AS reason,
        round(0.24 + 0.7 * chance, 4) AS score, round(chance * (1 + p.n % 7), 3) AS worth
    FROM pairs p JOIN numbered l ON l.n = p.n JOIN numbered r ON r.n = p.other ORDER BY worth DESC, score DESC, 1, 2
) TO '{folder}/candidates.parquet' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)
"""


def make_queue(data: Path, *, organisations: int = ORGANISATIONS, pairs: int = PAIRS) -> Path:
    """A data folder whose current snapshot is a synthetic economy with so many pairs to decide; the snapshot."""
    snapshots = data / "snapshots"
    folder = make_economy(snapshots, organisations=organisations, years=3)
    con = duckdb.connect()
    con.execute(_QUEUE.format(folder=folder, organisations=organisations, pairs=pairs))
    names = [row[0] for row in con.execute(f"DESCRIBE FROM '{folder}/candidates.parquet'").fetchall()]
    con.close()
    if names != list(schema.CANDIDATES):
        raise RuntimeError(f"candidates have {names}, the schema asks for {list(schema.CANDIDATES)}")
    (snapshots / "current").symlink_to(folder.name)
    return folder


def curation() -> list[Figure]:
    """Milliseconds until a page of the room is whole at the client: the queue, its filters, a pair, a decision."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from live import serve

    chance = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        snapshot = make_queue(data)
        rows = duckdb.sql(
            f"SELECT left_org_id, right_org_id FROM '{snapshot}/candidates.parquet' "
            f"USING SAMPLE reservoir({ROUNDS} ROWS) REPEATABLE (5)"
        ).fetchall()
        with serve(KARTA, data) as portal:
            curator = Curator(portal.url, portal.steward_link)
            for _ in range(WARM):
                curator.get("curation/")
            pages = [curator.get(f"curation/?page={chance.randrange(1, 8000)}") for _ in range(ROUNDS)]
            filtered = [curator.get(f"curation/?{_filter(chance)}") for _ in range(ROUNDS)]
            pairs = [curator.get(f"curation/pairs/{left}/{right}/") for left, right in rows]
            decided = [curator.decide(left, right) for left, right in rows[:DECISIONS]]
        shutil.rmtree(data)
    every = [*pages, *filtered, *pairs]
    return [
        Figure(f"curation page over {PAIRS:,} pairs, p95 of {len(every)}", percentile(every, 0.95), "ms", 100),
        Figure("the same, median", percentile(every, 0.5), "ms"),
        Figure("any page of the queue, p95", percentile(pages, 0.95), "ms", 100),
        Figure("with filters or a name, p95", percentile(filtered, 0.95), "ms", 100),
        Figure("one pair, p95", percentile(pairs, 0.95), "ms", 100),
        Figure(f"decision and the next pair, p95 of {DECISIONS}", percentile(decided, 0.95), "ms"),
    ]  # fmt: skip


def _filter(chance: random.Random) -> str:
    asked = {
        "why": chance.choice(["", "model", "part_of", "ambiguous"]),
        "band": chance.choice(["", "90", "70", "50"]),
        "place": chance.choice(["", "SOF", "PDV", "VAR"]),
        "q": chance.choice(["", "", f"синтетична {chance.randrange(10, 99)}"]),
    }
    return urllib.parse.urlencode({name: value for name, value in asked.items() if value})


class Curator:
    """A signed-in steward over HTTP."""

    def __init__(self, address: str, link: str) -> None:
        self._address = f"{address}/bg/"
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self._post(link, {"email": "curator@example.org", "new_password1": PASSWORD, "new_password2": PASSWORD})

    def get(self, path: str) -> float:
        """Milliseconds of one page; RuntimeError where it is not the room's."""
        start = time.perf_counter()
        with self._opener.open(self._address + path) as answer:
            answer.read()
        taken = (time.perf_counter() - start) * 1000
        self._check(answer.url, path)
        return taken

    def _check(self, address: str, path: str) -> None:
        if not address.startswith(f"{self._address}curation/"):
            raise RuntimeError(f"{path}: led to {address}, not to the curation room")

    def decide(self, left: str, right: str) -> float:
        """Milliseconds of a decision with the page that follows it."""
        token = next(cookie.value for cookie in self._jar if cookie.name == "csrftoken")
        said = {"csrfmiddlewaretoken": token, "pair": f"{left} {right}", "decision": "different"}
        start = time.perf_counter()
        with self._opener.open(f"{self._address}curation/decide/", urllib.parse.urlencode(said).encode()) as answer:
            answer.read()
        taken = (time.perf_counter() - start) * 1000
        self._check(answer.url, "a decision")
        return taken

    def _post(self, address: str, said: dict[str, str]) -> None:
        with self._opener.open(address) as answer:
            page = answer.read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            raise RuntimeError(f"{address}: no form")
        body = urllib.parse.urlencode({**said, "csrfmiddlewaretoken": found[1]}).encode()
        with self._opener.open(urllib.request.Request(address, body)) as answer:
            answer.read()
