"""Registering: one registration however often it is sent, one place for one who confirms, order on the waiting list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from karta.portal.platform.models import AuditLine, Letter
from karta.portal.platform.queries import subject_of
from karta.portal.rooms.events.models import Place, Registration, Scan
from karta.portal.rooms.events.registration import expiry, holdings, rules, services
from karta.portal.rooms.events.registration.errors import NotThere, OfferGone
from portal.events.admitted import NOW, admission, edition, form, own, place, registered, session, states
from portal.mailbox import Mailbox, text_of

pytestmark = pytest.mark.django_db
SOFIA = ZoneInfo("Europe/Sofia")
NAMES = ["Ирина Петрова", "Élise Müller", "Αθηνά Παπά", "محمد علي", "王小明"]


def letters() -> list[str]:
    """Subjects of letters that wait, oldest first."""
    return [one.subject.partition(" / ")[0] for one in Letter.objects.order_by("pk")]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", NAMES)
def test_a_visitor_registers_by_letter_with_a_name_in_any_alphabet(
    client: Client, mailbox: Mailbox, django_capture_on_commit_callbacks: Any, name: str
) -> None:
    admission()
    with django_capture_on_commit_callbacks(execute=True):
        typed = form(client, "spinoff", name=name)
        for _ in range(2):
            answer = client.post("/en/events/spinoff/register/", typed)
            assert answer["Location"] == "/en/events/spinoff/register/sent/"
    made = Registration.objects.get()
    assert (made.name, made.confirmed_at, list(made.places.all())) == (name, None, [])
    assert len(mailbox.letters) == 1
    (link, _other) = mailbox.links()
    assert client.get(link).status_code == 200
    assert Place.objects.count() == 0  # a mail program that opens links takes no place
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert client.post(link).status_code == 302
    assert place(made).state == "held"
    assert len(mailbox.letters) == 2
    page = client.get(mailbox.links()[0].removeprefix("http://testserver")).content.decode()
    assert name in page
    assert "<svg" in page
    assert rules.spelt(made.code) in page


def test_somebody_signed_in_has_a_place_at_once_and_one_letter(client: Client, visitor_account: Any, demo: Any) -> None:
    made = admission()
    EmailAddress.objects.create(user=visitor_account, email="Guest@example.org", verified=True, primary=True)
    client.force_login(visitor_account)
    typed = form(client, "spinoff")
    for _ in range(2):
        answer = client.post("/en/events/spinoff/register/", typed)
        assert "/registrations/" in answer["Location"]
    assert states(made) == ["held"]
    assert letters() == ["You have a place: Spinoff Bulgaria"]
    assert Registration.objects.get().email == "guest@example.org"


@pytest.mark.usefixtures("demo")
def test_whoever_asks_learns_nothing_of_who_is_registered(client: Client) -> None:
    known = registered(admission(), email="irina@example.org", name="Irina")
    before = Registration.objects.count()
    answers = [
        client.post("/en/events/spinoff/register/", form(client, "spinoff", name="Mallory", email=address))
        for address in ("irina@example.org", "IRINA@example.org", "new@example.org")
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/en/events/spinoff/register/sent/")}
    known.refresh_from_db()
    assert (known.name, Registration.objects.count()) == ("Irina", before + 1)
    assert letters()[-3:] == ["Your registration: Spinoff Bulgaria"] * 2 + [
        "Confirm your registration: Spinoff Bulgaria"
    ]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["Irina\r\nBcc: all@example.org", "Irina\u2028x", "\n", "   ", "8001010008"])
def test_a_name_is_one_line_and_nothing_else(client: Client, name: str) -> None:
    admission()
    answer = client.post("/en/events/spinoff/register/", form(client, "spinoff", name=name))
    assert answer.status_code == 422
    assert Registration.objects.count() == 0


@pytest.mark.usefixtures("demo")
def test_one_mailbox_is_not_filled_through_us(client: Client) -> None:
    admission()
    codes = [
        client.post("/en/events/spinoff/register/", form(client, "spinoff", name=f"N {n}")).status_code
        for n in range(5)
    ]
    assert codes == [302, 302, 302, 429, 429]


def test_the_limit_holds_and_the_others_wait_in_order() -> None:
    made = admission(capacity=2)
    people = [registered(made) for _ in range(5)]
    assert states(made) == ["held", "held", "waiting", "waiting", "waiting"]
    services.cancel(registration_id=people[0].pk, by=None, at=NOW)
    assert states(made) == ["returned", "held", "offered", "waiting", "waiting"]
    registered(made)
    assert states(made)[-1] == "waiting"  # whoever comes now does not pass those who wait


def test_who_reaches_the_queue_later_is_later_by_its_clock_too() -> None:
    made = admission(capacity=1)
    first = registered(made, at=NOW + timedelta(seconds=2))
    second = registered(made, at=NOW)  # began earlier, and was held up on the way
    assert second.confirmed_at == first.confirmed_at
    assert states(made) == ["held", "waiting"]


def test_an_offer_is_taken_once_or_lapses_to_the_next() -> None:
    made = admission(capacity=1)
    first, second, third = (registered(made) for _ in range(3))
    services.cancel(registration_id=first.pk, by=None, at=NOW)
    offered = place(second)
    assert offered.offered_until == NOW + timedelta(hours=24)
    with pytest.raises(NotThere):
        services.accept(registration_id=third.pk, place_id=offered.pk, at=NOW)
    late = NOW + timedelta(hours=24)
    with pytest.raises(OfferGone):
        services.accept(registration_id=second.pk, place_id=offered.pk, at=late)
    services.settle(admission_id=made.pk, at=late)
    assert states(made) == ["returned", "lapsed", "offered"]
    for _ in range(2):
        services.accept(registration_id=third.pk, place_id=place(third).pk, at=late)
    assert states(made) == ["returned", "lapsed", "held"]
    assert services.wait_again(registration_id=second.pk, at=late).state == "waiting"
    said = letters()
    assert said.count("A place is free for you: Spinoff Bulgaria") == 2
    assert said.count("The offered place went to the next: Spinoff Bulgaria") == 1


def test_the_worker_lapses_what_nobody_answered() -> None:
    made = admission(capacity=1)
    first, second, third = (registered(made, at=NOW - timedelta(days=2)) for _ in range(3))
    services.cancel(registration_id=first.pk, by=None, at=NOW - timedelta(hours=25))
    assert expiry.settle() == 2  # one lapsed, one offered
    assert expiry.settle() == 0
    assert (place(second).state, place(third).state) == ("lapsed", "offered")


def test_a_higher_limit_is_offered_at_once_and_a_lower_one_takes_nothing(steward: Any) -> None:
    made = admission(capacity=1)
    for _ in range(3):
        registered(made)
    values = {"opens_at": made.opens_at, "closes_at": made.closes_at, "kept_days": 30, "terms_bg": "", "terms_en": ""}
    for capacity in (3, 1):
        services.set_admission(
            edition=made.edition, values={**values, "capacity": capacity}, asked=[], by=steward, at=NOW
        )
        assert states(made) == ["held", "offered", "offered"]


@pytest.mark.parametrize(
    ("freed", "until"),
    [
        (datetime(2027, 3, 27, 20, tzinfo=SOFIA), datetime(2027, 3, 28, 21, tzinfo=SOFIA)),
        (datetime(2027, 10, 30, 20, tzinfo=SOFIA), datetime(2027, 10, 31, 19, tzinfo=SOFIA)),
    ],
)
def test_24_hours_are_24_hours_on_the_nights_of_summer_time(freed: datetime, until: datetime) -> None:
    found = rules.offered_until(freed, None)
    assert found is not None
    assert (found, found - freed.astimezone(UTC)) == (until, timedelta(hours=24))


def test_no_place_is_offered_once_what_it_is_for_has_begun() -> None:
    begins = NOW + timedelta(hours=3)
    assert rules.offered_until(NOW, begins) == begins
    assert rules.offered_until(begins, begins) is None


def test_sessions_have_their_own_limits_and_lists() -> None:
    of = edition()
    made, workshop, free = admission(of), session(of, 1), session(of)
    one, other = registered(made), registered(made)
    services.choose(registration_id=one.pk, session_ids=[workshop.pk, free.pk], at=NOW)
    services.choose(registration_id=other.pk, session_ids=[workshop.pk, 999999], at=NOW)
    assert (states(made, workshop), states(made, free)) == (["held", "waiting"], ["held"])
    services.choose(registration_id=one.pk, session_ids=[free.pk], at=NOW)
    assert states(made, workshop) == ["returned", "offered"]
    services.cancel(registration_id=other.pk, by=None, at=NOW)
    assert states(made, workshop) == ["returned", "returned"]


def test_a_registration_is_seen_taken_away_and_erased(visitor_account: Any) -> None:
    made = admission(capacity=1)
    mine, next_one = registered(made, email="guest@example.org"), registered(made)
    EmailAddress.objects.create(user=visitor_account, email="Guest@example.org", verified=True, primary=True)
    subject = subject_of(visitor_account)
    (row,) = holdings.REGISTRATIONS.export(subject)
    assert (row["name"], row["places"][0]["state"]) == (mine.name, "held")
    assert holdings.REGISTRATIONS.erase(subject, NOW) == 1
    assert not Registration.objects.filter(pk=mine.pk).exists()
    assert place(next_one).state == "offered"
    assert not any(mine.name in str(one.details) + one.target for one in AuditLine.objects.all())


def test_what_was_typed_goes_when_the_term_is_over_and_scans_stay_numbers() -> None:
    of = edition(begins=NOW - timedelta(days=40))
    made = admission(of, opens_at=NOW - timedelta(days=90), closes_at=NOW - timedelta(days=41))
    code = rules.new_code()
    one = Registration.objects.create(
        admission=made, name="x", email="x@example.org", language="en", sent_key="k" * 24, asked_at=NOW, code=code,
        ticket=rules.ticket_of(code), confirmed_at=NOW,
    )  # fmt: skip
    Scan.objects.create(
        admission=made, ticket=one.ticket, is_known=True, device="d", device_clock=NOW, scanned_at=NOW, received_at=NOW
    )
    assert services.forget(at=NOW) == 1
    assert (Registration.objects.count(), Scan.objects.count()) == (0, 1)


def test_an_address_that_nobody_confirmed_is_forgotten_after_two_days() -> None:
    made = admission()
    said = services.Said("x", "x@example.org", "en", {})
    services.register(admission_id=made.pk, said=said, sent_key="k" * 24, at=NOW - timedelta(days=3))
    assert services.forget(at=NOW) == 1


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("what", ["", "ticket/", "ticket.pdf", "details/"])
def test_a_guessed_link_opens_nothing(client: Client, what: str) -> None:
    one = registered(admission())
    good = own(one, what)
    assert client.get(good).status_code == 200
    assert "no-store" in client.get(good)["Cache-Control"]
    for token in ("1.x.y", f"{one.pk}", good.split("/")[3][:-1] + "A", "none"):
        if token not in good.split("/"):
            assert client.get(f"/en/registrations/{token}/{what}").status_code == 410


@pytest.mark.usefixtures("demo")
def test_a_place_of_another_is_not_there(client: Client) -> None:
    made = admission(capacity=1)
    one, other = registered(made), registered(made)
    for what in ("accept", "leave"):
        assert client.post(own(other, f"places/{place(one).pk}/{what}/")).status_code == 404
    assert states(made) == ["held", "waiting"]


@pytest.mark.usefixtures("demo")
def test_the_pages_of_the_owner_say_where_they_stand(client: Client) -> None:
    of = edition()
    made, workshop = admission(of, capacity=1), session(of, 1)
    one, other = registered(made), registered(made)
    page = client.get(own(other)).content.decode()
    assert "1" not in page.partition("You are on the waiting list; ")[2][:1]
    assert client.get(own(other, "ticket/")).status_code == 404
    assert client.get(own(other, "ticket.pdf")).status_code == 404
    client.post(own(one, "sessions/"), {"session": [workshop.pk, "x", "-1"]})
    assert states(made, workshop) == ["held"]
    assert "Workshop" in client.get(own(one, "ticket/")).content.decode()
    assert client.get(own(one, "ticket.pdf")).content.startswith(b"%PDF")
    client.post(own(one, f"places/{place(one).pk}/leave/"))
    assert "Take the place" in client.get(own(other)).content.decode()
    client.post(own(other, f"places/{place(other).pk}/accept/"))
    assert states(made) == ["returned", "held"]


@pytest.mark.usefixtures("demo")
def test_a_letter_in_four_alphabets_reaches_its_reader(
    client: Client, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    made = admission(edition(name_en="Σπιν-οφ 王 محمد Спиноф"))
    with django_capture_on_commit_callbacks(execute=True):
        registered(made)
    assert "Σπιν-οφ 王 محمد Спиноф" in text_of(mailbox.letters[-1])
