"""From the map to a report and its PDF, as a reader walks, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from live import LivePortal

LINKS = {"bg": ("Доклад", "PDF на български"), "en": ("Report", "PDF in English")}
ALPHABET = {"bg": "[a-zA-Z]{3,}", "en": "[а-яА-Я]{2,}"}  # letters of the other language
ALLOWED = {"bg": {"PDF", "API"}, "en": set()}


def save(page: Page, link: str, folder: Path) -> tuple[str, pypdf.PdfReader]:
    with page.expect_download() as wait:
        page.locator("[data-report-files] a", has_text=link).click()
    path = folder / wait.value.suggested_filename
    wait.value.save_as(path)
    return path.name, pypdf.PdfReader(path)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_from_the_map_to_the_report_to_its_pdf(
    page: Page, live_portal: LivePortal, axe: Any, tmp_path: Path, language: str
) -> None:
    report_link, pdf_link = LINKS[language]
    page.goto(f"{live_portal.url}/{language}/map/?district=PDV")
    count = re.sub(r"\D", "", page.locator("#sum .cnt b").inner_text())
    page.locator("#report-link", has_text=report_link).click()
    page.wait_for_url(f"**/{language}/map/report/?district=PDV")
    assert page.locator(".rp-facts dd").first.inner_text() == count
    assert page.locator(".rp-section").count() >= 8
    assert axe(page) == []
    name, pdf = save(page, pdf_link, tmp_path)
    assert re.fullmatch(rf"karta-\d{{4}}-\d\d-\d\d-{language}\.pdf", name)
    text = "\n".join(one.extract_text() for one in pdf.pages)
    assert f"{live_portal.url}/{language}/map/?district=PDV" in text
    assert page.locator(".rp-head h1").inner_text() in text
    page.wait_for_function("() => document.querySelector('[data-report-state]').textContent !== ''")
    page.locator(".rp-bar > a").click()
    page.wait_for_url(f"**/{language}/map/?district=PDV")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_pages_own_words_are_of_one_alphabet(page: Page, live_portal: LivePortal, language: str) -> None:
    page.goto(f"{live_portal.url}/{language}/map/report/?kind=hospital")
    own = ".rp-bar, .rp-toc, .rp-section > h2, .rp-section h3, caption, thead th, .rp-facts dt, figcaption, .rp-text"
    said = " ".join(page.locator(own).all_inner_texts())
    said = re.sub(r"https?://\S+", "", said)
    # NACE and EUR are spelled so in both languages.
    assert set(re.findall(ALPHABET[language], said)) - ALLOWED[language] <= {"NACE", "Rev"}


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_the_report_fits_every_screen_and_theme(
    chromium: Browser, live_portal: LivePortal, axe: Any, width: int, scheme: Any
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{live_portal.url}/bg/map/report/")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert axe(page) == []
    context.close()


def test_without_scripts_the_pdf_is_a_plain_link(chromium: Browser, live_portal: LivePortal, tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_portal.url}/en/map/report/?district=PDV")
    name, pdf = save(page, "PDF in Bulgarian", tmp_path)
    assert name.endswith("-bg.pdf")
    assert "Пловдив" in pdf.pages[0].extract_text()
    context.close()


def test_an_empty_result_leads_to_a_report_that_has_something(page: Page, live_portal: LivePortal) -> None:
    page.goto(f"{live_portal.url}/bg/map/report/?district=PDV&headcount_min=999999999")
    page.locator(".empty a.pri").click()
    page.wait_for_url("**/bg/map/report/?district=PDV")
    assert page.locator(".rp-head h1").inner_text() == "Пловдив"
