"""Names in Greek, Arabic, emoji, from right to left, and such as look like another: kept as typed, shown harmlessly."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from karta.matching.names import search_key
from karta.portal.directory.models import Body, Edition
from karta.portal.platform.directions import straight
from karta.portal.rooms.contact.models import Message
from karta.portal.rooms.events.calendar import Entry, calendar
from portal.mailbox import Mailbox, text_of
from portal.rooms.news.pages import item, text

pytestmark = pytest.mark.django_db
NAMES = {
    "greek": "Εταιρεία Βιοτεχνολογίας Αθηνών",
    "arabic": "شركة الأدوية البلغارية",
    "hebrew": "חברת בריאות בע״מ",
    "emoji": "Лаборатория 🧬🔬 Живот",
    "family": "Екип 👩🏽‍🔬👨‍👩‍👧‍👦",
    "combining": "Cafe\u0301 Zalgo\u0341",
    "chinese": "保加利亚生物技术",
    "apostrophes": "O’Brien & Søn «Ново» <b>",
}
OVERRIDE = "Изпълнителен \u202eexe.gnp\u202c файл"
ISOLATE = "\u2067Фирма\u2069 АД"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_comes_through_the_form_the_queue_and_the_letter_as_typed(
    client: Client, keeper: Client, demo: Any, mailbox: Mailbox, name: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/bg/contact/", {
            "kind": "question", "name": name, "email": "irina@example.org", "subject": name, "text": f"{name}?",
            "sent_key": "k" * 24,
        })  # fmt: skip
    assert answer.status_code == 302
    made = Message.objects.get()
    assert (made.name, made.subject) == (name, name)
    assert name in text_of(mailbox.letters[0])
    page = keeper.get(f"/en/team/messages/{made.pk}/").content.decode()
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown in page


@pytest.mark.parametrize("name", [NAMES[one] for one in ("greek", "arabic", "hebrew", "chinese")])
def test_a_text_in_any_alphabet_is_found(client: Client, demo: Any, name: str) -> None:
    made = item("en", title="Partners", summary="Who came.", body=[text(f"<p>With {name} in Sofia.</p>")])
    item("en", title="Another", body=[text("<p>Nobody.</p>")])
    for asked in (name, name.split(maxsplit=1)[0], name.upper(), name[: len(name) // 2]):
        page = client.get("/en/search/", {"q": asked}).content.decode()
        assert f"/en/news/{made.slug}/" in page, asked
        assert "/en/news/another/" not in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Sofarma", "Софарма"), ("ＳＯＦＡＲＭＡ", "Софарма"), ("𝐒𝐨𝐟𝐚𝐫𝐦𝐚", "Софарма"), ("So\u00adfar\u200bma", "Софарма"),
     ("\u202eСофарма", "Софарма"), ("Café", "Cafe\u0301"), ("ΑΘΗΝΩΝ", "Αθηνών")],
)  # fmt: skip
def test_what_looks_alike_has_one_key(typed: str, kept: str) -> None:
    assert search_key(typed) == search_key(kept)


def test_signs_that_turn_the_direction_reach_no_page_and_no_letter(
    client: Client, keeper: Client, demo: Any, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/bg/contact/", {
            "kind": "question", "name": OVERRIDE, "email": "a@example.org", "subject": ISOLATE, "text": OVERRIDE,
            "sent_key": "k" * 24,
        })  # fmt: skip
    made = Message.objects.get()
    assert made.name == OVERRIDE  # what was typed is kept
    pages = [f"/en/team/messages/{made.pk}/", "/bg/team/messages/"]
    Edition.objects.create(code="x", kind="forum", name_bg=OVERRIDE, name_en=ISOLATE, changed_at=datetime.now(UTC))
    Body.objects.create(code="b", name_bg=OVERRIDE, name_en=ISOLATE)
    pages += ["/bg/events/", "/en/events/x/", f"/en/search/?q={OVERRIDE}", f"/bg/map/?q={OVERRIDE}"]
    for path in pages:
        page = keeper.get(path).content.decode()
        assert straight(page) == page, path
        assert not re.search(r"&#(x202[a-e]|823[4-8]);", page)
    (letter,) = mailbox.letters
    assert straight(str(letter["Subject"]) + text_of(letter)) == str(letter["Subject"]) + text_of(letter)
    assert "exe.gnp" in text_of(letter)


@pytest.mark.parametrize("name", [*NAMES.values(), OVERRIDE])
def test_a_name_goes_through_a_calendar_and_back(name: str) -> None:
    edition = Edition(code="x", starts_on=date(2027, 3, 28), ends_on=date(2027, 3, 28), is_fully_dated=True,
                      changed_at=datetime(2026, 11, 29, tzinfo=UTC))  # fmt: skip
    told = calendar(
        [Entry(edition, name, name, "https://karta.example/x")], name=name, language="bg", host="karta.example"
    )
    (event,) = Calendar.from_ical(told).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (name, name)


@pytest.mark.parametrize(
    "q",
    [*NAMES.values(), OVERRIDE, "\u0000", "%", "_", "' OR 1=1 --", "\\", "\ud83e".encode(errors="replace").decode()],
)
@pytest.mark.parametrize("path", ["/bg/search/", "/en/map/", "/bg/organisations/", "/en/organisations/suggestions/",
                                  "/api/v1/organisations", "/api/v1/reconcile/suggest/entity"])  # fmt: skip
@pytest.mark.usefixtures("demo")
def test_any_text_may_be_searched_for(client: Client, path: str, q: str) -> None:
    name = "prefix" if "suggest/" in path else "q"
    assert client.get(path, {name: q}).status_code in (200, 400)
