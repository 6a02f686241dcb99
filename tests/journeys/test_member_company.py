"""A member company takes its profile: proves an address of its own, writes words and figures, offers and looks for
partners (REQUIREMENTS §2, steps 1, 2 and 6), in both languages; the mail goes through a real server.

Nothing is built here: portal/directory/test_profile_build.py follows what was written into the map.
"""

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

# By language: an organisation with a website of its own, and words of the pages.
WORDS = {
    "bg": {
        "id": "org-tj64kdls2bt5pc32", "email": "office@kelvin.health", "claim": "Пишете профила ѝ",
        "coming": "От следващото публикуване:", "saved": "Записано.", "bad": "Нищо не е записано",
        "offer": "Търсим болница за пилот", "version": "Версия 1",
    },
    "en": {
        "id": "bg-eik-206291447", "email": "office@healee.com", "claim": "Write its profile",
        "coming": "From the next publication:", "saved": "Saved.", "bad": "Nothing was saved",
        "offer": "A hospital for a pilot", "version": "Version 1",
    },
}  # fmt: skip


def sign_up(page: Page, url: str, post: Mailbox, address: str) -> None:
    page.goto(f"{url}/account/signup/")
    page.fill("main form.card [name=email]", address)
    page.fill("main form.card [name=password1]", PASSWORD)
    page.click("main form.card button.btn.pri")
    page.wait_for_url("**/confirm-email/")
    page.fill("main form.card [name=code]", re.findall(r"\b[0-9]{4}-[0-9]{4}\b", post.next(address))[0])
    page.click("main form.card button.btn.pri")
    page.wait_for_url(f"{url}/account/")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_company_claims_its_profile_writes_it_and_looks_for_partners(
    portal: LivePortal, mailbox: Mailbox, page: Page, clean: Callable[[Page], None], language: str
) -> None:
    post = mailbox
    url, words = f"{portal.url}/{language}", WORDS[language]
    home = f"{url}/organisations/{words['id']}/"

    sign_up(page, url, post, f"manager-{language}@example.org")
    page.goto(home)
    page.click(f"text={words['claim']}")
    clean(page)
    page.fill("#id_email", "somebody@gmail.com")
    page.click("main form:has(#id_email) button")
    clean(page)
    assert page.locator("main .err").count() == 1
    page.fill("#id_email", words["email"])
    page.click("main form:has(#id_email) button")
    page.wait_for_url("**/claim/code/")
    clean(page)
    link = next(one for one in post.next(words["email"]).split() if f"/{language}/" in one and "?code=" in one)
    page.goto(link)
    page.click("main form.card button.pri")
    page.wait_for_url("**/ours/")
    clean(page)

    page.fill("[name=name_en]", "Unfit 🚀")
    page.fill("[name=description_bg]", "Термография за болници.")
    page.fill("[name=description_en]", "Thermography for hospitals.")
    page.click("main form:has([name=name_en]) button.pri")
    assert words["bad"] in page.inner_text("main")
    clean(page)
    page.fill("[name=name_en]", "Example Health")
    page.fill("[name=founded]", "2020")
    page.select_option("[name=figures-0-measure]", "headcount")
    page.fill("[name=figures-0-year]", "2025")
    page.fill("[name=figures-0-value]", "1 250")
    page.select_option("[name=figures-0-unit]", "persons")
    page.click("main form:has([name=name_en]) button.pri")
    assert words["saved"] in page.inner_text(".toasts")
    assert page.input_value("[name=figures-0-value]") == "1250"
    clean(page)

    page.click("a[href$='?kind=need']")
    clean(page)
    page.select_option("[name=theme]", "partner")
    page.fill("[name=title_bg]", WORDS["bg"]["offer"])
    page.fill("[name=title_en]", WORDS["en"]["offer"])
    page.click("main form.card button.pri")
    page.wait_for_url("**/ours/")
    clean(page)
    page.goto(f"{home}ours/history/")
    assert words["version"] in page.inner_text("main")
    clean(page)

    page.context.clear_cookies()  # as any reader
    page.goto(home)
    assert words["coming"] in page.inner_text("main")
    assert words["offer"] in page.inner_text("main")
    clean(page)
    page.goto(f"{url}/offers/?kind=need&theme=partner")
    assert words["offer"] in page.inner_text("main")
    clean(page)
    page.goto(f"{url}/offers/?kind=offer")
    assert page.locator(".empty").count() == 1
    clean(page)


def test_a_steward_accepts_a_request(
    portal: LivePortal, mailbox: Mailbox, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    post = mailbox
    address = "dean@example.org"
    sign_up(page, f"{portal.url}/en", post, address)
    page.goto(f"{portal.url}/en/organisations/org-alkrlzkbpqfvqxfr/claim/")  # a university: students have mail there
    assert page.locator("#id_email").count() == 0
    page.fill("#id_reason", "I lead its office for technology transfer; see the site.")
    page.click("main form:has(#id_reason) button")
    page.context.clear_cookies()
    page.goto(portal.steward_link)
    page.fill("[name=email]", "steward@example.bg")
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/team/imports/")
    page.goto(f"{portal.url}/en/team/representatives/")
    assert axe(page) == []
    page.click("main tbody a")
    assert "technology transfer" in page.inner_text("main")
    assert axe(page) == []
    page.click("button[value=accept]")
    assert "accepted" in post.next(address)
    page.click("text=Undo the last step")
    assert "waiting" in page.inner_text("main .dl")
