"""Pictures of README and docs: `make pictures` writes them, every other run only checks that the pages can be taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PICTURES = os.environ.get("KARTA_PICTURES")
PAGES = {
    "explorer-bg": "/bg/map/",
    "explorer-en-filtered": "/en/map/?district=PDV&district=SOF&headcount_min=50",
}


@pytest.mark.parametrize("name", PAGES)
def test_picture_of_the_explorer(name, live_portal, page, tmp_path):
    page.goto(live_portal.url + PAGES[name])
    page.wait_for_selector("#map-box.is-drawn")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    folder = Path(PICTURES) if PICTURES else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    assert len(page.screenshot(path=folder / f"{name}.png")) > 50_000
    assert page.locator("table.orgs tbody tr").count() > 0


def test_picture_of_a_report(live_portal, page, tmp_path):
    page.set_viewport_size({"width": 1000, "height": 1300})
    page.goto(live_portal.url + "/bg/map/report/")
    page.evaluate("document.fonts.ready")
    folder = Path(PICTURES) if PICTURES else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    assert len(page.screenshot(path=folder / "report-bg.png")) > 50_000
    assert page.locator(".rp-section").count() > 8
