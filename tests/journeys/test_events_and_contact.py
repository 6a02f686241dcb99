"""A visitor finds an event, reads why a date is preferred, looks at a project and writes to the cluster; a steward
answers and chooses between claims. In both languages, also on a phone and without scripts; every page passes axe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from live import LivePortal, SignIn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WORDS = {
    "bg": {"organiser": "Клъстер „Изкуствен интелект България“", "online": "онлайн", "sent": "Изпратено"},
    "en": {"organiser": "AI Cluster Bulgaria", "online": "online", "sent": "Sent"},
}
PAGES = [
    "events/", "events/spinoff-bulgaria-2024/", "events/best-spinoff-2023/", "events/hadea-visit-plovdiv/", "projects/",
    "projects/preciseu/", "partner-regions/", "partner-regions/bg/", "contradictions/",
    "contradictions/tr07-chair/", "contact/", "contact/sent/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_page_passes_axe_and_fits_a_phone(portal: LivePortal, page: Page, axe: Any, language: str) -> None:
    for path in PAGES:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{portal.url}/{language}/{path}")
        assert axe(page) == [], path
        page.set_viewport_size({"width": 390, "height": 844})
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, path


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_visitor_filters_events_without_scripts_and_writes_to_the_cluster(
    portal: LivePortal, chromium: Browser, language: str
) -> None:
    words = WORDS[language]
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/{language}/events/")
    page.select_option("[name=organiser]", label=words["organiser"])
    page.select_option("[name=year]", "2024")
    page.click("form.ev-filter button")
    assert "organiser=aicb" in page.url
    assert page.locator(".ev-row h2").all_inner_texts() == ["Spinoff Bulgaria 2024"]
    page.click(".ev-row h2 a")
    assert page.locator(".dates li.shown b").inner_text().startswith("20–21")
    page.click(".dates .why a")
    assert page.locator(".claim-lines li.shown").count() == 1
    page.goto(f"{portal.url}/{language}/contact/")
    page.fill("[name=email]", f"visitor-{language}@example.org")
    page.fill("[name=subject]", f"Subject {language}")
    page.fill("[name=text]", "A question from a browser.")
    page.click("main form button.pri")
    assert page.locator("h1").inner_text() == words["sent"]
    context.close()


def test_a_steward_answers_and_chooses_between_claims(
    portal: LivePortal, page: Page, axe: Any, sign_in: SignIn
) -> None:
    sign_in("/en/team/messages/")
    page.goto(f"{portal.url}/en/team/messages/")
    assert axe(page) == []
    page.click("text=Subject en")
    assert axe(page) == []
    page.fill("[name=text]", "The answer.")
    page.click("button:has-text('Answer and close')")
    assert page.locator("main .tag").first.inner_text() == "answered"
    page.goto(f"{portal.url}/en/contradictions/tr01-spinoff-2024-dates/")
    assert axe(page) == []
    page.check("label:has-text('27–28 June 2024') input")
    page.fill("[name=reason_en]", "The hall is booked then.")
    page.click("button:has-text('Prefer')")
    assert "27–28 June 2024" in page.locator(".claim-lines li.shown").inner_text()
    page.goto(f"{portal.url}/en/events/spinoff-bulgaria-2024/")
    assert page.locator(".ev-box .big").inner_text() == "27–28 June 2024"
    page.goto(f"{portal.url}/en/contradictions/tr01-spinoff-2024-dates/")
    page.click("button:has-text('Take back')")
    page.goto(f"{portal.url}/en/events/spinoff-bulgaria-2024/")
    assert page.locator(".ev-box .big").inner_text() == "20–21 June 2024"
