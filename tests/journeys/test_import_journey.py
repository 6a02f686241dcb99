"""A steward brings in the 20-row sample and takes it back, in both languages; every page passes axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from live import LivePortal, SignIn

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAMPLE = Path(__file__).resolve().parents[2] / "src/karta/sources/sample_employee_bands/shipped/firms.csv"
TITLES = {"bg": "Групи по наети лица", "en": "Staff in bands"}
BUILD_MS = 60_000


def rows_on_the_map(page: Page, portal: LivePortal) -> int:
    """How many of the sample's organisations the public map holds, asked as any visitor would."""
    return int(page.request.get(f"{portal.url}/api/v1/organisations?q=Invented+Firm").json()["count"])


@pytest.mark.parametrize("language", ["bg", "en"])
def test_sample_comes_in_is_published_and_rolled_back(
    language: str, portal: LivePortal, sign_in: SignIn, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    sign_in(f"/{language}/team/imports/")
    assert axe(page) == []
    page.set_input_files("input[type=file]", SAMPLE)
    page.click("form.upload button.pri")
    page.wait_for_selector("[data-columns]")
    assert axe(page) == []
    for name in ("bg", "en"):
        page.fill(f"[name=title_{name}]", f"{TITLES[name]} {language}")
    page.fill("[name=attribution]", "Karta")
    page.select_option("[name=licence]", "CC0-1.0")
    page.click("[data-columns] .bar .pri")
    page.wait_for_selector("input[name=is_public]")
    assert axe(page) == []
    assert page.locator(".stat b").all_inner_texts() == ["2", "1", "0", "17"]
    assert page.locator("td.e q").all_inner_texts() == ["около сто"]
    with page.expect_download() as list_of_problems:
        page.click("aside a[href$='problems.csv']")
    assert list_of_problems.value.suggested_filename == "firms-problems.csv"
    page.check("input[name=is_public]")
    page.click(".bar .pri")
    page.wait_for_selector("form[action$='/publish/']", timeout=BUILD_MS)
    assert axe(page) == []
    assert page.locator(".stat b").first.inner_text() == "19"
    assert rows_on_the_map(page, portal) == 0
    page.click("form[action$='/publish/'] button")
    page.wait_for_selector(".note.ok")
    assert axe(page) == []
    assert rows_on_the_map(page, portal) == 19
    page.goto(f"{portal.url}/{language}/map/?q=Invented+Firm")
    assert page.locator("table.orgs tbody tr").count() == 19
    page.goto(f"{portal.url}/{language}/team/operations/")
    assert axe(page) == []
    page.click("form[action$='/rollback/'] button")
    page.wait_for_load_state()
    assert rows_on_the_map(page, portal) == 0
    _withdraw(page, portal, language)


def _withdraw(page: Page, portal: LivePortal, language: str) -> None:
    """So that the next language starts from the same map."""
    page.goto(f"{portal.url}/{language}/team/imports/")
    page.click("tbody th a >> nth=0")
    page.click("form[action$='/discard/'] button")
    page.wait_for_load_state()


@pytest.mark.parametrize("language", ["bg", "en"])
def test_corrections_sources_and_comparison_are_accessible(
    language: str, portal: LivePortal, sign_in: SignIn, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    sign_in(f"/{language}/team/imports/")
    for path in ("operations/sources/", "operations/difference/?before=current&after=current"):
        page.goto(f"{portal.url}/{language}/team/{path}")
        assert axe(page) == []


def test_refused_file_on_a_phone(
    portal: LivePortal,
    sign_in: SignIn,
    page: Page,
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("/bg/team/imports/")
    cut = tmp_path / "cut.csv"
    cut.write_text('ЕИК,Име\n831902088,"Софарма', "utf-8")
    page.set_input_files("input[type=file]", cut)
    page.click("form.upload button.pri")
    page.wait_for_selector(".note.bad")
    assert "cut.csv, ред 2" in page.locator(".note.bad").inner_text()
    assert axe(page) == []
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


def test_check_on_a_phone(portal: LivePortal, sign_in: SignIn, page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("/en/team/imports/")
    page.set_input_files("input[type=file]", SAMPLE)
    page.click("form.upload button.pri")
    page.wait_for_selector("[data-columns]")
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    page.fill("[name=attribution]", "Karta")
    page.select_option("[name=licence]", "CC0-1.0")
    page.click("[data-columns] .bar .pri")
    page.wait_for_selector("input[name=is_public]")
    assert axe(page) == []
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
