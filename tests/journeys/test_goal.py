"""The goal, in both languages: a visitor reads counter, list and proof and tries an assumption; somebody proposes a
company, the team verifies it, the counter changes on the first page and on its own, and the decision is undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from journeys.conftest import PASSWORD
from live import LivePortal
from portal.mailbox import Mailbox

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = {
    "bg": {"name": "Нанолаб Спин", "none": "Няма прогноза", "own": "с Вашите допускания", "sent": "Получихме",
           "waits": "Проверява се", "counts": "потвърдени спин-оф компании", "evidence": "Страницата на университета."},
    "en": {"name": "Nanolab Spin", "none": "No forecast", "own": "with your assumptions", "sent": "reached us",
           "waits": "It is being checked", "counts": "verified spin-offs", "evidence": "The university’s own page."},
}  # fmt: skip
Look = Callable[[str], None]


@pytest.fixture
def look(page: Page, axe: Callable[[Page], list[str]]) -> Look:
    def looked(name: str) -> None:
        """No finding of axe, on a phone and on a wide dark screen, and nothing beyond the edge."""
        for width, scheme in ((390, "light"), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert axe(page) == [], (name, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)

    return looked


def counted(page: Page) -> int:
    return int(re.findall(r"\d+", page.inner_text(".goal .n"))[0])


def chance(page: Page) -> str:
    return page.inner_text("#probability")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_visitor_a_proposer_and_the_team(
    portal: LivePortal, mailbox: Mailbox, steward: str, page: Page, look: Look, language: str
) -> None:
    post = mailbox
    url, words = f"{portal.url}/{language}", WORDS[language]

    page.goto(f"{url}/")
    before = counted(page)
    page.click(".goal a")  # the visitor reads on
    page.wait_for_url("**/spinoffs/")
    assert counted(page) == before
    assert words["none"] in page.inner_text("main")
    look("goal without a forecast")
    for name, value in (("rate", "20"), ("verified_pct", "80"), ("survival_pct", "97")):
        page.fill(f"[name={name}]", value)
    page.click(".spin-assume button")
    page.wait_for_url("**rate=20**")
    assert words["own"] in page.inner_text("main")
    first = chance(page)
    look("goal with a forecast")
    page.fill("[name=rate]", "28")
    page.click(".spin-assume button")
    page.wait_for_url("**rate=28**")
    assert chance(page) != first
    page.fill("[name=rate]", "-3")
    page.click(".spin-assume button")
    page.wait_for_url("**rate=-3**")
    assert page.locator(".spin-assume .err").count() == 1
    look("assumption out of range")
    page.click(".spin-assume a")
    page.wait_for_url("**/spinoffs/#forecast")
    assert words["none"] in page.inner_text("main")

    page.goto(f"{url}/spinoffs/propose/")
    look("proposal form")
    page.fill("#id_name", words["name"])
    page.fill("#id_origin", "ХТМУ")
    page.fill("#id_founded", "the other day")
    page.fill("#id_address", "https://uctm.example.edu/spin-offs")
    page.fill("#id_email", f"ceo-{language}@example.org")
    page.click("main form.card button.pri")
    assert page.locator("main .err").count() == 1
    look("bad proposal")
    page.fill("#id_founded", "03/2022")
    page.click("main form.card button.pri")
    page.wait_for_url("**/spinoffs/proposed/")
    assert words["sent"] in page.inner_text("main")
    look("sent")
    assert words["name"] in post.next(f"ceo-{language}@example.org")

    page.goto(f"{url}/team/spinoffs/")
    page.fill("[name=login]", steward)
    page.fill("[name=password]", PASSWORD)
    page.click("main form.card button")
    page.wait_for_url("**/team/spinoffs/")
    look("desk")
    page.click(f"text={words['name']}")
    look("proposal")
    page.click("button[value=take]")
    page.wait_for_url("**/team/spinoffs/companies/**")
    assert words["waits"] in page.inner_text(".toasts")
    look("one company at the desk")
    desk = page.url
    page.fill("[name=evidence]", words["evidence"])
    page.click("button[value=verified]")
    page.wait_for_load_state()
    assert words["evidence"] in page.inner_text("main")
    page.goto(f"{url}/")
    assert counted(page) == before + 1
    page.goto(f"{url}/spinoffs/?sort=name")
    assert counted(page) == before + 1
    assert words["evidence"] in page.inner_text("#list")
    page.click(f"#list a:text-is('{words['name']}')")  # the list leads to the proof
    assert page.locator("a[href='https://uctm.example.edu/spin-offs']").count() >= 2
    look("profile")

    page.goto(desk)
    page.click("form[action$='/undo/'] button")
    page.wait_for_load_state()
    page.goto(f"{url}/spinoffs/")
    assert counted(page) == before
    page.goto(f"{url}/")
    assert counted(page) == before
