"""From the first page, in both languages: a policy-maker, a researcher, a visitor of events, a juror, a holder and a
user of data each take their way in and do what the portal offers them. Each page passes axe."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import icalendar
import pytest

from live import LivePortal

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES = pytest.mark.parametrize("language", ["bg", "en"])
READERS = {
    "policy": {"bg": "Създаващи политики", "en": "Makers of policy"},
    "researcher": {"bg": "Изследователи", "en": "Researchers"},
    "visitor": {"bg": "Посетители на събития", "en": "Visitors of events"},
    "juror": {"bg": "Членове на журито", "en": "Jurors"},
    "holder": {"bg": "Притежатели на данни", "en": "Holders of data"},
    "user": {"bg": "Потребители на здравни данни", "en": "Users of health data"},
}


def enter(portal: LivePortal, page: Page, reader: str, language: str) -> None:
    """Open the first page and take a reader's way in."""
    page.goto(f"{portal.url}/{language}/")
    page.click(f".readers a:has(b:text-is('{READERS[reader][language]}'))")


def taken(page: Page, selector: str) -> str:
    """The text of a file behind a link."""
    with page.expect_download() as download:
        page.click(selector)
    return Path(download.value.path()).read_text("utf-8-sig")


@LANGUAGES
def test_a_policy_maker_compares_regions_and_takes_the_table_away(
    portal: LivePortal, page: Page, axe: Any, language: str
) -> None:
    enter(portal, page, "policy", language)
    assert axe(page) == []
    assert page.locator("#s-count td.num").count() == 6, "the planning regions do not stand side by side"
    rows = list(csv.DictReader(io.StringIO(taken(page, "main a[href*='.csv']"))))
    assert {row["code"] for row in rows} == {"BG31", "BG32", "BG33", "BG34", "BG41", "BG42"}


@LANGUAGES
def test_a_researcher_reads_the_terms_of_a_source_and_the_method(
    portal: LivePortal, page: Page, axe: Any, language: str
) -> None:
    enter(portal, page, "researcher", language)
    assert axe(page) == []
    page.locator(f"main a[href*='/{language}/sources/']").first.click()
    assert axe(page) == []
    page.goto(f"{portal.url}/{language}/method/")
    assert axe(page) == []


@LANGUAGES
def test_a_visitor_of_events_finds_when_where_and_the_way_to_register(
    portal: LivePortal, page: Page, axe: Any, language: str
) -> None:
    enter(portal, page, "visitor", language)
    assert axe(page) == []
    page.click(".ev-row h2 a:has-text('Spinoff Bulgaria 2024')")
    assert axe(page) == []
    assert page.locator(".ev-box a[href='https://spinoff.bg/']").count() == 1
    text = taken(page, "a[href$='spinoff-bulgaria-2024.ics']")
    event = next(iter(icalendar.Calendar.from_ical(text).events))
    assert f"{event['DTSTART'].dt:%Y-%m-%d}" == "2024-06-20"
    other = "en" if language == "bg" else "bg"
    page.click(f".lang a[hreflang='{other}'], .lang a")
    assert page.url.endswith(f"/{other}/events/spinoff-bulgaria-2024/")


@LANGUAGES
def test_a_juror_reads_both_lists_of_winners(portal: LivePortal, page: Page, axe: Any, language: str) -> None:
    enter(portal, page, "juror", language)
    page.select_option("[name=year]", "2023")
    page.click("form.ev-filter button")
    page.click(".ev-row h2 a[href$='/events/spinoff-bulgaria-2023/']")
    page.click("main a[href$='/events/best-spinoff-2023/']")
    assert axe(page) == []
    page.locator("main a[href*='/contradictions/']").first.click()
    assert axe(page) == []
    assert page.locator(".claim-lines li").count() >= 2


@LANGUAGES
@pytest.mark.parametrize("reader", ["holder", "user"])
def test_holders_and_users_of_data_find_the_project_and_whom_to_ask(
    portal: LivePortal, page: Page, axe: Any, language: str, reader: str
) -> None:
    enter(portal, page, reader, language)
    page.click("main a[href$='/projects/veles/']")
    assert axe(page) == []
    assert re.search(r"\b15\b", page.locator("main").inner_text())
    page.locator(f"a[href$='/{language}/contact/']").first.click()
    assert axe(page) == []
    assert page.locator("form [name=text]").count() == 1
