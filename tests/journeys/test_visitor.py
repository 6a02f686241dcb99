"""Any visitor: picks a language, reads news, stays on the item when the language changes, filters events, opens one,
takes the calendar, writes to the cluster. In both languages, by keyboard once, on a phone; every page passes axe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from live import LivePortal

WORDS = {
    "bg": ("Третото издание на Spinoff Bulgaria е на 20 и 21 юни 2024 г.", "Изпратено", "27 и 28 юни"),
    "en": ("The third Spinoff Bulgaria is on 20 and 21 June 2024", "Sent", "27 and 28 June"),
}
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module", autouse=True)
def _news(portal: LivePortal) -> None:
    """The portal filled as `make demo-data` fills it."""
    portal.run("-m", "django", "karta_demo_news")


def wider(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("language", "screen"), [("bg", PHONE), ("en", WIDE)])
def test_por_01_a_visitor_reads_in_either_language_finds_an_event_and_writes(
    portal: LivePortal, page: Page, axe: Any, language: str, screen: Any
) -> None:
    title, sent, before = WORDS[language]
    other = "en" if language == "bg" else "bg"
    page.set_viewport_size(screen)
    page.goto(f"{portal.url}/{other}/")
    page.click(f".lang a[hreflang={language}]")
    page.wait_for_url(f"**/{language}/")
    page.goto(f"{portal.url}/{language}/news/")
    assert axe(page) == []
    page.click(f"main a:text-is('{title}')")
    assert axe(page) == []
    assert wider(page) == 0
    assert page.locator("main img").get_attribute("alt")
    page.click(f".lang a[hreflang={other}]")
    assert page.locator("h1").inner_text() == WORDS[other][0]
    page.click(f".lang a[hreflang={language}]")
    assert page.locator("h1").inner_text() == title
    page.locator("main a[href*='versions/']").first.click()
    assert before in page.locator("main").inner_text()
    assert wider(page) == 0

    page.goto(f"{portal.url}/{language}/events/")
    page.select_option("[name=year]", "2024")
    page.select_option("[name=where]", "BG")
    page.click("form.ev-filter button")
    page.click("main a[href$='/events/spinoff-bulgaria-2024/']")
    page.click("main a[href$='/events/series/spinoff-bulgaria/']")
    assert axe(page) == []
    assert wider(page) == 0
    assert page.locator(".dates li.not_possible").count() == 1
    with page.expect_download() as taken:
        page.click("main a[href*='.ics']")
    assert "BEGIN:VEVENT" in taken.value.path().read_text("utf-8")

    page.goto(f"{portal.url}/{language}/contact/")
    assert axe(page) == []
    page.fill("[name=email]", f"reader-{language}@example.org")
    page.fill("[name=subject]", "A question")
    page.fill("[name=text]", "Who may come?")
    page.click("main form button.pri")
    assert page.locator("h1").inner_text() == sent


def test_the_way_is_walked_by_keyboard_alone(portal: LivePortal, page: Page) -> None:
    page.goto(f"{portal.url}/en/news/")
    go(page, "main h2 a, main h3 a")
    page.wait_for_url("**/en/news/*/")
    page.goto(f"{portal.url}/en/events/")
    reach(page, "[name=year]")
    page.keyboard.type("2024")
    go(page, "form.ev-filter button")
    page.wait_for_url("**year=2024**")
    go(page, ".ev-row a")
    page.wait_for_url("**/en/events/*/")


def go(page: Page, selector: str) -> None:
    """Press Enter on the first thing that fits, reached by Tab."""
    reach(page, selector)
    page.keyboard.press("Enter")


def reach(page: Page, selector: str) -> None:
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert seen != "none", f"{selector}: the focus is not seen"
            return
    raise AssertionError(f"{selector} is not reached by Tab")
