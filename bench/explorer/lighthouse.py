"""Lighthouse over the pages of the demo map, desktop settings, in headless Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from bench.measure import Figure
from bench.served import demo_data, served

VERSION = "13.5.0"
FLAGS = "--headless=new --no-sandbox --disable-gpu --use-angle=swiftshader --disable-background-networking"
PAGES = {
    "list": "/bg/map/?tab=list", "profile": "/en/organisations/bg-eik-831902088/", "sources": "/bg/sources/",
    "charts": "/en/map/charts/", "compare": "/bg/map/compare/?of=district:SOF&of=district:PDV",
    "report": "/en/map/report/?district=PDV", "place": "/bg/places/PDV/", "method": "/en/method/",
    "proof": "/bg/map/proof/?measure=revenue&statistic=sum", "changes": "/en/changes/",
}  # fmt: skip
FAST = ("list", "profile")


def figures(_: Path) -> list[Figure]:
    """The lowest score of accessibility and of best practice over all pages; performance of list and profile."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("  left out: Chromium is not installed")
        return []
    with demo_data() as data, served(data, KARTA_WORKERS="1") as portal:
        scores = {name: _scores(portal.url + path, chromium, data.parent) for name, path in PAGES.items()}
    made = []
    for category, words in (("accessibility", "accessibility"), ("best-practices", "best practice")):
        name = min(scores, key=lambda page: scores[page][category])
        made.append(
            Figure(
                f"Lighthouse, {words}, lowest of {len(PAGES)} pages ({name})",
                scores[name][category],
                "points",
                at_least=95,
            )
        )
    return made + [
        Figure(f"Lighthouse, performance, {name}", scores[name]["performance"], "points", at_least=90) for name in FAST
    ]


def _scores(address: str, chromium: str, folder: Path) -> dict[str, float]:
    """Category → points of 100."""
    out = folder / "lighthouse.json"
    done = subprocess.run(
        ["npm", "exec", "--yes", f"lighthouse@{VERSION}", "--", address, "--quiet", "--preset=desktop", "--output=json",
         f"--output-path={out}", f"--chrome-flags={FLAGS}",
         "--only-categories=accessibility,best-practices,performance"],
        env={**os.environ, "CHROME_PATH": chromium}, cwd=folder, check=False, capture_output=True, text=True,
        timeout=240,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{address}: {done.stderr[-2000:]}")
    found = json.loads(out.read_text("utf-8"))["categories"]
    return {name: 100 * category["score"] for name, category in found.items()}
