"""A reader opens the numbers of the map: the drawer beside them, the page, the lists behind, what changed since."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from conftest import KARTA
from live import LivePortal

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
HEAD = {"bg": "Откъде е числото", "en": "Where the number comes from"}


def digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def open_drawer(page: Page, number: Locator) -> Locator:
    number.click()
    page.wait_for_function("() => !document.querySelector('#drawer').hidden")
    return page.locator("#drawer")


def covers(page: Page, number: Locator) -> bool:
    """Whether the drawer lies over the number."""
    drawer, box = page.locator("#drawer").bounding_box(), number.bounding_box()
    assert drawer is not None
    assert box is not None
    return box["x"] < drawer["x"] + drawer["width"] and drawer["x"] < box["x"] + box["width"]


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_proof_of_an_aggregate_on_a_desk(page: Page, portal: LivePortal, axe: Any, language: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{portal.url}/{language}/map/?tab=table&district=SOF&district=PDV")
    page.wait_for_load_state("networkidle")
    for selector in ("#sum .cnt .pf", "#sum .share .pf", ".cross td small .pf", ".cross .pf-i", ".ht a:visible"):
        number = page.locator(selector).first
        number.scroll_into_view_if_needed()
        drawer = open_drawer(page, number)
        assert not covers(page, number), selector
        assert page.evaluate("() => document.activeElement.className") == "drawer-title"
        page.keyboard.press("Escape")
        assert drawer.is_hidden()
        assert number.evaluate("element => element === document.activeElement"), selector

    counter = page.locator("#sum .cnt .pf")
    drawer = open_drawer(page, counter)
    assert drawer.locator(".drawer-title").inner_text() == HEAD[language]
    assert drawer.locator(".big").inner_text() == counter.inner_text()
    assert axe(page) == []
    page.keyboard.press("Escape")

    total = page.locator(".cross tfoot tr td").last.locator("small .pf").last
    text = total.inner_text()
    open_drawer(page, total)
    page.locator("[data-drawer-page]").click()
    page.wait_for_url("**/map/proof/**")
    assert page.locator("h1").inner_text() == HEAD[language]
    assert page.locator(".big").inner_text() == text
    assert axe(page) == []
    rows = page.locator(".pp-claims > li")
    parts = [digits(one) for one in page.locator(".pp-parts").first.locator("tbody td").all_inner_texts()]
    matching = digits(page.locator(".pp-parts thead td, .pp-parts thead th").nth(1).inner_text())
    assert sum(parts) == matching
    assert rows.count() == min(parts[0], 50)

    figure = rows.first.locator("[data-proof]")
    drawer = open_drawer(page, figure)
    assert drawer.locator(".claim.win").count() == 1
    page.keyboard.press("Escape")

    page.locator(".pp-parts tbody a").last.click()
    page.wait_for_url("**/map/proof/organisations/**")
    assert page.locator("tbody tr").count() == min(parts[-1], 50)
    assert axe(page) == []


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_proof_of_an_aggregate_on_a_phone(page: Page, portal: LivePortal, axe: Any, language: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{portal.url}/{language}/map/?district=PDV")
    page.wait_for_load_state("networkidle")
    counter = page.locator("#sum .cnt .pf")
    drawer = open_drawer(page, counter)
    box = drawer.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert drawer.locator(".big").inner_text() == counter.inner_text()
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert counter.evaluate("element => element === document.activeElement")
    page.goto(f"{portal.url}/{language}/map/proof/?measure=revenue&statistic=sum&cell=district:PDV")
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []
    page.goto(f"{portal.url}/{language}/method/note/?district=PDV")
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []


def test_a_past_publication_says_so_and_leads_to_what_changed(page: Page, portal: LivePortal, axe: Any) -> None:
    """Runs last: it publishes other data."""
    sources = ("bg_compiled_life_science", "bg_compiled_gazetteer", "eu_eurostat_nace")
    page.goto(f"{portal.url}/en/map/?district=PDV")
    before = digits(page.locator("#sum .cnt").inner_text().split("of")[0])
    kept = page.locator(".foot a").first.get_attribute("href")
    only = [word for source in sources for word in ("--only", source)]
    for command in (["build", *only], ["publish"]):
        subprocess.run([KARTA, *command, "--data", portal.data], check=True, capture_output=True)
    page.goto(f"{portal.url}/en/map/?district=PDV")
    assert digits(page.locator("#sum .cnt").inner_text().split("of")[0]) < before
    page.goto(f"{portal.url}{kept}")
    assert digits(page.locator("#sum .cnt").inner_text().split("of")[0]) == before
    page.locator(".band .changes").click()
    page.wait_for_url("**/changes/**")
    assert page.locator("#h-sums").is_visible()
    assert axe(page) == []
    page.goto(f"{portal.url}/bg/changes/")
    assert page.locator("tbody tr").count() == 2
    assert axe(page) == []
