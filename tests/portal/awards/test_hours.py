"""Mentors' hours: offered under a public role, booked by one visitor, cancelled; each with a calendar entry."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client

from karta.portal.directory.models import Body, PublicRole
from karta.portal.platform.services import give_consent, withdraw_consent
from karta.portal.rooms.awards.errors import NotNow, NotThere, TooMany
from karta.portal.rooms.awards.mentors import rules, services
from karta.portal.rooms.awards.models import Booking, Slot
from portal.awards.conftest import Person
from portal.mailbox import Mailbox

pytestmark = pytest.mark.django_db
People = Callable[[str], Person]
NOW = datetime.now(UTC).replace(microsecond=0)
TOMORROW = NOW + timedelta(days=1)


def mentor(who: Person) -> Person:
    """Somebody whose public role is shown, and who offers hours."""
    cluster = Body.objects.get_or_create(code="hlscb", defaults={"name_bg": "Клъстер", "name_en": "Cluster"})[0]
    give_consent(purpose="public_role", by=who.user, at=NOW)
    role = PublicRole.objects.create(
        user=who.user, body=cluster, name_bg="Мария Менторова", name_en="Maria Mentor", title_bg="Ментор",
        title_en="Mentor", asked_at=NOW, confirmed_at=NOW,
    )  # fmt: skip
    services.become(role_id=role.pk, about={"bg": "Патенти", "en": "Patents"}, language="bg", by=who.user, at=NOW)
    return who


def slot(who: Person, starts_at: datetime = TOMORROW, minutes: int = 30) -> Slot:
    ends_at = starts_at + timedelta(minutes=minutes)
    return services.offer(starts_at=starts_at, ends_at=ends_at, place="Room 3", by=who.user, at=NOW)


@pytest.mark.usefixtures("demo")
def test_an_hour_is_booked_mailed_with_its_calendar_entry_and_cancelled(
    person: People, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    maria, irina = mentor(person("maria")), person("irina")
    offered = slot(maria)
    page = Client().get("/en/applicants/mentors/").content.decode()
    assert "Maria Mentor" in page
    assert f"/en/applicants/mentors/{offered.pk}/book/" in page
    assert "Room 3" not in page  # the place is told to who booked
    with django_capture_on_commit_callbacks(execute=True):
        answer = irina.client.post(f"/en/applicants/mentors/{offered.pk}/book/", {"topic": "Our licence"})
    assert answer["Location"] == "/en/applicants/hours/"
    booking = Booking.objects.get()
    letters = {str(one["To"]): one for one in mailbox.letters}
    assert set(letters) == {"maria@example.org", "irina@example.org"}
    held = [next(one.iter_attachments()).get_payload(decode=True) for one in letters.values()]
    events = [icalendar.Calendar.from_ical(one).walk("VEVENT")[0] for one in held]
    assert {str(one["UID"]) for one in events} == {f"hour-{booking.pk}@karta"}
    assert [(one["DTSTART"].dt, one["SEQUENCE"]) for one in events] == [(TOMORROW, 0)] * 2
    text = {to: one.get_body(("plain",)).get_content() for to, one in letters.items()}
    assert "Our licence" in text["maria@example.org"]
    assert not any("@example.org" in one for one in text.values())  # nobody's address is handed on
    assert f"/en/applicants/mentors/{offered.pk}/book/" not in Client().get("/en/applicants/mentors/").content.decode()
    assert "Room 3" in irina.client.get("/en/applicants/hours/").content.decode()

    mailbox.letters.clear()
    with django_capture_on_commit_callbacks(execute=True):
        irina.client.post(f"/en/applicants/hours/{booking.pk}/cancel/")
    held = [next(one.iter_attachments()).get_payload(decode=True) for one in mailbox.letters]
    gone = [icalendar.Calendar.from_ical(one) for one in held]
    assert [(one["METHOD"], one.walk("VEVENT")[0]["STATUS"], one.walk("VEVENT")[0]["SEQUENCE"]) for one in gone] == [
        ("CANCEL", "CANCELLED", 1)
    ] * 2
    assert services.book(slot_id=offered.pk, topic="x", language="bg", by=person("boris").user, at=NOW).slot == offered


@pytest.mark.usefixtures("demo")
def test_a_mentor_stands_there_only_while_the_public_role_is_shown(person: People) -> None:
    maria, irina = mentor(person("maria")), person("irina")
    offered = slot(maria)
    withdraw_consent(purpose="public_role", by=maria.user, at=NOW)
    assert "Maria Mentor" not in Client().get("/en/applicants/mentors/").content.decode()
    assert irina.client.get(f"/en/applicants/mentors/{offered.pk}/book/").status_code == 404
    with pytest.raises(NotThere):
        services.book(slot_id=offered.pk, topic="x", language="bg", by=irina.user, at=NOW)
    assert "is not shown at the moment" in maria.client.get("/en/applicants/hours/").content.decode()


def test_what_cannot_be_booked_or_offered(person: People) -> None:
    maria, irina, boris = mentor(person("maria")), person("irina"), person("boris")
    offered = slot(maria)
    with pytest.raises(NotNow):
        slot(maria, TOMORROW + timedelta(minutes=15))  # overlaps
    assert slot(maria, TOMORROW + timedelta(minutes=30))
    for start, minutes in ((NOW - timedelta(hours=1), 30), (NOW + timedelta(days=121), 30), (TOMORROW, 5)):
        with pytest.raises(NotNow):
            slot(maria, start, minutes)
    with pytest.raises(NotThere):
        slot(irina)
    booking = services.book(slot_id=offered.pk, topic="x", language="bg", by=irina.user, at=NOW)
    for who in (boris, maria):
        with pytest.raises(NotNow):
            services.book(slot_id=offered.pk, topic="x", language="bg", by=who.user, at=NOW)
    with pytest.raises(NotThere):
        services.cancel(booking_id=booking.pk, by=boris.user, at=NOW)
    with pytest.raises(NotThere):
        services.withdraw_slot(slot_id=offered.pk, reason="", by=irina.user, at=NOW)
    with pytest.raises(NotNow):
        services.cancel(booking_id=booking.pk, by=irina.user, at=TOMORROW)
    services.withdraw_slot(slot_id=offered.pk, reason="Ill", by=maria.user, at=NOW)
    booking.refresh_from_db()
    assert (booking.cancelled_at, booking.reason) == (NOW, "Ill")
    for number in range(rules.MOST_BOOKINGS):
        later = slot(maria, TOMORROW + timedelta(days=1, hours=number))
        services.book(slot_id=later.pk, topic="x", language="bg", by=irina.user, at=NOW)
    last = slot(maria, TOMORROW + timedelta(days=3))
    with pytest.raises(TooMany):
        services.book(slot_id=last.pk, topic="x", language="bg", by=irina.user, at=NOW)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a test's SQLite is one connection")
@pytest.mark.django_db(transaction=True)
def test_two_who_book_one_hour_at_once_get_it_once(person: People) -> None:
    maria = mentor(person("maria"))
    offered = slot(maria)
    people = [person(f"visitor{number}").user for number in range(6)]
    outcomes: list[str] = []
    start = threading.Barrier(len(people))

    def book(user: Any) -> None:
        start.wait()
        try:
            services.book(slot_id=offered.pk, topic="x", language="bg", by=user, at=NOW)
            outcomes.append("booked")
        except NotNow:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=book, args=(user,)) for user in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["booked"] + ["taken"] * 5
    assert Booking.objects.filter(cancelled_at=None).count() == 1
