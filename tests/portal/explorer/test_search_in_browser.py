"""The search box in a real browser: suggestions by keyboard and mouse, a place that the live map goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from live import LivePortal

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("language", ["bg", "en"])
def test_suggestions_by_keyboard(live_portal: LivePortal, page: Page, axe: Any, language: str) -> None:
    page.goto(f"{live_portal.url}/{language}/organisations/")
    page.focus("#q")
    box = page.locator("#q[role=combobox]")
    box.wait_for()
    page.keyboard.type("софрама")  # a slip
    page.locator(".suggestions [role=option]").first.wait_for()
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/organisations/bg-eik-831902088/")


def test_escape_leaves_the_text_and_enter_searches_for_it(live_portal: LivePortal, page: Page) -> None:
    page.goto(f"{live_portal.url}/bg/organisations/")
    page.focus("#q")
    page.locator("#q[role=combobox]").wait_for()
    page.keyboard.type("софарма")
    page.locator(".suggestions [role=option]").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".suggestions").is_hidden()
    assert page.input_value("#q") == "софарма"
    page.keyboard.press("Enter")
    page.wait_for_url("**/bg/organisations/?q=*")


def test_a_suggested_place_is_where_the_map_goes(live_portal: LivePortal, page: Page) -> None:
    page.goto(f"{live_portal.url}/bg/map/")
    page.locator("canvas.maplibregl-canvas").wait_for()
    page.focus("#q")
    page.locator("#q[role=combobox]").wait_for()
    page.keyboard.type("варна")
    place = page.locator(".suggestions [data-zoom-to]").first
    place.wait_for()
    place.click()
    page.locator("canvas.maplibregl-canvas").wait_for()
    assert page.url.startswith(f"{live_portal.url}/bg/map/")  # it went there, it did not leave
    assert page.locator(".suggestions").is_hidden()
