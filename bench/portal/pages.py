"""Public pages at a steady rate: each made anew, and with those that are kept for visitors."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.measure import Figure, percentile
from bench.portal.load import Answer, steady
from bench.portal.mix import SHARES, each, requests

ANEW, KEPT = 30.0, 100.0  # requests a second
AT_MOST = 150.0  # ms
BEFORE = 120  # seconds for which visitors have come already: nobody measures a portal that has just started
CHANGED = 1 / 3  # of the time, when somebody publishes: what is kept is old from then on


def anew(url: str, seconds: int, snapshot: Path) -> list[Figure]:
    """Every page is made for its visitor (KARTA_PAGE_CACHE=off)."""
    answers = _asked(url, seconds, snapshot, ANEW)
    if kept := sum(one.is_kept for one in answers):
        raise RuntimeError(f"{kept} answers came from kept pages, though none was to be")
    return _figures(f"made anew, {ANEW:g}/s", answers, seconds)


def kept(url: str, seconds: int, snapshot: Path) -> list[Figure]:
    """As the portal serves by itself, after visitors of some minutes; and again while somebody publishes."""
    host = url.removeprefix("http://")
    steady(host, requests(int(ANEW * min(BEFORE, 4 * seconds)), snapshot, seed=6), ANEW)
    answers = _asked(url, seconds, snapshot, KEPT)
    made = _figures(f"with kept pages, {KEPT:g}/s", answers, seconds)
    share = 100 * sum(one.is_kept for one in answers) / len(answers)
    changed = _asked(url, seconds, snapshot, KEPT, seed=7, meanwhile=lambda: _publish(CHANGED * seconds))
    times = [one.milliseconds for one in changed]
    return [
        *made,
        Figure("answers that were kept pages", share, "%"),
        Figure(f"the same while somebody publishes in the {seconds} s, p95", percentile(times, 0.95), "ms"),
        Figure("the same, answers that are not 200", sum(one.is_error for one in changed), "", 0),
    ]


def _publish(seconds: float) -> None:
    """Move the state of what visitors see after a while, as every publication does."""
    time.sleep(seconds)
    with psycopg.connect() as connection:
        connection.execute("UPDATE platform_publicstate SET version = gen_random_uuid()")


def _asked(
    url: str, seconds: int, snapshot: Path, rate: float, *, seed: int = 5, meanwhile: Callable[[], None] = lambda: None
) -> list[Answer]:  # fmt: skip
    host = url.removeprefix("http://")
    steady(host, each(snapshot), 5.0)
    return steady(host, requests(int(rate * seconds), snapshot, seed), rate, meanwhile=meanwhile)


def _figures(what: str, answers: list[Answer], seconds: int) -> list[Figure]:
    times = [one.milliseconds for one in answers]
    wrong = [one for one in answers if one.is_error]
    for one in wrong[:5]:
        print(f"  {one.status} {one.path}", flush=True)
    by_kind = {kind: [one.milliseconds for one in answers if one.kind == kind] for kind in SHARES}
    kinds = [
        Figure(
            f"{what}: {kind}, p95 of {len(held)}; median {percentile(held, 0.5):.0f} ms", percentile(held, 0.95), "ms"
        )
        for kind, held in by_kind.items()
        if held
    ]
    return [
        Figure(f"{what} for {seconds} s, all pages, p95", percentile(times, 0.95), "ms", AT_MOST),
        Figure(f"{what}, all pages, median", percentile(times, 0.5), "ms"),
        Figure(f"{what}, all pages, p99", percentile(times, 0.99), "ms"),
        Figure(f"{what}, answers that are not 200, of {len(answers):,}", len(wrong), "", 0),
        *kinds,
    ]
