"""Check-in: whatever devices deliver, in whatever order and however often, a ticket comes once."""

from __future__ import annotations

import itertools
import json
import random
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from karta.portal.rooms.events.models import Admission, Door, Registration, Scan
from karta.portal.rooms.events.registration import queries, rules, services
from karta.portal.rooms.events.registration.checkin import deliveries
from karta.portal.rooms.events.registration.checkin import services as checkin
from portal.events.admitted import NOW, admission, edition, registered, session

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def scan(one: Registration, at: datetime, *, session: int = 0, **clock: Any) -> dict[str, Any]:
    """A scan as the page sends it, from a device whose clock is right unless said otherwise."""
    return {"id": str(uuid4()), "t": one.ticket, "s": session, "at": milliseconds(at), "contact": None,
            "elapsed": None, "offset": 0, **clock}  # fmt: skip


def deliver(of: Admission, device: str, scans: list[dict[str, Any]], at: datetime = NOW) -> list[str]:
    """What became of each, delivered by the team."""
    body = json.dumps({"device": device, "sent_at": milliseconds(at), "scans": scans}).encode()
    told = checkin.deliver(admission=of, delivery=deliveries.read(body), door=None, by=None, at=at)
    return [one.result for one in told]


@pytest.fixture
def door(steward: Any) -> tuple[Door, str, Registration]:
    """A link of the day for an edition with one ticket."""
    one = registered(admission())
    made, secret = services.open_door(
        admission_id=one.admission_id, name="East", ends_at=timezone.now() + HOUR, by=steward, at=timezone.now()
    )
    return made, secret, one


@pytest.fixture
def volunteer(client: Client, door: Any, demo: Any) -> Client:
    """A browser that opened the link."""
    assert client.get(f"/en/check-in/{door[1]}/").status_code == 200
    assert "door" not in client.session  # a messenger that opens links lets nobody in
    assert client.post(f"/en/check-in/{door[1]}/")["Location"] == "/en/events/spinoff/check-in/"
    return client


def post(client: Client, scans: list[dict[str, Any]], device: str = "East 1") -> Any:
    said = {"device": device, "sent_at": milliseconds(timezone.now()), "scans": scans}
    return client.post("/en/events/spinoff/check-in/scans.json", json.dumps(said), content_type="application/json")


def test_a_delivery_that_is_repeated_adds_nothing() -> None:
    one = registered(admission())
    sent = [scan(one, NOW - HOUR)]
    assert [deliver(one.admission, "A", sent) for _ in range(3)] == [["first"]] * 3
    assert Scan.objects.count() == 1


def test_a_copied_ticket_is_told_when_and_where_it_came() -> None:
    one = registered(admission())
    deliver(one.admission, "East", [scan(one, NOW - HOUR)])
    body = json.dumps({"device": "West", "sent_at": milliseconds(NOW), "scans": [scan(one, NOW)]}).encode()
    (told,) = checkin.deliver(admission=one.admission, delivery=deliveries.read(body), door=None, by=None, at=NOW)
    assert (told.result, told.came.device, told.came.at) == ("double", "East", NOW - HOUR)
    assert queries.attended(one.admission).count() == 1
    assert Scan.objects.count() == 2  # each scan is kept


def test_any_order_of_deliveries_ends_the_same() -> None:
    of = admission()
    people = [registered(of) for _ in range(4)]
    chance = random.Random(7)
    parts = [
        (device, [scan(one, NOW - timedelta(minutes=chance.randrange(1, 99))) for one in people]) for device in "ABC"
    ]
    ends = set()
    for order in itertools.permutations(parts):
        Scan.objects.all().delete()
        for device, scans in order:
            deliver(of, device, scans)
        first = {one: Scan.objects.filter(ticket=one.ticket).order_by("scanned_at", "id").first().id for one in people}
        ends.add((queries.attended(of).count(), tuple(first.values())))
    assert len(ends) == 1
    assert ends.pop()[0] == 4


def test_what_was_first_turns_into_a_double_when_an_earlier_scan_joins() -> None:
    one = registered(admission())
    late, early = scan(one, NOW - HOUR), scan(one, NOW - 2 * HOUR)
    assert deliver(one.admission, "A", [late]) == ["first"]
    assert deliver(one.admission, "B", [early]) == ["first"]
    assert deliver(one.admission, "A", [late]) == ["double"]
    assert queries.attended(one.admission).count() == 1


def test_a_session_asks_for_a_place_in_it_and_counts_apart() -> None:
    of = edition()
    made, workshop = admission(of), session(of, 1)
    one, other = registered(made), registered(made)
    services.choose(registration_id=one.pk, session_ids=[workshop.pk], at=NOW)
    assert deliver(made, "A", [scan(one, NOW - HOUR), scan(one, NOW, session=workshop.pk)]) == ["first", "first"]
    assert deliver(made, "A", [scan(other, NOW, session=workshop.pk)]) == ["other"]
    assert queries.attended(made).count() == 1


def test_a_ticket_that_nobody_holds_is_unknown_and_counts_for_nothing() -> None:
    made = admission(capacity=1)
    one, waits = registered(made), registered(made)
    assert deliver(made, "A", [scan(waits, NOW)]) == ["unknown"]
    services.cancel(registration_id=one.pk, by=None, at=NOW)
    assert deliver(made, "A", [scan(one, NOW)]) == ["unknown"]
    assert queries.attended(made).count() == 0


@given(st.integers(-72, 72), st.integers(0, 4 * 3600), st.integers(-72, 72))
def test_no_clock_of_a_device_moves_a_scan(wrong: int, elapsed: int, moved: int) -> None:
    """Its clock is hours off, and somebody sets it anew after the last contact."""
    contact, since = NOW - timedelta(hours=5), timedelta(seconds=elapsed)
    off = timedelta(hours=wrong)
    said = rules.Clock(
        at=contact + since + off + timedelta(hours=moved), sent_at=NOW + off, contact=contact, elapsed=since,
        offset=-off,
    )  # fmt: skip
    assert rules.scanned_at(said, NOW) == contact + since


@given(st.integers(-72, 72), st.integers(0, 4 * 3600), st.booleans())
def test_after_a_restart_the_offset_corrects_it(wrong: int, ago: int, has_offset: bool) -> None:
    off, really = timedelta(hours=wrong), NOW - timedelta(seconds=ago)
    said = rules.Clock(at=really + off, sent_at=NOW + off, offset=-off if has_offset else None)
    assert rules.scanned_at(said, NOW) == really


def test_no_scan_is_from_the_future() -> None:
    assert rules.scanned_at(rules.Clock(at=NOW + HOUR, sent_at=NOW, offset=timedelta(0)), NOW) == NOW


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"device": "a", "sent_at": 1, "scans": 5}', '{"device": "a", "sent_at": true, "scans": []}',
     '{"device": "a", "sent_at": 1e30, "scans": []}',
     json.dumps({"device": "a", "sent_at": 1, "scans": [{"id": "x", "t": "0" * 32, "s": 0, "at": 1}]}),
     json.dumps({"device": "a", "sent_at": 1, "scans": [{"id": str(uuid4()), "t": "<b>", "s": 0, "at": 1}]}),
     json.dumps({"device": "a", "sent_at": 1, "scans": [{"id": str(uuid4()), "t": "0" * 32, "s": "1 OR 1", "at": 1}]}),
     json.dumps({"device": "a", "sent_at": 1, "scans": [1] * (rules.MOST_SCANS + 1)})],
)  # fmt: skip
def test_what_is_not_understood_is_refused_whole(volunteer: Client, body: str) -> None:
    answer = volunteer.post("/en/events/spinoff/check-in/scans.json", body, content_type="application/json")
    assert answer.status_code == 400
    assert Scan.objects.count() == 0


def test_a_list_holds_the_least_that_greeting_needs(volunteer: Client, door: Any) -> None:
    one = door[2]
    told = volunteer.get("/en/events/spinoff/check-in/list.json")
    assert "no-store" in told["Cache-Control"]
    assert told.json()["tickets"] == [{"t": one.ticket, "n": one.name, "s": []}]
    text = told.content.decode()
    assert one.email not in text
    assert one.code not in text
    assert one.name not in volunteer.get("/en/events/spinoff/check-in/").content.decode()  # the page that is kept


@pytest.mark.usefixtures("demo")
def test_without_the_team_s_account_or_a_link_there_is_no_list(client: Client, visitor_account: Any) -> None:
    one = registered(admission())
    for _ in range(2):
        assert client.get("/en/events/spinoff/check-in/").status_code == 403
        assert client.get("/en/events/spinoff/check-in/list.json").status_code == 410
        assert post(client, [scan(one, NOW)]).status_code == 410
        client.force_login(visitor_account)
    assert client.post("/en/check-in/guessed-secret/").status_code == 410
    assert Scan.objects.count() == 0


@pytest.mark.usefixtures("demo")
def test_guessing_links_of_the_day_is_stopped(client: Client) -> None:
    codes = [client.get(f"/en/check-in/guess-{number}/").status_code for number in range(25)]
    assert codes == [410] * 20 + [429] * 5


def test_a_link_of_one_edition_opens_no_other(volunteer: Client) -> None:
    one = registered(admission(edition("other")))
    assert volunteer.get("/en/events/other/check-in/").status_code == 403
    said = {"device": "x", "sent_at": 1, "scans": [scan(one, NOW)]}
    path = "/en/events/other/check-in/scans.json"
    assert volunteer.post(path, json.dumps(said), content_type="application/json").status_code == 410


def test_a_link_that_ended_opens_nothing_and_takes_what_was_scanned_before(
    volunteer: Client, door: Any, steward: Any
) -> None:
    made, secret, one = door
    before = scan(one, timezone.now() - timedelta(minutes=1))
    services.end_door(admission_id=made.admission_id, door_id=made.pk, by=steward, at=timezone.now())
    assert volunteer.get("/en/events/spinoff/check-in/").status_code == 403
    assert volunteer.get("/en/events/spinoff/check-in/list.json").status_code == 410
    assert Client().get(f"/en/check-in/{secret}/").status_code == 410
    after = post(volunteer, [before, scan(one, timezone.now() + HOUR)]).json()
    assert after["is_open"] is False
    assert [told["result"] for told in after["results"]] == ["first", "double"]
    assert [str(kept) for kept in Scan.objects.values_list("id", flat=True)] == [before["id"]]


def test_the_team_makes_and_ends_links(keeper: Client, demo: Any) -> None:
    made = admission()
    page = keeper.post("/en/team/events/spinoff/registration/doors/", {"name": "East", "hours": "10"}).content.decode()
    (secret,) = re.findall(r"http://testserver/en/check-in/([\w-]+)/", page)
    found = made.doors.get()
    assert secret not in (found.secret_hash, found.name)
    assert Client().get(f"/bg/check-in/{secret}/").status_code == 200
    keeper.post(f"/en/team/events/spinoff/registration/doors/{found.pk}/end/")
    assert Client().get(f"/bg/check-in/{secret}/").status_code == 410


def test_the_worker_sees_its_own_page_alone(volunteer: Client) -> None:
    answer = volunteer.get("/en/events/spinoff/check-in/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert not re.search(rb"\bimport\b|\bexport\b", answer.content)  # as every browser runs it, a module or not
