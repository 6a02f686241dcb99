"""Visitors at a steady rate: each request begins when it is due, whether or not the ones before are answered, and its
time counts from then, so that a queue is not hidden."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

CLIENTS = 64
PATIENCE = 30.0  # seconds
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "bench.portal"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the kind of page, and its path."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: milliseconds from when it was due, status (0: none came), whether a kept page answered."""

    kind: str
    path: str
    milliseconds: float
    status: int
    is_kept: bool

    @property
    def is_error(self) -> bool:
        return self.status != 200


def steady(
    host: str, requests: Sequence[Asked], rate: float, *, meanwhile: Callable[[], None] = lambda: None
) -> list[Answer]:
    """Ask at `rate` requests a second over connections that stay open. `meanwhile` runs in a thread of its own."""
    held = threading.local()

    def ask(number: int) -> Answer:
        asked, due = requests[number], start + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        status, is_kept = _get(host, asked.path, held)
        return Answer(asked.kind, asked.path, (time.perf_counter() - due) * 1000, status, is_kept)

    aside = threading.Thread(target=meanwhile)
    with ThreadPoolExecutor(CLIENTS) as clients:
        start = time.perf_counter() + 0.5
        aside.start()
        answers = list(clients.map(ask, range(len(requests))))
    aside.join()
    return answers


def _get(host: str, path: str, held: threading.local) -> tuple[int, bool]:
    """Status and whether the page was a kept one. A connection that the server closed is opened anew, once."""
    is_new = getattr(held, "connection", None) is None
    if is_new:
        held.connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    try:
        held.connection.request("GET", path, headers=HEADERS)
        answer = held.connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        held.connection = None
        return (0, False) if is_new else _get(host, path, held)
    return (answer.status if body else 0), "hit" in (answer.headers.get("Cache-Status") or "")
