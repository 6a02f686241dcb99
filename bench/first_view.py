"""The explorer's first view with a cold cache, in headless Chromium: when list and map stand, and what was loaded."""

from __future__ import annotations

import re
import shutil
import time
from typing import TYPE_CHECKING

from bench.measure import Figure
from bench.served import demo_data, served

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
RUNS = 5
# The list stands when its first row can be read; the map when its box says so (frontend/src/map).
LIST_ROW = "table.orgs tbody tr"
MAP_READY = "#map-box.is-drawn"
# What comes after the list and without which it can be read and filtered (frontend/src/explorer/main.ts).
LATER = re.compile(r"/(map|brush|maplibre)[-.\w]*\.(m?js|css)|/shapes/")


def explorer() -> list[Figure]:
    """Medians of five visits, each in a new profile."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("  left out: Chromium is not installed")
        return []
    from playwright.sync_api import sync_playwright

    with demo_data() as data, served(data, KARTA_WORKERS="1") as portal, sync_playwright() as playwright:
        visits = [_visit(playwright, chromium, f"{portal.url}/bg/map/") for _ in range(RUNS)]
    middle = RUNS // 2
    lists, maps, needed, sizes = (sorted(values)[middle] for values in zip(*visits, strict=True))
    return [
        Figure("first view, cold cache: list and filters", lists, "s", 1),
        Figure("first view, cold cache: map", maps, "s", 4),
        Figure("first view: what the list needs, compressed", needed / 1000, "kB", 120),
        Figure("first view: loaded, compressed", sizes / 1000, "kB", 700),
    ]


def _visit(playwright: Playwright, chromium: str, address: str) -> tuple[float, float, float, float]:
    """Seconds to the list and to the map, bytes that the list needs, bytes in all."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    addresses: dict[str, str] = {}
    loaded: dict[str, float] = {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on(
        "Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]})
    )
    network.on("Network.loadingFinished", lambda event: loaded.update({event["requestId"]: event["encodedDataLength"]}))
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(LIST_ROW)
    list_seconds = time.perf_counter() - start
    page.wait_for_selector(MAP_READY, state="attached", timeout=20_000)
    map_seconds = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    browser.close()
    needed = sum(size for request, size in loaded.items() if not LATER.search(addresses.get(request, "")))
    return list_seconds, map_seconds, needed, sum(loaded.values())
