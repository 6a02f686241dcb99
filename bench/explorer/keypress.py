"""From a key press to repainted histograms and list, in headless Chromium against a served map."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.explorer.served import served
from bench.measure import Figure, percentile

FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
STEPS = 24
REST = 500  # ms after the map, which follows the list: drawn in software, it takes both cores
# From the press to the second frame after the last part was swapped: by then the first one is on the screen.
WATCH = """() => {
  window.kartaTimes = [];
  let pressed, answered;
  document.addEventListener('keydown', () => { pressed = performance.now(); }, { capture: true });
  document.body.addEventListener('htmx:beforeSwap', () => { answered = performance.now(); });
  document.body.addEventListener('htmx:afterSettle', () => {
    const from = pressed, got = answered;
    if (from === undefined) return;
    pressed = undefined;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      window.kartaTimes.push([performance.now() - from, got - from]);
    }));
  });
}"""


def figures(snapshot_path: Path) -> list[Figure]:
    """Medians over STEPS presses: arrows on the handles of three brushes and the space bar on check boxes.

    Without Chromium there are no figures.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("  left out: Chromium is not installed")
        return []
    from playwright.sync_api import sync_playwright

    with served(snapshot_path) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/en/map/")
        page.wait_for_selector("#map-box.is-drawn", timeout=60_000)
        page.wait_for_selector("#strip .grip", state="attached")
        page.wait_for_load_state("networkidle")
        page.evaluate(WATCH)
        for number in range(STEPS):
            _press(page, number)
            page.wait_for_function("done => window.kartaTimes.length > done", arg=number, timeout=20_000)
            page.wait_for_function("() => document.querySelector('#map-drawn')?.childElementCount > 0")
            page.wait_for_timeout(REST)
        times = page.evaluate("() => window.kartaTimes")
        browser.close()
    whole, waited = ([pair[i] for pair in times] for i in (0, 1))
    return [
        Figure("key press to repainted histograms and list, median", percentile(whole, 0.5), "ms", 150),
        Figure("key press to repainted histograms and list, 95th percentile", percentile(whole, 0.95), "ms"),
        Figure("key press to the server's answer, median", percentile(waited, 0.5), "ms"),
    ]


def _press(page, number: int) -> None:  # type: ignore[no-untyped-def]  # the browser's library is imported only above
    """Every third press is a choice; the others move a limit by one class, the upper one down, the lower one up."""
    if number % 3 == 2:
        boxes = page.locator("#explorer-form input[type=checkbox][name=segment]")
        boxes.nth((number // 3) % boxes.count()).focus()
        page.keyboard.press("Space")
        return
    grips = page.locator("#strip .grip")
    index = number % 6 if number % 6 < grips.count() else 0
    grips.nth(index).focus()
    page.keyboard.press("ArrowRight" if index % 2 == 0 else "ArrowLeft")
