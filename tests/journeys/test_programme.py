"""The programme of a conference, in both languages: an editor enters halls and speakers, plans sessions and is told
what cannot be; a speaker agrees by the link of a letter; visitors read the grid, filter it and take its calendar; a
session moves, a speaker takes the name back.

Every page passes axe and fits a phone; the mail goes through a real server; public pages work without scripts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import icalendar
import pytest

from live import LivePortal
from portal.mailbox import Mailbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from journeys.conftest import Enter

EDITION = """
import sys
from django.utils import timezone
from karta.portal.directory.models import Edition
Edition.objects.create(
    code=sys.argv[1], kind="conference", name_bg="Спиноф България 2027", name_en="Spinoff Bulgaria 2027",
    place_bg="София", place_en="Sofia", starts_on="2027-03-27", ends_on="2027-03-28", date_precision="day",
    is_fully_dated=True, changed_at=timezone.now(),
)
"""
TITLES = {"bg": ("От лабораторията към пазара", "Лицензи на университети", "Обяд"),
          "en": ("From laboratory to market", "Licences of universities", "Lunch")}  # fmt: skip
WORDS = {
    "bg": {"name": "Елени Георгиу", "unnamed": "предстои", "moved": "променен час", "hall": "Зала 1", "other": "Зала 2",
           "taken": "Тогава в залата е", "kind": "лекция"},
    "en": {"name": "Eleni Georgiou", "unnamed": "to be named", "moved": "changed on", "hall": "Hall 1",
           "other": "Hall 2", "taken": "is in this hall then", "kind": "talk"},
}  # fmt: skip


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)


def plan(team: Page, title: int, starts: str, ends: str, hall: str, **more: str) -> None:
    """Fill in and send the form of a session of 27 March."""
    bg, en = (TITLES[one][title] for one in ("bg", "en"))
    fill(team, title_bg=bg, title_en=en, starts_at=f"2027-03-27T{starts}", ends_at=f"2027-03-27T{ends}", **more)
    team.select_option("[name=hall]", label=hall)
    team.click("main form.card button.pri")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_programme_from_its_halls_to_a_session_that_moves(
    portal: LivePortal, mailbox: Mailbox, enter: Enter, clean: Any, chromium: Browser, page: Page, tmp_path: Path,
    language: str,
) -> None:  # fmt: skip
    words, code = WORDS[language], f"spinoff-2027-{language}"
    portal.run_code(EDITION, code)
    desk, public = (f"{portal.url}/{language}/{part}events/{code}/" for part in ("team/", ""))
    team = enter("steward")

    # halls are columns; a name twice is refused and kept in the form
    team.goto(f"{portal.url}/{language}/team/events/")
    clean(team)
    team.goto(f"{desk}programme/")
    clean(team)
    team.click("a[href$='/halls/']")
    for number in (1, 2, 2):
        fill(team, name_bg=f"Зала {number}", name_en=f"Hall {number}", seats="120")
        team.click("main form.form button.pri")
    team.wait_for_selector("[role=alert]")
    assert team.input_value("[name=name_en]") == "Hall 2"
    clean(team)
    team.goto(f"{desk}tracks/")
    fill(team, name_bg="Право", name_en="Law")
    team.click("main form.form button.pri")
    clean(team)

    # a speaker is noted and asked by mail
    team.goto(f"{desk}speakers/new/")
    fill(team, name_bg="Елени Георгиу", name_en="Eleni Georgiou", email=f"eleni-{language}@example.org",
         affiliation_bg="Университет", affiliation_en="University")  # fmt: skip
    team.select_option("[name=language]", language)
    clean(team)
    team.click("main form.card button.pri")
    team.wait_for_url("**/speakers/")

    # sessions: what cannot be is said at its field and nothing is lost
    team.goto(f"{desk}sessions/new/")
    clean(team)
    team.select_option("[name=speaker_0]", label=words["name"])
    plan(team, 0, "10:00", "11:00", words["hall"])
    team.wait_for_url("**/programme/")
    team.goto(f"{desk}sessions/new/")
    plan(team, 1, "10:30", "11:30", words["hall"], capacity="40")
    team.wait_for_selector("[role=alert]")
    assert words["taken"] in team.locator("main .err").first.inner_text()
    assert team.input_value("[name=capacity]") == "40"
    clean(team)
    team.select_option("[name=hall]", label=words["other"])
    team.select_option("[name=track]", index=1)
    team.click("main form.card button.pri")
    team.wait_for_url("**/programme/")
    team.goto(f"{desk}sessions/new/")
    team.select_option("[name=kind]", "break")
    plan(team, 2, "12:00", "13:00", words["hall"])
    team.wait_for_url("**/programme/")
    clean(team)

    # readers see nothing before it is published, and no name before its bearer agreed
    page.goto(f"{public}programme/")
    assert TITLES[language][0] not in page.locator("main").inner_text()
    clean(page)
    team.click("form[action$='/publish/'] button")
    page.reload()
    assert page.locator(".ses-grid td.ses").count() == 3
    assert words["name"] not in page.locator("main").inner_text()
    assert words["unnamed"] in page.locator("main").inner_text()
    clean(page)
    team.goto(f"{desk}speakers/")
    team.click("form[action$='/speakers/invite/'] button")
    team.wait_for_selector("tbody .tag.info")
    clean(team)
    letter = mailbox.next(f"eleni-{language}@example.org")
    (link, *_others) = re.findall(r"http\S+/speakers/\S+", letter)
    eleni = chromium.new_page(reduced_motion="reduce")
    eleni.goto(link)
    clean(eleni)
    eleni.click("main form button.pri")
    eleni.wait_for_selector(".err")  # nobody agrees without a tick
    clean(eleni)
    eleni.check("[name=agrees]")
    eleni.click("main form button.pri")
    eleni.wait_for_selector(".note.ok")
    clean(eleni)
    page.reload()
    assert words["name"] in page.locator("main").inner_text()

    # the grid by filter, speakers, one session; calendars; all without scripts too
    page.select_option("[name=hall]", label=words["other"])
    page.click(".ses-filter button.pri")
    assert page.locator(".ses-grid td.ses").count() == 1
    clean(page)
    page.goto(f"{public}speakers/")
    assert words["name"] in page.locator("h2").first.inner_text()
    clean(page)
    page.click("main .lines a")
    clean(page)
    assert uids(page, "a[href$='.ics']") == 1
    context = chromium.new_context(java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(f"{public}programme/")
    assert visitor.locator(".ses-grid td.ses").count() == 3
    assert uids(visitor, "a[href$='/programme.ics']") == 3
    visitor.emulate_media(media="print")
    assert visitor.locator(".ses-filter").is_hidden()
    assert len(visitor.pdf(path=tmp_path / "programme.pdf", format="A4", landscape=True)) > 10_000
    context.close()

    # a session moves: the page says so, its speaker is written to
    mailbox.next(f"eleni-{language}@example.org")  # that the name is shown
    team.goto(f"{desk}programme/")
    team.click(f"h3 a:has-text('{TITLES[language][0]}')")
    fill(team, starts_at="2027-03-27T09:00", ends_at="2027-03-27T10:00")
    team.click("main form.card button.pri")
    team.wait_for_url("**/programme/")
    assert "09:00" in mailbox.next(f"eleni-{language}@example.org")
    page.reload()
    assert words["moved"] in page.locator("main .tag.warn").inner_text()
    assert page.locator(".ev-box .big").inner_text() == "09:00–10:00"
    clean(page)

    # the name goes as it came
    eleni.reload()
    eleni.click("button.danger")
    eleni.wait_for_selector("button.danger", state="detached")
    clean(eleni)
    page.reload()
    assert words["name"] not in page.locator("main").inner_text()
    eleni.close()


def uids(page: Page, selector: str) -> int:
    """How many events the calendar behind a link holds."""
    with page.expect_download() as download:
        page.locator(selector).first.click()
    calendar = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    return len({str(one["UID"]) for one in calendar.walk("VEVENT")})
