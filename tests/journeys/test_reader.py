"""A reader asks the cluster's own question, by region, employees and financial result, and takes the answer away."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from live import LivePortal

WORDS = {"bg": ("Откъде е числото", "Стара Загора"), "en": ("Where the number comes from", "Stara Zagora")}


@pytest.mark.parametrize("language", ["bg", "en"])
def test_filter_prove_share_and_download(page: Page, live_portal: LivePortal, axe: Any, language: str) -> None:
    heading, district = WORDS[language]
    page.goto(f"{live_portal.url}/{language}/map/")
    for box, part in (("#region-bg34", "region=BG34"), ("#result-profit", "result=profit")):
        page.check(box)
        page.wait_for_url(f"**{part}**")
    page.fill("#headcount_min", "500")
    page.press("#headcount_min", "Enter")
    page.wait_for_url("**headcount_min=500**")
    page.wait_for_function("() => document.querySelector('#sum .cnt b').textContent === '1'")
    assert page.locator(".chip").count() == 3
    row = page.locator("table.orgs tbody tr")
    assert row.count() == 1
    assert district in row.inner_text()
    assert axe(page) == []

    number = row.locator("a[data-proof]").first
    number.click()
    drawer = page.locator("#drawer")
    drawer.locator(".claim.win").wait_for()
    assert heading in drawer.inner_text()
    assert axe(page) == []
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert number.evaluate("link => link === document.activeElement")

    shared = page.context.new_page()
    shared.goto(page.url)
    assert shared.locator("#sum .cnt b").inner_text() == "1"
    assert shared.locator("table.orgs tbody tr").inner_text() == row.inner_text()
    shared.close()

    assert _downloaded(page, "export.csv") == 1
    assert _downloaded(page, "export.xlsx") == 1


def _downloaded(page: Page, name: str) -> int:
    """Rows of organisations in a file taken from the menu."""
    if not page.locator("#downloads").evaluate("menu => menu.open"):
        page.click("#downloads summary")
    with page.expect_download() as taken:
        page.locator(f"#downloads a[href*='{name}']").first.click()
    path = Path(taken.value.path())
    if name.endswith("csv"):
        return len(list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))))
    copy = path.with_suffix(".xlsx")
    path.rename(copy)
    return load_workbook(copy, read_only=True).worksheets[0].max_row - 1
