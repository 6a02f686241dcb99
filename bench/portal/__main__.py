"""Runs the portal's benchmarks on a PostgreSQL of its own and writes their tables: `make bench-portal`.

python -m bench.portal               all of them, into docs/reference/portal.md: a quarter of an hour
python -m bench.portal anew search   named ones again; the page is written anew with what was measured before
python -m bench.portal --try …       ten seconds each, printed only

KARTA_WORKERS=2 tries another number of web workers. A part that fails is named on the page; the others are measured all
the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Figure, commit, machine
from bench.portal import browser, cost, pages, searches
from bench.record import Record
from bench.served import demo_data, in_portal, on_postgresql, rest, served

SECONDS, TRIED_SECONDS = 60, 10

# Part → (heading, whether kept pages are served, figures(address, seconds, snapshot)).
Measure = Callable[[str, int, Path], list[Figure]]
PARTS: dict[str, tuple[str, bool, Measure]] = {
    "cost": ("What a page costs a processor", False, lambda _url, _seconds, snapshot: cost.figures(snapshot)),
    "anew": ("Public pages, each made anew", False, pages.anew),
    "search": ("Search", False, lambda url, seconds, _snapshot: searches.figures(url, seconds)),
    "kept": ("Public pages, kept for visitors", True, pages.kept),
    "first_view": ("What a first visitor is sent", True, lambda url, _seconds, _snapshot: browser.transferred(url)),
    "lighthouse": ("Lighthouse", True, lambda url, _seconds, _snapshot: browser.lighthouse(url)),
}
RECORD = Record(
    "portal", "Performance of the portal",
    "Written by `make bench-portal`. A portal with 10,000 news items in each language, 500 events, the shipped\n"
    "facts and the demo map, on PostgreSQL, served as `karta serve` serves it; visitors, server and database share\n"
    "the machine. Requests begin when they are due, whether or not others are answered; their time counts from\n"
    "then. “Made anew”: no whole page is kept; answers of the database and parts of pages are (docs/adr/0038).\n"
    "It begins when the worker has nothing to do. Kept pages: after visitors of two minutes, while nobody\n"
    "publishes; then again while somebody does, for which no figure is to be reached.\n"
    "The database’s settings are those of `scripts/on_postgresql.sh`: it waits for no disk.",
    {name: heading for name, (heading, *_) in PARTS.items()},
)  # fmt: skip


def main(names: list[str]) -> int:
    chosen, is_tried = RECORD.chosen(names)
    print(machine(), commit(), flush=True)
    failed = False
    with _filled() as data:
        for is_kept in (False, True):
            parts = [name for name in chosen if PARTS[name][1] is is_kept]
            if parts:
                failed |= _measure(parts, data, is_kept=is_kept, is_tried=is_tried)
    return int(failed)


@contextmanager
def _filled() -> Iterator[Path]:
    """A data folder whose portal is filled, its state in the database of DATABASE_URL."""
    with demo_data() as data:
        print("▸ filling", flush=True)
        print(in_portal(data, "bench.portal", "--fill"), flush=True)
        yield data


def _measure(parts: list[str], data: Path, *, is_kept: bool, is_tried: bool) -> bool:
    """Measure parts against one server; whether any failed."""
    snapshot, seconds = (data / "snapshots/current").resolve(), TRIED_SECONDS if is_tried else SECONDS
    with served(data, KARTA_PAGE_CACHE="on" if is_kept else "off") as portal:
        rest(portal)
        found = [
            RECORD.measure(name, lambda name=name: PARTS[name][2](portal.url, seconds, snapshot), is_tried=is_tried)
            for name in parts
        ]
    return any(found)


if __name__ == "__main__":
    if sys.argv[1:] == ["--fill"]:
        import django

        django.setup()
        from bench.portal.fill import fill

        print(fill())
    elif os.environ.get("DATABASE_URL"):
        sys.exit(main(sys.argv[1:]))
    else:
        sys.exit(on_postgresql("bench.portal", sys.argv[1:]))
