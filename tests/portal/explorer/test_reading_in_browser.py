"""The reading pages in a real browser: the proof drawer, nothing for axe-core to find, no page wider than a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from live import LivePortal

PROFILE = "organisations/bg-eik-831902088/"
PAGES = (
    "organisations/", PROFILE, f"{PROFILE}proof/revenue/2021/", "sources/", "sources/bg_compiled_life_science/",
    "method/", "account/login/", "corrections/new/bg-eik-831902088/", "no-such-page/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["bg", "en"])
def test_map_05_a_figure_opens_its_proof_beside_it_and_escape_returns_to_it(
    page: Page, live_portal: LivePortal, language: str
) -> None:
    page.goto(f"{live_portal.url}/{language}/{PROFILE}")
    figure = page.locator("a.proof-link").first
    figure.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    drawer.locator(".claim.win").wait_for()
    assert page.evaluate("document.activeElement.className") == "drawer-title"
    assert drawer.locator(".claim").count() == 3
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className") == "proof-link"
    assert page.url.endswith(PROFILE)


def test_without_scripts_a_proof_is_a_page(live_portal: LivePortal, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_portal.url}/en/{PROFILE}")
    plain.locator("a.proof-link").first.click()
    assert plain.locator("h1").inner_text() == "Where the number comes from"
    assert plain.locator("[data-copy]:visible").count() == 0
    context.close()


@pytest.mark.parametrize(("scheme", "language"), [("light", "bg"), ("dark", "en")])
def test_axe_finds_nothing_on_reading_pages(
    page: Page, live_portal: LivePortal, axe: Any, scheme: Any, language: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        page.goto(f"{live_portal.url}/{language}/{path}")
        assert axe(page) == [], path
    page.goto(f"{live_portal.url}/en/{PROFILE}")
    page.locator("a.proof-link").first.click()
    page.locator("#drawer .claim.win").wait_for()
    assert axe(page) == []


def test_no_reading_page_is_wider_than_a_phone(page: Page, live_portal: LivePortal) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for language in ("bg", "en"):
        for path in PAGES:
            page.goto(f"{live_portal.url}/{language}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, (language, path)
