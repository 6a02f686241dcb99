"""A steward decides on a pair with one key, undoes it, decides again, rebuilds and publishes: the map has one
organisation less, and the address that went leads on. In both languages; every page passes axe."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bench.measure import run_karta

from live import LivePortal, SignIn

if TYPE_CHECKING:
    from playwright.sync_api import Page

BUILD_MS = 90_000
# Two spellings of one invented firm, in files of two people. A word in one name only leaves them to a person.
FIRMS = {
    "bg": ("Златна Хризантема Биотех", "Златна Хризантема Биотех Консулт"),
    "en": ("Сребърен Магнолит Диагностика", "Сребърен Магнолит Диагностика Проект"),
}
MAPPING = """source_id: user_{id}
title: {{bg: {id}, en: {id}}}
licence: CC0-1.0
attribution: Karta
rank: 5
retrieved: '2026-11-23'
country: BG
file: {{encoding: utf-8, delimiter: ',', header_row: 1}}
columns: [{{column: Име, field: name}}, {{column: Населено място, field: settlement}}]
"""


@pytest.fixture(scope="module")
def own_data(filled_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo map with four lists of one firm each, published on the command line."""
    folder = tmp_path_factory.mktemp("own")
    data = Path(shutil.copytree(filled_data, folder / "data", symlinks=True))
    file, mapping = folder / "firm.csv", folder / "mapping.yml"
    for number, name in enumerate(name for names in FIRMS.values() for name in names):
        file.write_text(f"Име,Населено място\n{name},Пловдив\n", "utf-8")
        mapping.write_text(MAPPING.format(id=f"firm_{number}"), "utf-8")
        run_karta("import", str(file), "--map", str(mapping), data=data)
    run_karta("build", data=data)
    run_karta("publish", data=data)
    return data


def on_the_map(page: Page, portal: LivePortal, name: str) -> list[str]:
    """Ids of the organisations that bear a name, asked as any visitor would."""
    answer = page.request.get(f"{portal.url}/api/v1/organisations", params={"q": name}).json()
    return sorted(found["id"] for found in answer["organisations"])


def press(page: Page, key: str) -> None:
    """A key that leads to another page, until its scripts listen."""
    with page.expect_navigation():
        page.keyboard.press(key)


def rebuild_and_publish(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.click(".waiting button")
    page.wait_for_selector("form[action$='/publish/']", timeout=BUILD_MS)
    assert axe(page) == []
    page.click("form[action$='/publish/'] button")
    page.wait_for_load_state()


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_pair_is_decided_and_the_map_follows(
    language: str,
    portal: LivePortal,
    sign_in: SignIn,
    page: Page,
    axe: Callable[[Page], list[str]],
) -> None:
    sign_in(f"/{language}/curation/")
    one, _other = FIRMS[language]
    before = on_the_map(page, portal, one)
    assert len(before) == 2

    page.goto(f"{portal.url}/{language}/curation/?q={one}")
    assert page.locator(".pairs li").count() == 1
    assert axe(page) == []
    press(page, "s")
    assert lines(portal)[-1]["decision"] == "same"
    press(page, "z")
    assert page.locator(".cmp").is_visible()
    assert lines(portal)[-1]["decision"] == "undo"
    assert page.locator(".waiting").count() == 0
    page.keyboard.press("r")
    page.keyboard.type("едно име" if language == "bg" else "one name")
    page.click("[data-key=s]")
    page.wait_for_selector(".waiting")
    assert lines(portal)[-1]["reason"] == ("едно име" if language == "bg" else "one name")
    page.goto(f"{portal.url}/{language}/curation/history/")
    assert axe(page) == []
    assert page.locator(".hist tbody tr").count() >= 2
    rebuild_and_publish(page, axe)

    (kept,) = on_the_map(page, portal, one)
    (gone,) = set(before) - {kept}
    page.goto(f"{portal.url}/{language}/organisations/{gone}/")
    assert page.url.endswith(f"/organisations/{kept}/")
    page.click("a[href*='/curation/organisations/']")
    assert page.locator(".records li").count() == 2
    assert axe(page) == []
    page.check(".records input >> nth=1")
    page.click("form.split .pri")
    page.wait_for_selector(".waiting")
    rebuild_and_publish(page, axe)
    assert on_the_map(page, portal, one) == before


def lines(portal: LivePortal) -> list[dict[str, str]]:
    """decisions.jsonl of the portal."""
    return [json.loads(line) for line in (portal.data / "decisions.jsonl").read_text("utf-8").splitlines()]


def test_keys_walk_and_ask_for_the_part(portal: LivePortal, sign_in: SignIn, page: Page) -> None:
    """Without a pair nothing happens; in the search box letters are text; help lists the keys."""
    sign_in("/en/curation/")
    page.keyboard.press("?")
    assert page.locator("dialog[open] kbd", has_text="s").first.is_visible()
    page.keyboard.press("Escape")
    page.click(".q-filters summary")
    page.keyboard.press("/")
    page.keyboard.type("sudz")
    assert page.input_value("#f-q") == "sudz"


@pytest.mark.parametrize("path", ["", "find/?q=sofia", "history/", "corrections/"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_pages_on_a_phone(
    portal: LivePortal,
    sign_in: SignIn,
    page: Page,
    axe: Callable[[Page], list[str]],
    language: str,
    path: str,
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(f"/{language}/curation/")
    page.goto(f"{portal.url}/{language}/curation/{path}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
