"""A reader sets places side by side, changes the columns by keyboard, opens a number's proof and takes it all away."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from live import LivePortal

WORDS = {
    "bg": {"proof": "Откъде е числото", "varna": "Варна", "plovdiv": "Пловдив", "remove": "Махане на Пловдив",
           "left": "Преместване на Варна наляво"},
    "en": {"proof": "Where the number comes from", "varna": "Varna", "plovdiv": "Plovdiv", "remove": "Remove Plovdiv",
           "left": "Move Varna to the left"},
}  # fmt: skip
PHONE = {"width": 390, "height": 844}


def columns(page: Page) -> list[str]:
    return [str(one).removeprefix("of-district-") for one in page.locator("table.cmp thead th").evaluate_all(
        "heads => heads.map(head => head.id)"
    )]  # fmt: skip


def downloaded(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as taken:
        page.locator("a[download]").first.click()
    text = Path(taken.value.path()).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("language", ["bg", "en"])
def test_add_reorder_remove_prove_and_take_away(page: Page, live_portal: LivePortal, axe: Any, language: str) -> None:
    words = WORDS[language]
    page.goto(f"{live_portal.url}/{language}/map/compare/")
    assert axe(page) == []
    page.locator(".picker nav a").nth(1).press("Enter")  # districts
    page.wait_for_url("**of_kind=district**")
    for code in ("SOF", "PDV", "VAR"):
        page.locator("#add").focus()
        page.select_option("#add", f"district:{code}")
        page.locator("#picker button").press("Enter")
        page.wait_for_url(f"**of=district%3A{code}**")
    assert columns(page) == ["SOF", "PDV", "VAR"]
    assert words["varna"] in page.title()
    assert axe(page) == []

    page.get_by_role("link", name=words["left"]).press("Enter")
    page.wait_for_url("**#of-district-VAR")
    assert columns(page) == ["SOF", "VAR", "PDV"]

    number = page.locator("#s-revenue a[data-proof]").first
    number.press("Enter")
    page.locator("#drawer #drawer-body h2").first.wait_for()
    assert words["proof"] in page.locator("#drawer").inner_text()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.locator("#drawer").wait_for(state="hidden")
    assert number.evaluate("link => link === document.activeElement")

    rows = downloaded(page)
    counted = {row["code"]: row["value"] for row in rows if row["number"] == "organisations"}
    shown = page.locator("#s-count td.num").all_inner_texts()
    assert list(counted) == ["SOF", "VAR", "PDV"]
    assert [text.strip() for text in shown] == list(counted.values())

    page.get_by_role("link", name=words["remove"], exact=True).press("Enter")
    page.wait_for_url(lambda url: "PDV" not in url)
    assert columns(page) == ["SOF", "VAR"]
    page.locator("table.cmp thead .name a").nth(1).click()
    page.wait_for_url("**/places/VAR/**")
    assert page.locator("h1").inner_text() == words["varna"]
    assert axe(page) == []


@pytest.mark.parametrize("language", ["bg", "en"])
def test_compare_on_a_phone_scrolls_sideways_inside_its_own_box(
    page: Page, live_portal: LivePortal, axe: Any, language: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{live_portal.url}/{language}/map/compare/?of=district:SOF&of=district:PDV&of=district:VAR")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    box = page.locator("div.cmp")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.evaluate("box => { box.scrollLeft = 200 }")
    first = page.locator("#s-count tr:nth-child(2) th")
    assert first.bounding_box()["x"] >= box.bounding_box()["x"] - 1
    assert axe(page) == []


def test_organisations_are_found_and_compared_without_scripts(chromium: Any, live_portal: LivePortal, axe: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_portal.url}/en/map/compare/?of_kind=organisation")
    for text, name in (("sopharma ad", "Sopharma AD"), ("каридад", "MBAL Sveta Karidad EAD")):
        page.fill("#add", text)
        page.locator("#picker button").click()
        page.locator(".found a", has_text=name).first.click()
    assert page.locator("table.cmp thead th .name").all_inner_texts() == ["Sopharma AD", "MBAL Sveta Karidad EAD"]
    assert page.locator("#s-revenue svg.spark").count() == 2
    page.locator("#s-revenue a[data-proof]").first.click()
    assert "/proof/revenue/" in page.url
    context.close()


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("path", ["places/", "sectors/", "places/BG42/", "segments/hospital/", "sectors/86.10/",
                                  "organisations/bg-eik-201204876/"])  # fmt: skip
def test_profiles_are_read_by_everybody(
    page: Page, live_portal: LivePortal, axe: Any, language: str, path: str
) -> None:
    page.goto(f"{live_portal.url}/{language}/{path}")
    for size in ({"width": 1440, "height": 900}, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
        if (size is PHONE) is (language == "bg"):
            assert axe(page) == [], (path, size)
