"""A conference from opening its registration to the door: the team opens it, visitors register by letter, one waits, is
offered a place and takes it; tickets are checked by camera, code and name, with the network cut, on two devices that
join up. In both languages; every page passes axe and fits a phone."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import segno

from browsing import FLAGS, PATIENCE_MS, program
from journeys.conftest import PASSWORD
from live import LivePortal
from portal.mailbox import Mailbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

EDITIONS = """
from datetime import timedelta
from django.utils import timezone
from karta.portal.directory.models import Edition
from karta.portal.rooms.events.models import Hall, Session
now = timezone.now().replace(minute=0, second=0, microsecond=0)
start = now + timedelta(days=30)
for code in ("spinoff-bg", "spinoff-en", "spinoff-camera"):
    made = Edition.objects.create(
        code=code, kind="conference", name_bg=f"Спиноф България {code}", name_en=f"Spinoff Bulgaria {code}",
        place_bg="София", place_en="Sofia", starts_on=start.date(), ends_on=(start + timedelta(hours=6)).date(),
        starts_at=start, ends_at=start + timedelta(hours=6), date_precision="part_of_day", is_fully_dated=True,
        changed_at=now,
    )
    hall = Hall.objects.create(edition=made, name_bg="Зала 1", name_en="Hall 1")
    Session.objects.create(
        edition=made, hall=hall, kind="workshop", title_bg="Работилница", title_en="Workshop", starts_at=start,
        ends_at=start + timedelta(hours=1), capacity=1, state="published", changed_at=now,
    )
"""
CODE = "from karta.portal.rooms.events.models import Registration; print(Registration.objects.get(email='{}').code)"
WORDS = {
    "bg": {"welcome": "Добре дошли, Ирина", "double": "Вече отбелязан", "unknown": "Няма такъв билет",
           "offline": "Няма мрежа", "waiting": "В списъка на чакащите", "came": "Отбелязани: 2 от 2",
           "ended": "Връзката изтече"},
    "en": {"welcome": "Welcome, Ирина", "double": "Already checked in", "unknown": "No such ticket",
           "offline": "No network", "waiting": "You are on the waiting list", "came": "Checked in: 2 of 2",
           "ended": "The link has ended"},
}  # fmt: skip
SIZE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Served:
    """A portal with a mail server."""

    portal: LivePortal
    mailbox: Mailbox

    def links(self, address: str) -> list[str]:
        """Addresses in the next letter to somebody; the reader's own language stands first."""
        return re.findall(r"^http\S+", self.mailbox.next(address), re.MULTILINE)


@pytest.fixture(scope="module")
def served(portal: LivePortal, mailbox: Mailbox) -> Served:
    portal.run_code(EDITIONS)
    return Served(portal, mailbox)


@pytest.fixture(scope="module")
def team(served: Served, chromium: Browser) -> Iterator[Page]:
    """A steward's browser."""
    page = chromium.new_context(viewport=SIZE, reduced_motion="reduce").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(served.portal.steward_link)
    page.fill("[name=email]", "keeper@example.bg")
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/team/imports/")
    yield page
    page.context.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[[], Page]]:
    """`visit()`: a page in a browser of its own."""
    contexts: list[BrowserContext] = []

    def opened() -> Page:
        context = chromium.new_context(viewport=SIZE, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def open_registration(served: Served, team: Page, language: str, code: str, capacity: str) -> None:
    team.goto(f"{served.portal.url}/{language}/team/events/{code}/registration/settings/")
    team.fill("[name=opens_at]", "2026-01-01T09:00")
    team.fill("[name=closes_at]", "2099-01-01T09:00")
    team.fill("[name=capacity]", capacity)
    team.check("[name=is_organisation]")
    team.fill("[name=bg_organisation]", "За баджа.")
    team.fill("[name=en_organisation]", "For the badge.")


def register(served: Served, page: Page, language: str, code: str, name: str, email: str) -> None:
    """From the event's page to one's own page, by the letter."""
    page.goto(f"{served.portal.url}/{language}/events/{code}/")
    page.click(".ev-box a.pri")
    page.fill("[name=name]", name)
    page.fill("[name=email]", email)
    page.fill("[name=ask-organisation]", "Институт")
    page.click("main form button.pri")
    page.wait_for_url("**/register/sent/")
    page.goto(served.links(email)[0])
    page.click("main form button.pri")
    page.wait_for_url(re.compile(r"/registrations/[^/]+/$"))


@pytest.mark.parametrize("language", ["bg", "en"])
def test_from_opening_registration_to_a_door_without_a_network(
    served: Served, team: Page, visit: Callable[[], Page], clean: Callable[[Page, str], None], language: str
) -> None:
    words, code, url = WORDS[language], f"spinoff-{language}", served.portal.url
    first, second, third = (f"{name}-{language}@example.org" for name in ("irina", "elise", "athina"))

    # the team opens registration for two; without a reason nothing is asked
    open_registration(served, team, language, code, "2")
    team.fill("[name=en_organisation]", "")
    team.click("main form button.pri")
    assert team.locator(".err").count() == 1
    clean(team)
    team.fill("[name=en_organisation]", "For the badge.")
    team.click("main form button.pri")
    team.wait_for_url("**/registration/")

    # three register, in three alphabets; the third waits
    irina, elise, athina = visit(), visit(), visit()
    irina.goto(f"{url}/{language}/events/{code}/register/")
    clean(irina)
    irina.click("main form button.pri")
    assert irina.locator("[role=alert] a").count() == 2
    register(served, irina, language, code, "Ирина Петрова", first)
    register(served, elise, language, code, "Élise Müller", second)
    register(served, athina, language, code, "Αθηνά Παπά", third)
    assert words["waiting"] in athina.locator("main").inner_text()
    clean(athina)

    # sessions and the ticket
    irina.check("[name=session]")
    irina.click("form[action$='/sessions/'] button")
    irina.wait_for_selector(".reg-sessions .tag.ok")
    assert irina.locator(".reg-sessions .tag.ok").count() == 1
    clean(irina)
    with irina.expect_download() as download:
        irina.click("a[href$='calendar.ics']")
    assert "SEQUENCE" in Path(download.value.path()).read_text("utf-8")
    irina.click("a[href$='/ticket/']")
    clean(irina)

    # a place is given back by the link of the letter, offered by another, and taken
    links = served.links(second)
    assert elise.goto(links[0]).status == 200
    elise.click("main a.btn[href*='/leave/']")
    clean(elise)
    elise.click("main form button.danger")
    assert served.links(third)  # you are on the waiting list
    athina.goto(served.links(third)[0])
    clean(athina)
    athina.click("main form button.pri")
    assert athina.locator(".qr-box svg").count() == 1
    served.mailbox.letters.clear()

    # the team sees them, and hands out a link of the day
    team.goto(f"{url}/{language}/team/events/{code}/registration/")
    clean(team)
    team.click("tr:has-text('Ирина') th a")
    clean(team)
    team.goto(f"{url}/{language}/team/events/{code}/registration/")
    team.fill("[name=name]", "East")
    team.click("form[action$='/doors/'] button")
    link = team.locator("main .mono").inner_text()
    clean(team)

    # two volunteers; both lose the network
    east, west = visit(), visit()
    for device, name in ((east, "East 1"), (west, "West 1")):
        device.goto(link)
        clean(device)
        device.click("main form button.pri")
        device.wait_for_selector("#kept:has-text('2')")
        device.fill("#device", name)
        device.press("#device", "Tab")
        device.wait_for_selector("html[data-kept='1']", state="attached")
    clean(east)
    ticket = served.portal.run_code(CODE.format(first))
    for device in (east, west):
        device.context.set_offline(True)
        device.reload()  # the page opens without a network
        device.wait_for_selector("#kept:has-text('2')")
    said = {}
    for name, device in (("east", east), ("west", west)):
        device.fill("#code", "-".join(re.findall("....", ticket.lower())))
        device.press("#code", "Enter")
        device.wait_for_selector(".ci-result[data-kind=first]")
        said[name] = device.locator(".ci-said").inner_text()
    assert said == {"east": f"{words['welcome']} Петрова", "west": f"{words['welcome']} Петрова"}
    assert words["offline"] in east.locator("#net").inner_text()
    clean(east)
    east.fill("#code", ticket)
    east.press("#code", "Enter")
    east.wait_for_selector(".ci-result[data-kind=double]")
    assert words["double"] in east.locator(".ci-said").inner_text()
    east.fill("#code", "0" * 16)
    east.press("#code", "Enter")
    east.wait_for_selector(".ci-result[data-kind=unknown]")
    assert words["unknown"] in east.locator(".ci-said").inner_text()
    clean(east)
    east.fill("#code", "αθην")  # by name
    east.press("#code", "Enter")
    east.press("#found button", "Enter")
    east.wait_for_selector(".ci-result[data-kind=first]")
    assert east.locator("#queue").get_attribute("data-waiting") == "4"

    # the network returns: one attendance each, and the second device is told
    for device in (east, west):
        device.context.set_offline(False)
        device.evaluate("dispatchEvent(new Event('online'))")
        device.wait_for_selector("#queue[data-waiting='0']")
    west.wait_for_selector("#log [data-kind=double]")
    west.wait_for_selector(f"#came:has-text('{words['came']}')")
    team.goto(f"{url}/{language}/team/events/{code}/registration/")
    assert team.locator("p.row b").nth(1).inner_text() == "2"

    # the link ends: the list is gone from the device
    team.click("form[action$='/end/'] button")
    east.evaluate("dispatchEvent(new Event('online'))")
    east.wait_for_selector(f".ci-said:has-text('{words['ended']}')")
    kept = east.evaluate("""async () => {
        const db = await new Promise((done) => { const open = indexedDB.open('karta-check-in', 1);
                                                 open.onsuccess = () => done(open.result); });
        const rows = await new Promise((done) => { const all = db.transaction('kept').objectStore('kept').getAll();
                                                   all.onsuccess = () => done(all.result.length); });
        return [rows, (await caches.keys()).length];
    }""")
    assert kept == [0, 0]
    assert east.reload().status == 403


@pytest.mark.long  # a browser of its own with a film for a camera
def test_a_camera_reads_a_ticket_without_a_network(served: Served, team: Page, visit: Any, tmp_path: Path) -> None:
    """A real QR code before a camera: Chromium plays a film of it."""
    open_registration(served, team, "en", "spinoff-camera", "")
    team.click("main form button.pri")
    register(served, visit(), "en", "spinoff-camera", "Camera Person", "camera@example.org")
    film(segno.make_qr(served.portal.run_code(CODE.format("camera@example.org")), error="m"), tmp_path / "ticket.y4m")
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
             f"--use-file-for-fake-video-capture={tmp_path / 'ticket.y4m'}"]  # fmt: skip
    cookies = team.context.cookies()
    browser = team.context.browser.browser_type.launch(executable_path=program(), args=[*FLAGS, *flags])
    context = browser.new_context(viewport=SIZE)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{served.portal.url}/en/events/spinoff-camera/check-in/")
    page.wait_for_selector("#kept:has-text('1')")
    page.wait_for_selector("html[data-kept='1']", state="attached")
    context.set_offline(True)
    page.reload()
    page.click("#camera")
    page.wait_for_selector(".ci-result[data-kind=first]")
    assert page.locator(".ci-said").inner_text() == "Welcome, Camera Person"
    page.click("#camera")
    assert page.locator("#video").is_hidden()
    browser.close()


RUSH = """
import json
from datetime import timedelta
from django.utils import timezone
from karta.portal.directory.models import Edition
from karta.portal.platform import tokens
from karta.portal.platform.forms import sent_key
from karta.portal.rooms.events.models import Admission
from karta.portal.rooms.events.registration import letters, services
now = timezone.now()
start = now + timedelta(days=9)
edition = Edition.objects.create(
    code="rush", kind="forum", name_bg="Наплив", name_en="Rush", starts_on=start.date(), ends_on=start.date(),
    date_precision="day", is_fully_dated=True, changed_at=now,
)
made = Admission.objects.create(edition=edition, opens_at=now, closes_at=start, capacity=1, changed_at=now)
for number in range(8):
    said = services.Said(f"Person {number}", f"rush{number}@example.org", "en", {}, "http://127.0.0.1")
    one = services.register(admission_id=made.pk, said=said, sent_key=sent_key(), at=now).registration
    print(tokens.made(letters.CONFIRM, one.pk))
"""
TAKEN = """
from karta.portal.rooms.events.models import Place
found = Place.objects.filter(registration__admission__edition__code="rush").order_by("pk")
print(*found.values_list("state", flat=True))
"""


def test_two_clicks_on_the_last_seat_give_it_once(served: Served) -> None:
    """Eight people, each twice, press the button of their letter at the same moment."""
    links = [f"/en/registrations/confirm/{token}/" for token in served.portal.run_code(RUSH).split()] * 2
    host, ready = served.portal.url.removeprefix("http://"), threading.Barrier(len(links))

    def press(path: str) -> int:
        connection = http.client.HTTPConnection(host, timeout=60)
        headers = {"Cookie": f"csrftoken={'x' * 32}", "Content-Type": "application/x-www-form-urlencoded"}
        ready.wait()
        connection.request("POST", path, f"csrfmiddlewaretoken={'x' * 32}", headers)
        status = connection.getresponse().status
        connection.close()
        return status

    with ThreadPoolExecutor(len(links)) as people:
        assert list(people.map(press, links)) == [302] * 16
    assert served.portal.run_code(TAKEN).split() == ["held"] + ["waiting"] * 7
    for number in range(8):  # one letter that asks, one that tells
        assert served.links(f"rush{number}@example.org")
        assert served.links(f"rush{number}@example.org")
    time.sleep(2)
    assert [one["To"] for one in served.mailbox.letters if "rush" in str(one["To"])] == []


def film(code: Any, path: Path) -> None:
    """A second of a white card with the code on it, as a camera would send it (YUV4MPEG2, 4:2:0)."""
    matrix = np.array([list(row) for row in code.matrix_iter(scale=12, border=4)], dtype=bool)
    frame = np.full((480, 640), 200, np.uint8)
    top, left = (480 - matrix.shape[0]) // 2, (640 - matrix.shape[1]) // 2
    frame[top : top + matrix.shape[0], left : left + matrix.shape[1]] = np.where(matrix, 20, 235)
    colour = np.full(2 * 240 * 320, 128, np.uint8)
    with path.open("wb") as out:
        out.write(b"YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg\n")
        for _ in range(30):
            out.write(b"FRAME\n" + frame.tobytes() + colour.tobytes())
