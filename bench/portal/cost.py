"""What a page costs a processor, on a machine where other things run too: each page is weighed beside a fixed piece of
work, so that a core which is slow for a moment is slow for both."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.measure import Figure
from bench.portal.mix import SHARES, each, requests
from bench.served import in_portal

PAGES = 600
Weighed = dict[str, list[tuple[float, float]]]  # kind of page → (seconds of the fixed work, of the page)


def figures(snapshot: Path) -> list[Figure]:
    """Milliseconds of a core that has nothing else to do: the mean of the mix, and of each kind."""
    weighed: Weighed = json.loads(in_portal(snapshot.parents[1], "bench.portal.cost", str(snapshot)).splitlines()[-1])
    quiet = min(work for pairs in weighed.values() for work, _page in pairs)
    cost = {
        kind: 1000 * quiet * sum(page for _work, page in pairs) / sum(work for work, _page in pairs)
        for kind, pairs in weighed.items()
    }
    mean = sum(SHARES[kind] * cost[kind] for kind in cost) / sum(SHARES[kind] for kind in cost)
    return [
        Figure(f"a page made anew, mean of the mix, {PAGES} pages", mean, "ms"),
        *(Figure(f"{kind}, mean of {len(weighed[kind])}", cost[kind], "ms") for kind in SHARES if kind in cost),
    ]


def weigh(snapshot: Path) -> Weighed:
    """Ask this very process for the pages of the mix. Needs Django."""
    from django.core.handlers.wsgi import WSGIHandler

    handler, found = WSGIHandler(), defaultdict(list)
    for asked in each(snapshot):
        _page(handler, asked.path)
    for asked in requests(PAGES, snapshot):
        begun = time.process_time()
        _fixed_work()
        between = time.process_time()
        _page(handler, asked.path)
        found[asked.kind].append((between - begun, time.process_time() - between))
    return found


def _fixed_work() -> None:
    """A millisecond of what pages are made of: texts, tuples, a dictionary."""
    held = {}
    for number in range(2500):
        held[number % 97] = f"{number}x"
        sorted((number, 3, 2))


def _page(handler: Callable[..., Any], path: str) -> None:
    """One answer, as the web server asks for it. Errors: RuntimeError for anything but 200."""
    from django.test import RequestFactory

    asked, said = urlsplit(path), []
    environ = RequestFactory(headers={"accept-encoding": "gzip", "host": "localhost"}).get(
        asked.path, query_params=None, QUERY_STRING=asked.query
    ).environ  # fmt: skip
    answer = handler(environ, lambda status, _headers: said.append(status))
    for _part in answer:
        pass
    answer.close()
    if not said[0].startswith("200"):
        raise RuntimeError(f"{path}: {said[0]}")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(weigh(Path(sys.argv[1]))))
