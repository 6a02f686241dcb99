"""Seats: asking, letting in, declining, ending; terms that are agreed to; what is held about a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from karta.portal.platform import consents
from karta.portal.platform.holders import all_holders
from karta.portal.platform.models import AuditLine, Consent, Letter
from karta.portal.platform.queries import subject_of
from karta.portal.platform.services import withdraw_consent
from karta.portal.rooms.investors import queries, services
from karta.portal.rooms.investors.agreement import TERMS
from karta.portal.rooms.investors.documents import services as documents
from karta.portal.rooms.investors.errors import NotNow, NotThere
from karta.portal.rooms.investors.models import Interest, Introduction, Investor, Note, Offer, Release, Seat
from karta.snapshot.reader import Snapshot
from portal.investors.conftest import AT, PDF, Person, document, download, offer
from portal.mailbox import Mailbox, text_of

pytestmark = pytest.mark.django_db
SAID = {"name": "Ana Petrova", "organisation": "Fund A", "reason": "Seed rounds in biotech.", "terms": "on"}
People = Callable[[str], Person]
Investors = Callable[..., Person]


def test_a_person_asks_is_let_in_and_finds_the_room(
    person: People, keeper: Client, mailbox: Mailbox, demo: Snapshot, django_capture_on_commit_callbacks: Any
) -> None:
    ana = person("ana")
    assert ana.client.get("/en/investors/desk/")["Location"] == "/en/investors/join/"
    with django_capture_on_commit_callbacks(execute=True):
        assert ana.client.post("/en/investors/join/", SAID).status_code == 302
    seat = Seat.objects.get()
    assert (seat.state, seat.investor, seat.user) == ("asked", None, ana.user)
    assert "You asked for Fund A" in ana.client.get("/en/investors/join/").content.decode()
    assert ana.client.get("/en/investors/desk/").status_code == 302
    page = keeper.get("/en/team/investors/").content.decode()
    assert "Ana Petrova" in page
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(f"/en/team/investors/seats/{seat.pk}/", {"name": "Fund A"})
    assert ana.client.get("/en/investors/desk/").status_code == 200
    asked, admitted = mailbox.letters
    assert asked["To"] == admitted["To"] == ana.email
    assert admitted["Subject"].replace("\n", "").strip() == (
        "You are let in as an investor / Приети сте като инвеститор"
    )
    assert "Fund A" in text_of(admitted)
    assert "Вече разглеждате дружества за Fund A" in text_of(admitted)


def test_what_somebody_types_lets_nobody_into_an_investor_that_is_there(
    investor: Investors, person: People, steward: Any
) -> None:
    investor("ana", "Fund A")
    boris = person("boris")
    asked = services.ask_seat(
        name="Boris", organisation="Fund A", reason="I say so.", language="bg", by=boris.user, at=AT
    )
    assert queries.standing_seat(boris.user) is None
    services.admit(seat_id=asked.pk, investor_id=None, org_id="", name="Fund A", by=steward, at=AT)
    found = queries.standing_seat(boris.user)
    assert found is not None
    assert Investor.objects.filter(name="Fund A").count() == 2  # of one name, and still two: a steward said so
    assert found.investor != Seat.objects.get(user__username="ana").investor


def test_an_investor_of_the_map_is_one_whoever_names_it(person: People, steward: Any, org: str) -> None:
    for name in ("ana", "boris"):
        asked = services.ask_seat(name=name, organisation="X", reason="r", language="en", by=person(name).user, at=AT)
        services.admit(seat_id=asked.pk, investor_id=None, org_id=org, name="X", by=steward, at=AT)
    assert Investor.objects.get().seats.count() == 2


def test_a_steward_names_an_organisation_that_the_map_has(person: People, keeper: Client, demo: Snapshot) -> None:
    asked = services.ask_seat(name="a", organisation="X", reason="r", language="en", by=person("ana").user, at=AT)
    address = f"/en/team/investors/seats/{asked.pk}/"
    answer = keeper.post(address, {"name": "X", "org_id": "org_none"})
    assert answer.status_code == 422
    assert "The map has no organisation “org_none”" in answer.content.decode()
    assert keeper.post(address, {"name": ""}).status_code == 422
    assert Seat.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Ana\nBcc: all@example.org"}, "name"),
        ({"organisation": ""}, "organisation"),
        ({"reason": "ЕГН 6101057509"}, "reason"),
        ({"terms": ""}, "terms"),
    ],
)
def test_what_a_request_cannot_say_is_told_at_its_field(
    person: People, demo: Snapshot, change: dict[str, str], field: str
) -> None:
    answer = person("ana").client.post("/bg/investors/join/", SAID | change)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Seat.objects.exists()


def test_an_account_without_a_confirmed_address_asks_for_nothing(
    client: Client, visitor_account: Any, demo: Snapshot
) -> None:
    client.force_login(visitor_account)
    assert "no confirmed address" in client.get("/en/investors/join/").content.decode()
    client.post("/en/investors/join/", SAID)
    assert not Seat.objects.exists()
    assert not Letter.objects.exists()


def test_a_second_request_while_one_waits_changes_nothing(person: People, demo: Snapshot) -> None:
    ana = person("ana")
    for _ in range(3):
        assert ana.client.post("/en/investors/join/", SAID).status_code == 302
    assert (Seat.objects.count(), Letter.objects.count()) == (1, 1)
    with pytest.raises(NotNow):
        services.ask_seat(name="a", organisation="b", reason="c", language="en", by=ana.user, at=AT)


def test_asking_and_taking_back_over_and_over_fills_nobodys_mailbox(person: People, demo: Snapshot) -> None:
    ana, codes = person("ana"), []
    for _ in range(5):
        codes.append(ana.client.post("/en/investors/join/", SAID).status_code)
        ana.client.post("/en/investors/leave/")
    assert codes == [302, 302, 302, 429, 429]
    assert Letter.objects.count() == 3


def test_terms_that_change_or_are_withdrawn_close_the_room_until_they_are_agreed_to(
    investor: Investors, demo: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = investor("ana", "Fund A")
    assert Consent.objects.get().version == TERMS.version
    withdraw_consent(purpose=TERMS.key, by=ana.user, at=AT)
    assert ana.client.get("/en/investors/desk/").status_code == 302
    ana.client.post("/en/investors/join/", {"what": "agree"})
    assert ana.client.get("/en/investors/desk/").status_code == 200
    newer = consents.Purpose(TERMS.key, TERMS.version + 1, "Other words.")
    monkeypatch.setitem(consents._purposes, TERMS.key, newer)
    assert queries.standing_seat(ana.user) is None
    ana.client.post("/en/investors/join/", {"what": "agree"})
    assert queries.standing_seat(ana.user) == ana.seat
    assert Consent.objects.get(withdrawn_at=None).version == newer.version


def test_an_ended_seat_opens_nothing_and_what_it_asked_for_is_withdrawn(
    investor: Investors, keeper: Client, keeper_of: Any, org: str
) -> None:
    ana, maria = investor("ana", "Fund A"), keeper_of("maria", org)
    assert ana.seat is not None
    paper = document(org, maria.user)
    documents.release(document_id=paper.pk, seat=ana.seat, by=maria.user, at=AT)
    services.mark_interest(seat=ana.seat, org_id=org, by=ana.user, at=AT)
    services.ask_introduction(seat=ana.seat, org_id=org, words="Hello.", by=ana.user, at=AT)
    assert download(ana, f"/en/investors/documents/{paper.pk}/file/") == PDF
    assert keeper.post(f"/en/team/investors/seats/{ana.seat.pk}/end/", {"answer": ""}).status_code == 422
    keeper.post(f"/en/team/investors/seats/{ana.seat.pk}/end/", {"answer": "Left the fund."})
    assert ana.client.get(f"/en/investors/documents/{paper.pk}/file/").status_code == 404
    assert ana.client.get("/en/investors/desk/").status_code == 302
    assert not Release.objects.filter(ended_at=None).exists()
    assert not Interest.objects.filter(ended_at=None).exists()
    assert Introduction.objects.get().state == "withdrawn"
    assert "Left the fund." in ana.client.get("/en/investors/join/").content.decode()


def test_who_is_no_steward_decides_nothing(person: People, investor: Investors, demo: Snapshot) -> None:
    ana, other = person("ana"), investor("boris", "Fund B")
    seat = services.ask_seat(name="a", organisation="b", reason="c", language="en", by=ana.user, at=AT)
    for by in (ana, other):
        for what in ("", "decline/", "end/"):
            path = f"/en/team/investors/seats/{seat.pk}/{what}"
            assert by.client.post(path, {"name": "X", "answer": "x"}).status_code == 403
        with pytest.raises(PermissionDenied):
            services.admit(seat_id=seat.pk, investor_id=None, org_id="", name="X", by=by.user, at=AT)
        with pytest.raises(PermissionDenied):
            services.decline_seat(seat_id=seat.pk, answer="x", by=by.user, at=AT)
    with pytest.raises(NotThere):
        services.end_seat(seat_id=seat.pk, answer="x", by=other.user, at=AT)
    seat.refresh_from_db()
    assert seat.state == "asked"


def test_a_request_is_decided_once(person: People, keeper: Client, steward: Any, demo: Snapshot) -> None:
    seat = services.ask_seat(name="a", organisation="b", reason="c", language="en", by=person("ana").user, at=AT)
    services.decline_seat(seat_id=seat.pk, answer="Not now.", by=steward, at=AT)
    page = keeper.post(f"/en/team/investors/seats/{seat.pk}/", {"name": "b"}, follow=True).content.decode()
    assert "Somebody decided it before you." in page
    assert Seat.objects.get().state == "declined"
    assert not Investor.objects.exists()


def test_what_is_held_about_a_person_is_shown_and_goes_with_the_account(
    investor: Investors, keeper_of: Any, org: str
) -> None:
    ana, maria = investor("ana", "Fund A"), keeper_of("maria", org)
    assert ana.seat is not None
    services.mark_interest(seat=ana.seat, org_id=org, by=ana.user, at=AT)
    services.ask_introduction(seat=ana.seat, org_id=org, words="Ana writes.", by=ana.user, at=AT)
    services.write_note(seat=ana.seat, org_id=org, text="Ana notes.", by=ana.user, at=AT)
    offer(org, maria.user)
    document(org, maria.user)
    holders = {one.name: one for one in all_holders() if one.name.startswith("investor_")}
    subject = subject_of(ana.user)
    (seat,) = holders["investor_seats"].export(subject)
    assert seat["introductions"][0]["words"] == "Ana writes."
    assert seat["interests"][0]["org_id"] == org
    assert [row["text"] for row in holders["investor_notes"].export(subject)] == ["Ana notes."]
    assert [row["what"] for row in holders["investor_company"].export(subject_of(maria.user))] == ["offer", "version"]
    assert holders["investor_seats"].erase(subject, AT) == 1
    assert holders["investor_notes"].erase(subject, AT) == 1
    assert not Seat.objects.filter(user=ana.user).exists()
    assert not Introduction.objects.exists()
    assert not Note.objects.exists()
    holders["investor_company"].erase(subject_of(maria.user), AT)
    assert Offer.objects.filter(org_id=org).exists()  # the organisation's, not the person's


def test_audit_lines_name_neither_persons_nor_what_they_wrote(
    investor: Investors, keeper_of: Any, org: str, steward: Any
) -> None:
    ana, maria = investor("ana", "Fund Secret"), keeper_of("maria", org)
    assert ana.seat is not None
    services.write_note(seat=ana.seat, org_id=org, text="canary-note", by=ana.user, at=AT)
    made = services.ask_introduction(seat=ana.seat, org_id=org, words="canary-words", by=ana.user, at=AT)
    name = {"bg": "Дружество", "en": "Company"}
    services.put_to_company(introduction_id=made.pk, org_ids=[org], company=name, by=steward, at=AT)
    services.refuse(introduction_id=made.pk, org_ids=[org], reason="canary-reason", by=maria.user, at=AT)
    services.tell(introduction_id=made.pk, answer="canary-answer", company=name, by=steward, at=AT)
    document(org, maria.user, title="canary-title")
    lines = list(AuditLine.objects.all())
    told = "".join(f"{line.action} {line.target} {line.details}" for line in lines).casefold()
    assert len(lines) >= 8
    for hidden in ("canary", "ana@", "maria@", "secret"):
        assert hidden not in told


@pytest.mark.parametrize("items", [1, 3])
def test_queue_query_budget(
    keeper: Client, demo: Snapshot, person: People, items: int, django_assert_num_queries: Any
) -> None:
    for number in range(items):
        one = person(f"ana{number}")
        services.ask_seat(name="a", organisation="b", reason="c", language="en", by=one.user, at=AT)
    with django_assert_num_queries(7):
        assert keeper.get("/en/team/investors/").content.count(b'<th scope="row">') == items


def test_seats_go_a_year_after_their_end_and_what_stands_stays(person: People, steward: Any, demo: Snapshot) -> None:
    from karta.portal.directory.chores import CHORES

    seats = {}
    for name in ("declined", "ended", "asked"):
        seats[name] = services.ask_seat(
            name=name, organisation="b", reason="c", language="en", by=person(name).user, at=AT
        )
    services.decline_seat(seat_id=seats["declined"].pk, answer="No.", by=steward, at=AT)
    services.end_seat(seat_id=seats["ended"].pk, answer="", by=seats["ended"].user, at=AT + timedelta(days=1))
    assert services.forget_expired(at=AT + timedelta(days=365)) == 1
    assert services.forget_expired(at=AT + timedelta(days=366)) == 1
    assert Seat.objects.get() == seats["asked"]
    assert any(one.__module__ == "karta.portal.rooms.investors.expiry" for one in CHORES)


def test_the_same_request_at_the_same_moment_is_one(person: People, demo: Snapshot, monkeypatch: Any) -> None:
    ana = person("ana")
    said = {"name": "a", "organisation": "b", "reason": "c", "language": "en", "by": ana.user, "at": AT}
    services.ask_seat(**said)
    # as if the other request had come between the look and the write
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda _found: False)
    with pytest.raises(NotNow):
        services.ask_seat(**said)
    assert Seat.objects.count() == 1
