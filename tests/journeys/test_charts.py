"""The charts in a real browser: from the map and back, by mouse and by keyboard, in both languages."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from live import LivePortal

SIZES = {"desktop": (1440, 900), "phone": (390, 844), "zoomed twice": (720, 450)}
STATES = (
    "", "by=region&statistic=median", "chart=sectors", "chart=sectors&statistic=sum", "chart=scatter",
    "chart=scatter&measure=profit&against=revenue&year=2022", "chart=network", "district=VID&kind=university",
)  # fmt: skip


def count(page: Page) -> int:
    """The number in the counter."""
    return int(re.sub(r"\D", "", page.locator("#sum .cnt b").first.inner_text()))


def test_from_the_map_to_a_sector_and_back_with_the_filter(page: Page, live_portal: LivePortal) -> None:
    page.goto(f"{live_portal.url}/en/map/?region=BG41")
    before = count(page)
    page.click("#charts-link")
    page.wait_for_url("**/en/map/charts/?region=BG41")
    assert count(page) == before
    page.click("nav.chs-nav >> text=Sectors")
    tile = page.get_by_role("link", name=re.compile(r"^Q "))
    organisations = int(re.search(r": (\d+) organisation", tile.first.get_attribute("aria-label") or "").group(1))  # type: ignore[union-attr]  # fails where the name says no number
    tile.first.click()
    page.wait_for_url("**nace=Q**")
    assert count(page) == organisations < before
    assert "Q Human health" in page.locator(".chips").inner_text()
    page.click("nav.chs-nav >> text=Map")
    page.wait_for_url("**/en/map/?region=BG41&nace=Q**")
    assert count(page) == organisations


def test_a_year_is_chosen_by_keyboard_after_the_way_round_the_picture(page: Page, live_portal: LivePortal) -> None:
    page.goto(f"{live_portal.url}/en/map/charts/")
    page.focus(".skip-chart")
    page.keyboard.press("Tab")  # the box that scrolls
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')").startswith("2008: 3 organisations")
    page.keyboard.press("Enter")
    page.wait_for_url("**year=2008**")
    assert "2008" in page.locator(".chips").inner_text()
    page.focus(".skip-chart")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "table"


def test_lists_above_the_picture_change_it_at_once(page: Page, live_portal: LivePortal) -> None:
    page.goto(f"{live_portal.url}/bg/map/charts/?segment=hospital")
    page.select_option("select[name=by]", "region")
    page.wait_for_url("**by=region**")
    assert "segment=hospital" in page.url
    assert 5 <= page.locator(".panels > li").count() <= 12
    page.select_option("select[name=statistic]", "median")
    page.wait_for_url("**statistic=median**")
    assert page.locator(".panels circle.dt").count() > 10


def test_without_scripts_the_charts_work(chromium: Browser, live_portal: LivePortal) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_portal.url}/en/map/charts/?region=BG41")
    page.select_option("select[name=measure]", "profit")
    page.locator(".chs-bar form button").click()
    assert "measure=profit" in page.url
    assert "region=BG41" in page.url
    page.check("#kind-hospital")
    page.locator(".fil .apply button").click()
    assert {"measure=profit", "region=BG41", "kind=hospital"} <= set(page.url.partition("?")[2].split("&"))
    assert "/map/charts/" in page.url
    context.close()


def test_the_table_is_taken_away_with_its_terms(page: Page, live_portal: LivePortal, tmp_path: Any) -> None:
    page.goto(f"{live_portal.url}/bg/map/charts/?chart=network")
    with page.expect_download() as download:
        page.click(".cht a[download]")
    target = tmp_path / "relations.csv"
    download.value.save_as(target)
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert len(rows) == page.locator(".cht tbody tr").count() > 40
    assert all(row["citation"] and row["source_id"] for row in rows)


@pytest.mark.parametrize(("language", "size"), list(zip(["en", "bg", "bg"], SIZES, strict=True)))
def test_every_chart_is_accessible_and_fits_the_screen(
    page: Page, live_portal: LivePortal, axe: Any, language: str, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for state in STATES:
        page.goto(f"{live_portal.url}/{language}/map/charts/?{state}")
        assert axe(page) == [], (state, size)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, (state, size)


def test_dark_pictures_are_accessible_too(chromium: Browser, live_portal: LivePortal, axe: Any) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    for state in STATES:
        page.goto(f"{live_portal.url}/en/map/charts/?{state}")
        assert axe(page) == [], state
    context.close()
