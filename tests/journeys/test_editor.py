"""An editor writes in Bulgarian, is refused what must not be published, mends it, translates, corrects it; then
corrects the date of an event. In both languages of the interface; the portal's own pages pass axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from live import LivePortal

MORE = "footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle, footer button.w-dropdown-toggle"
PASSWORD = "correct horse battery 9"
MAKE_EDITOR = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from karta.portal.rooms.news.models import NewsIndexPage
user = get_user_model().objects.create_user("editor", email="editor@example.bg", password="{PASSWORD}")
user.groups.add(Group.objects.get_or_create(name="editor")[0])
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
print(NewsIndexPage.objects.get(locale__language_code="bg").pk)
"""


@dataclass(frozen=True)
class Words:
    """What an editor reads in one language of the interface."""

    locale: str
    no_english: str
    stale: str
    no_target: str
    note: str
    reason_needed: str


WORDS = {
    "bg": Words(
        "bg-BG", "няма английски", "английският е по стар текст", "Връзката „Програма“ не води никъде",
        "В текста стои бележка на редактор", "Променя се публикуван текст",
    ),
    "en": Words(
        "en-GB", "no English", "English is of an older text", "The link “Програма” has no target",
        "An editor's note stands in the text", "A published text changes",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def news_index(portal: LivePortal) -> int:
    """The place of Bulgarian news in Wagtail; the facts are loaded, and an editor has an account."""
    return int(portal.run_code(MAKE_EDITOR).split()[-1])


@pytest.fixture(params=["bg", "en"])
def desk(request: Any, portal: LivePortal, news_index: int, chromium: Browser) -> Iterator[Desk]:
    """The editor, signed in, at a wide screen."""
    words = WORDS[request.param]
    context = chromium.new_context(locale=words.locale, viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(f"{portal.url}/{request.param}/account/login/")
    page.fill("[name=login]", "editor@example.bg")
    page.fill("[name=password]", PASSWORD)
    page.click("main form.card button")
    page.wait_for_url(f"**/{request.param}/team/texts/")
    yield Desk(page, portal.url, request.param, words, news_index)
    context.close()


@dataclass(frozen=True)
class Desk:
    """A page, where the portal is, the language of the interface with its words, the place of Bulgarian news."""

    page: Page
    url: str
    language: str
    words: Words
    news_index: int

    def open(self, path: str) -> str:
        """Open a page of the portal; the text of its main part."""
        self.page.goto(f"{self.url}{path}")
        return self.page.locator("main").inner_text()

    def board(self) -> str:
        return self.open(f"/{self.language}/team/texts/")

    def publish(self) -> str:
        """Press Publish in Wagtail; what its page says then."""
        button = self.page.locator("button[name=action-publish]")
        if not button.is_visible():
            self.page.locator(MORE).last.click()
        button.click()
        self.page.wait_for_load_state("networkidle")
        return self.page.locator("body").inner_text()


def test_por_09_a_note_and_an_empty_link_are_refused_with_their_words(desk: Desk, axe: Any) -> None:
    page, words = desk.page, desk.words
    title = f"Среща на клъстера {desk.language}"
    assert axe(page) == []
    page.goto(f"{desk.url}/team/pages/pages/add/news/newsitem/{desk.news_index}/")
    page.fill("[name=title]", title)
    page.fill("[name=summary]", "Срещата е на [дата] в София.")
    page.locator(".c-sf-add-button").first.click()
    page.locator("[role=option]").last.click()  # a link
    page.fill("[name='body-0-value-text']", "Програма")

    refused = desk.publish()
    assert words.no_target in refused
    assert words.note in refused
    assert "[дата]" in refused
    assert title not in desk.open("/bg/news/")


def test_por_08_a_mended_text_is_published_translated_and_its_correction_read(desk: Desk, axe: Any) -> None:
    page, words = desk.page, desk.words
    title, english = f"Годишна среща {desk.language}", f"Annual meeting {desk.language}"
    page.goto(f"{desk.url}/team/pages/pages/add/news/newsitem/{desk.news_index}/")
    page.fill("[name=title]", title)
    page.fill("[name=date]", "2027-03-05")
    page.fill("[name=summary]", "Срещата е на 5 март в София.")
    desk.publish()
    slug = f"godishna-sreshta-{desk.language}"
    assert "5 март в София" in desk.open(f"/bg/news/{slug}/")
    assert axe(page) == []

    assert words.no_english in desk.board()
    assert axe(page) == []
    page.locator("tr", has_text=title).locator("a.btn").click()
    page.locator("form input[type=checkbox]").first.check()
    page.locator("form button[type=submit], form input[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    desk.board()
    page.locator("tr", has_text=title).locator("a.btn").click()
    page.fill("[name=title]", english)
    page.fill("[name=summary]", "The meeting is on 5 March in Sofia.")
    desk.publish()
    assert title not in desk.board()
    assert "5 March in Sofia" in desk.open(f"/en/news/{slug}/")

    _correct(desk, slug)
    shown = desk.open(f"/en/news/{slug}/")
    assert "The Bulgarian text was changed after this translation." in shown
    assert axe(page) == []
    assert words.stale in desk.board()
    history = desk.open(f"/bg/news/{slug}/versions/")
    assert "залата беше заета" in history
    assert "12 март" in history
    assert axe(page) == []
    assert "5 март в София" in desk.open(f"/bg/news/{slug}/versions/1/")


def _correct(desk: Desk, slug: str) -> None:
    """Change the published Bulgarian text: first without a reason, which is refused, then with one."""
    page = desk.page
    page.goto(f"{desk.url}/team/pages/pages/{desk.news_index}/")
    page.locator(f"tr:has(a[href$='/bg/news/{slug}/']) a[href$='/edit/']").first.click()
    page.fill("[name=summary]", "Срещата е на 12 март в София.")
    assert desk.words.reason_needed in desk.publish()
    page.fill("[name=change_reason]", "залата беше заета")
    desk.publish()


def test_an_editor_corrects_the_date_of_an_event_and_readers_see_both(desk: Desk, axe: Any) -> None:
    page, day = desk.page, {"bg": "2023-06-21", "en": "2023-06-22"}[desk.language]
    desk.board()
    page.click(f"a[href='/{desk.language}/team/facts/']")
    assert axe(page) == []
    page.fill("[name=q]", "hadea-synergies")
    page.click("main form button")
    page.click("main table a")
    assert axe(page) == []
    page.locator("a[href*='/correct/']").first.click()
    assert axe(page) == []
    page.fill("[name=starts]", "soon")
    page.fill("[name=reason]", "Misread")
    page.click("main form button.pri")
    assert "soon" in page.locator("#form-errors").inner_text()
    page.fill("[name=starts]", day)
    page.fill("[name=ends]", day)
    page.click("main form button.pri")
    shown = desk.open(f"/{desk.language}/events/hadea-synergies/")
    assert "Misread" in shown
    assert str(int(day[-2:])) in page.locator(".ev-box .big").inner_text()
    assert axe(page) == []
    desk.open(f"/{desk.language}/team/facts/edition/hadea-synergies/")
    page.locator("form[action*='/undo/'] button").first.click()
    desk.open(f"/{desk.language}/events/hadea-synergies/")
    assert "20" in page.locator(".ev-box .big").inner_text()
