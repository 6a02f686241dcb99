"""What remains of an event, in both languages: an editor adds pictures and slides, the speaker agrees by the link of a
letter and takes it back, a visitor sees the gallery, four answers show nothing and the fifth makes feedback appear,
words are read by the team, certificates are taken and checked, the report to partners is downloaded.

Every page passes axe and fits a phone; the mail goes through a real server; public pages work without scripts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from browsing import PATIENCE_MS
from journeys.conftest import PASSWORD
from live import LivePortal
from portal.mailbox import Mailbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVENT = """
import sys
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from karta.portal.directory.models import Body, Edition
from karta.portal.rooms.events.models import (
    Admission, Place, Registration, Scan, Session, SessionPartner, SessionSpeaker, Speaker,
)
now, (language, password) = timezone.now(), sys.argv[1:3]
steward = get_user_model().objects.create_user(f"keeper-{language}", email=f"keeper-{language}@example.org",
                                               password=password)
EmailAddress.objects.create(user=steward, email=steward.email, verified=True, primary=True)
steward.groups.add(Group.objects.get_or_create(name="steward")[0])
edition = Edition.objects.create(
    code=f"spinoff-{language}", kind="conference", name_bg="Спинофф България", name_en="Spinoff Bulgaria",
    starts_on=(now - timedelta(days=2)).date(), ends_on=(now - timedelta(days=1)).date(), date_precision="day",
    is_fully_dated=True, changed_at=now, place_bg="София", place_en="Sofia",
)
starts_at = now - timedelta(days=1, hours=3)
session = Session.objects.create(
    edition=edition, kind="talk", title_bg="От лабораторията към пазара", title_en="From the laboratory to the market",
    starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), state="published", changed_at=now,
)
speaker = Speaker.objects.create(
    edition=edition, name_bg="Елени Георгиу", name_en="Eleni Georgiou", email=f"eleni-{language}@example.org",
    language=language, consented_at=now,
)
SessionSpeaker.objects.create(session=session, speaker=speaker)
body = Body.objects.create(code=f"fund-{language}", name_bg="Фонд за наука", name_en="Science Fund")
SessionPartner.objects.create(session=session, body=body, role="supporter")
admission = Admission.objects.create(edition=edition, opens_at=now - timedelta(days=30),
                                     closes_at=now - timedelta(days=3), changed_at=now)
for number in range(6):
    name = ("Мария Иванова", "Νίκος Παπάς", "سلمى حداد", "Zoë Ångström", "Иван Петров", "Ana Silva")[number]
    made = Registration.objects.create(
        admission=admission, name=name, email=f"p{number}-{language}@example.org", language=language,
        origin=sys.argv[3], ticket=f"{language}-{number}", sent_key=f"{language}-{number}", asked_at=now,
        confirmed_at=now,
    )
    Place.objects.create(registration=made, state="held", made_at=now)
    Scan.objects.create(admission=admission, ticket=made.ticket, is_known=True, device="a", device_clock=now,
                        scanned_at=now, received_at=now)
"""
CHORE = """
from karta.portal.rooms.events.afterwards.chores import look_after
print(look_after())
"""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WORDS = {
    "bg": {
        "slides": "Презентации",
        "few": "по-малко от пет отговора",
        "valid": "Валидно",
        "title": "Слайдове от БГ",
        "alt": "Зала с хора",
    },
    "en": {
        "slides": "Slides",
        "few": "fewer than five answers",
        "valid": "Valid",
        "title": "Slides in EN",
        "alt": "A hall with people",
    },
}


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`browse(scripts=False)`: a page of a new visitor."""
    contexts: list[Any] = []

    def opened(*, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 900}, reduced_motion="reduce", java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def photograph(folder: Path) -> Path:
    picture = Image.effect_noise((1300, 900), 60).convert("RGB")
    path = folder / "IMG_1.jpg"
    picture.save(path, "JPEG")
    return path


def link_of(mailbox: Mailbox, address: str, part: str) -> list[str]:
    return re.findall(rf"http\S*/{part}/\S+", mailbox.next(address))


@pytest.mark.parametrize("language", ["bg", "en"])
def test_what_remains_of_an_event(
    portal: LivePortal, mailbox: Mailbox, browse: Any, clean: Any, tmp_path: Path, language: str
) -> None:
    words, other = WORDS[language], "en" if language == "bg" else "bg"
    portal.run_code(EVENT, language, PASSWORD, portal.url)
    public = f"{portal.url}/{language}/events/spinoff-{language}"
    team = f"{portal.url}/{language}/team/events/spinoff-{language}"

    # the editor adds a picture and describes it
    desk = browse()
    desk.goto(f"{portal.url}/{language}/account/login/")
    desk.fill("[name=login]", f"keeper-{language}@example.org")
    desk.fill("[name=password]", PASSWORD)
    desk.click("main form.card button")
    desk.wait_for_url(lambda url: "/login/" not in url)
    desk.goto(f"{team}/pictures/")
    clean(desk)
    desk.set_input_files("[name=files]", photograph(tmp_path))
    desk.fill("[name=credit]", "Studio X")
    desk.select_option("[name=licence]", "cc-by-4.0")
    desk.click("form[enctype] button.pri")
    desk.wait_for_selector(".shots li")
    clean(desk)
    desk.click(".shots figure > a")
    clean(desk)
    desk.check("[name=publish]")
    desk.click("form.card button.pri")
    assert desk.locator("[role=alert] a").count() >= 3  # both texts and the people are missing
    clean(desk)
    desk.fill("[name=alt_bg]", "Зала с хора")
    desk.fill("[name=alt_en]", "A hall with people")
    desk.select_option("[name=people]", "nobody")
    desk.check("[name=is_for_report]")
    desk.click("form.card button.pri")
    desk.wait_for_url("**/pictures/")
    assert desk.locator(".shots .tag.ok").count() == 1

    # anybody sees it, without scripts and by keyboard
    visitor = browse(scripts=False)
    visitor.goto(f"{public}/")
    visitor.click(f"a[href$='/spinoff-{language}/gallery/']")
    assert visitor.locator(".shots img").get_attribute("alt") == words["alt"]
    visitor.focus(".shots figure > a")
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/gallery/*-*/")
    reader = browse()
    for address in (f"{public}/gallery/", visitor.url):
        reader.goto(address)
        clean(reader)
    assert reader.evaluate("document.querySelector('.shot img').naturalWidth") > 0

    # slides: kept, asked about, agreed to, public, taken back
    slides = tmp_path / "talk.pdf"
    slides.write_bytes(PDF)
    desk.goto(f"{team}/slides/")
    clean(desk)
    desk.set_input_files("[name=file]", slides)
    desk.fill("[name=title_bg]", words["title"])
    desk.fill("[name=title_en]", words["title"])
    desk.check("[name=speakers]")
    desk.click("form[enctype] button.pri")
    desk.wait_for_selector("button[value=ask]")
    clean(desk)
    desk.click("button[value=ask]")
    (own, *_rest) = link_of(mailbox, f"eleni-{language}@example.org", "your-slides")
    reader.goto(f"{public}/slides/")
    assert words["title"] not in reader.locator("main").inner_text()
    clean(reader)
    eleni = browse()
    eleni.goto(own)
    clean(eleni)
    eleni.check("input[value='cc-by-4.0']")
    eleni.click("form[action$='/agree/'] button")
    eleni.wait_for_selector(".tag.ok")
    clean(eleni)
    reader.reload()
    assert words["title"] in reader.locator("main").inner_text()
    clean(reader)
    with reader.expect_download() as download:
        reader.click(".ev-list h2 a")
    assert download.value.path().read_bytes() == PDF
    file = reader.locator(".ev-list h2 a").get_attribute("href")
    eleni.click("form[action$='/withdraw/'] button")
    eleni.wait_for_selector("form[action$='/withdraw/']", state="detached")
    reader.reload()
    assert words["title"] not in reader.locator("main").inner_text()
    assert reader.goto(f"{portal.url}{file}").status == 410

    # those who came are asked once; four answers show nothing, the fifth shows all
    portal.run_code(CHORE)
    letters = [mailbox.next(f"p{number}-{language}@example.org") for number in range(6)]
    forms = [re.findall(r"http\S*/feedback/\S+", letter)[0] for letter in letters]
    papers = [re.findall(r"http\S*/your-certificate/\S+", letter)[0] for letter in letters]
    for number, form in enumerate(forms[:5]):
        guest = browse()
        guest.goto(form)
        if number == 0:
            clean(guest)
        guest.check("input[name='about-event-stars'][value='5']")
        guest.fill("textarea[name='about-event-words']", f"Мария от залата каза {number}.")
        guest.click("main form button.pri")
        guest.wait_for_selector(".card.empty h1")
        reader.goto(f"{public}/feedback/")
        assert reader.locator(".rating").count() == int(number == 4)
        if number in (0, 4):
            clean(reader)
    assert words["few"] in reader.locator("main").inner_text()  # the session's, which nobody rated
    assert "Мария" not in reader.locator("main").inner_text()

    # words are shown once somebody of the team took the name out
    desk.goto(f"{team}/feedback/")
    clean(desk)
    desk.locator("textarea").first.fill("Someone in the hall spoke." if language == "en" else "Някой от залата говори.")
    desk.locator("[name$=has_no_names]").first.check()
    desk.locator("button[value=show]").first.click()
    desk.wait_for_selector(".lines .tag.ok")
    reader.reload()
    assert reader.locator(".said li").count() == 1

    # certificates: taken by a link, checked by a number, printed with a name in Arabic
    desk.goto(f"{team}/papers/")
    clean(desk)
    guest = browse()
    guest.goto(papers[2])
    clean(guest)
    with guest.expect_download() as download:
        guest.click("a.pri")
    printed = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    number = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", printed.pages[0].extract_text())[0]
    reader.goto(f"{portal.url}/{language}/certificates/")
    clean(reader)
    reader.fill("[name=number]", number.lower())
    reader.click("main form button")
    assert words["valid"] in reader.locator("h2").first.inner_text()
    clean(reader)
    reader.fill("[name=name]", "سلمى حداد")
    reader.click("main form button")
    assert reader.locator(".note.ok").count() == 1
    clean(reader)

    # badges and the report
    with desk.expect_download() as download:
        desk.click("a[href$='badges.pdf']")
    assert len(PdfReader(download.value.path()).pages) == 1
    with desk.expect_download() as download:
        desk.click("a[href$='partners.xlsx']")
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert sheet["A2"].value == {"bg": "Фонд за наука", "en": "Science Fund"}[language]
    with desk.expect_download() as download:
        desk.click("a[href$='partners.pdf']")
    assert len(PdfReader(download.value.path()).pages[0].images) == 1

    # the same things in the other language
    reader.goto(f"{public.replace(f'/{language}/', f'/{other}/')}/feedback/")
    assert reader.locator(".rating").count() == 1
