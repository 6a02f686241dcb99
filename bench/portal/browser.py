"""What a browser is sent at a first visit, and what Lighthouse says of the pages, in headless Chromium."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.explorer.lighthouse import FLAGS, VERSION
from bench.measure import Figure

PATHS = {
    "home": "",
    "news": "news/",
    "item": "news/measured-9996/",
    "event": "events/measured-3/",
    "contact": "contact/",
}
PAGES = {f"{name}, {language}": f"/{language}/{path}" for name, path in PATHS.items() for language in ("bg", "en")}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MOST_KB, LEAST_POINTS = 150, 95
RUNS = 3  # at most: now and then it records no page load at all, and says to run it again
PATIENCE_MS = 120_000  # bytes are counted, not seconds


def chromium() -> str:
    """Its program. Errors: RuntimeError where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise RuntimeError("Chromium is not installed; scripts/system.sh chromium installs it, or says how")
    return found


def transferred(url: str) -> list[Figure]:
    """Kilobytes (1,000 bytes) over the wire until the page rests, headers and all, nothing known before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
        )
        made = [(name, sent_kb(browser, url + path)) for name, path in PAGES.items()]
        browser.close()
    return [Figure(f"sent for {name}", sum(sent.values()), "kB", MOST_KB) for name, sent in made]


def sent_kb(browser, address: str) -> dict[str, float]:  # type: ignore[no-untyped-def]  # its library is imported above
    """Address of each file that a first visit fetches → kilobytes as encoded on the wire."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    names: dict[str, str] = {}
    sent: dict[str, float] = {}

    def ended(event: dict[str, float]) -> None:
        name = names.get(str(event["requestId"]), "?")
        sent[name] = sent.get(name, 0.0) + event["encodedDataLength"] / 1000

    session.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle", timeout=PATIENCE_MS)
    context.close()
    return sent


def lighthouse(url: str) -> list[Figure]:
    """Points of each page in each category, on Lighthouse's own phone and slow network; no number where it failed."""
    program, scores = chromium(), {}
    with tempfile.TemporaryDirectory() as folder:
        for name, path in PAGES.items():
            for _ in range(RUNS):
                try:
                    scores[name] = _scores(url + path, program, Path(folder))
                    break
                except (RuntimeError, subprocess.TimeoutExpired) as error:
                    print(f"  {name}: {error}", flush=True)
                    scores[name] = dict.fromkeys(CATEGORIES, math.nan)
    return [
        Figure(f"{category}, {name}", scores[name][category], "points", at_least=LEAST_POINTS)
        for category in CATEGORIES
        for name in PAGES
    ]


def _scores(address: str, program: str, folder: Path) -> dict[str, float]:
    """Category → points of 100; what costs points is printed."""
    out = folder / "lighthouse.json"
    done = subprocess.run(
        ["npm", "exec", "--yes", f"lighthouse@{VERSION}", "--", address, "--quiet", "--output=json",
         f"--output-path={out}", f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"],
        env={**os.environ, "CHROME_PATH": program}, cwd=folder, check=False, capture_output=True, text=True,
        timeout=240,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{address}: {done.stderr[-2000:]}")
    told = json.loads(out.read_text("utf-8"))
    for category in told["categories"].values():
        costs = [one["id"] for one in category["auditRefs"]
                 if one["weight"] and (told["audits"][one["id"]]["score"] or 0) < 0.9
                 and told["audits"][one["id"]]["scoreDisplayMode"] != "notApplicable"]  # fmt: skip
        if category["score"] < LEAST_POINTS / 100:
            print(f"  {address} {category['id']}: {', '.join(costs)}", flush=True)
    return {name: 100 * category["score"] for name, category in told["categories"].items()}
