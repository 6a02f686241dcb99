"""What readers see of a programme."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from karta.portal.directory.models import Body, Edition
from karta.portal.rooms.events.models import Hall, Session, Speaker, Track
from karta.portal.rooms.events.programme import services
from karta.snapshot.reader import Snapshot
from portal.events.conftest import AT, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
PAGE = "/en/events/spinoff-2027/programme/"
SITEMAP = "/sitemap-events.xml"


def get(client: Client, path: str = PAGE, **asked: Any) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.getvalue()
    return str(answer.getvalue().decode())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def titles(page: str) -> list[str]:
    return re.findall(r'<h[34]><a href="/en/events/spinoff-2027/programme/\d+/">([^<]+)<', page)


def test_a_planned_session_is_nowhere_until_it_is_published(
    client: Client, conference: Edition, hall: Hall, plan: Plan, editor: Any
) -> None:
    one = plan("Opening", "09:00", "10:00", hall=hall)
    assert "Opening" not in get(client)
    assert "No session is announced yet." in get(client)
    own = f"{PAGE}{one.pk}/"
    assert [client.get(path).status_code for path in (own, f"{own[:-1]}.ics")] == [404, 404]
    assert "BEGIN:VEVENT" not in get(client, "/en/events/spinoff-2027/programme.ics")
    assert own not in get(client, SITEMAP)
    services.publish(edition_id=conference.pk, session_id=None, by=editor, at=AT)
    assert titles(get(client)) == ["Opening"]
    assert [path in get(client, SITEMAP) for path in (own, PAGE)] == [True, True]
    assert "09:00–10:00" in words(get(client, own))
    assert get(client, f"{own[:-1]}.ics").count("BEGIN:VEVENT") == 1


def test_filters_by_kind_hall_and_track_need_no_script(
    client: Client, conference: Edition, hall: Hall, small_hall: Hall, plan: Plan
) -> None:
    track = Track.objects.create(edition=conference, name_bg="Здраве", name_en="Health")
    plan("Talk", "09:00", "10:00", hall=hall, publish=True)
    plan("Lab", "09:00", "10:00", hall=small_hall, kind="workshop", track_id=track.pk, publish=True)
    plan("Coffee", "10:00", "10:30", kind="break", publish=True)
    assert titles(get(client)) == ["Talk", "Lab", "Coffee"]
    assert titles(get(client, kind="workshop")) == ["Lab"]
    assert titles(get(client, hall=small_hall.pk)) == ["Lab", "Coffee"]  # breaks are everybody's
    assert titles(get(client, track=track.pk)) == ["Lab", "Coffee"]
    assert "1 of 3 sessions" in words(get(client, kind="workshop"))
    assert "No session matches this filter." in words(get(client, kind="panel"))
    assert get(client, "/en/events/spinoff-2027/programme.ics", kind="workshop").count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("asked", [{"kind": "party"}, {"hall": "one"}, {"track": "²"}, {"hall": "9" * 30}])
def test_a_filter_that_is_none_is_refused(client: Client, conference: Edition, asked: dict[str, str]) -> None:
    assert client.get(PAGE, asked).status_code == 400


def test_what_has_no_hours_stands_below_with_what_is_missing(
    client: Client, conference: Edition, hall: Hall, plan: Plan
) -> None:
    plan("Opening", "09:00", "10:00", hall=hall, publish=True)
    plan("Some day", publish=True)
    plan("Anywhere", "11:00", "12:00", publish=True)
    Edition.objects.create(
        code="lab", kind="workshop", name_bg="Лаборатория", name_en="Named by a source", part_of=conference,
        changed_at=AT, date_precision="unknown",
    )  # fmt: skip
    page = get(client)
    below = words(page[page.index('id="h-later"') :])
    assert "Some day time and hall not announced" in below
    assert "Named by a source day, time and hall not announced" in below
    assert "hall not announced" in words(page[page.index("Anywhere") : page.index('id="h-later"')])
    assert page.count("No session has a confirmed place on this day yet.") == 2  # of three days, one has hours


def test_a_session_that_a_source_names_stands_once_and_leads_to_what_the_source_says(
    client: Client, conference: Edition, hall: Hall, plan: Plan
) -> None:
    fact = Edition.objects.create(
        code="lab", kind="workshop", name_bg="Лаборатория", name_en="The lab", part_of=conference, changed_at=AT
    )
    assert "The lab" in get(client)
    one = plan("The lab", "09:00", "10:00", hall=hall, kind="workshop", fact_id=fact.pk, publish=True)
    assert get(client).count(">The lab<") == 1
    assert 'href="/en/events/lab/"' in get(client, f"{PAGE}{one.pk}/")
    assert get(client, "/en/events/spinoff-2027/").count(">The lab<") == 0  # the event's page leads to the programme


def test_the_page_of_an_event_tells_how_large_the_programme_is(
    client: Client, conference: Edition, hall: Hall, plan: Plan
) -> None:
    assert "programme/" not in get(client, "/en/events/spinoff-2027/")
    plan("Opening", "09:00", "10:00", hall=hall, publish=True)
    assert "Programme: 1 session" in words(get(client, "/en/events/spinoff-2027/"))


def test_a_cancelled_session_stays_to_be_seen_as_such(
    client: Client, conference: Edition, hall: Hall, plan: Plan, editor: Any
) -> None:
    one = plan("Opening", "09:00", "10:00", hall=hall, publish=True)
    services.cancel(edition_id=conference.pk, session_id=one.pk, by=editor, at=AT)
    assert "Opening talk cancelled" in words(get(client))
    assert "This session does not take place." in get(client, f"{PAGE}{one.pk}/")
    assert "отменена" in get(client, "/bg/events/spinoff-2027/programme/")
    said = json.loads(re.findall(r"<script type=.application/ld.json.>(.+?)</script>", get(client))[0])
    assert said["subEvent"][0]["eventStatus"] == "https://schema.org/EventCancelled"
    assert said["subEvent"][0]["startDate"] == "2027-03-26T09:00:00+02:00"


def test_partners_of_a_session_stand_with_their_roles(client: Client, hall: Hall, plan: Plan, body: Body) -> None:
    partners = ((body.pk, "organiser"), (body.pk, "supporter"))
    one = plan("Opening", "09:00", "10:00", hall=hall, partners=partners, publish=True)
    assert "ISTEB organiser ; ISTEB supporter" in words(get(client))
    assert "ИСТЕБ · организатор" in words(get(client, f"/bg/events/spinoff-2027/programme/{one.pk}/"))


def test_every_day_has_a_table_of_its_own_in_the_order_of_the_days(
    client: Client, hall: Hall, small_hall: Hall, plan: Plan
) -> None:
    plan("Second", "09:00", "10:00", hall=hall, day=date(2027, 3, 27), publish=True)
    plan("First", "15:00", "16:00", hall=small_hall, publish=True)
    page = get(client)
    assert titles(page) == ["First", "Second"]
    assert re.findall(r'id="d-([0-9-]+)"', page) == ["2027-03-26", "2027-03-27"]
    assert [words(found) for found in re.findall(r"<thead>.*?</thead>", page)] == [
        "Time Hall 2 40 seats", "Time Forum hall 300 seats",
    ]  # fmt: skip


def test_the_programme_asks_the_database_as_often_for_sixty_sessions_as_for_two(
    client: Client, conference: Edition, hall: Hall, plan: Plan, body: Body, speaker: Speaker
) -> None:
    Speaker.objects.filter(pk=speaker.pk).update(consented_at=AT, body=body)

    def asked() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    more: dict[str, Any] = {"speakers": ((speaker.pk, "speaker"),), "partners": ((body.pk, "partner"),)}
    for number in range(2):
        plan(f"s{number}", f"{9 + number}:00".zfill(5), f"{9 + number}:30".zfill(5), hall=hall, publish=True, **more)
    few = asked()
    for number in range(58):
        plan(f"more {number}", publish=True, **more)
    assert Session.objects.count() == 60
    assert asked() == few <= 15


def test_no_programme_of_what_is_no_event(client: Client, demo: Snapshot) -> None:
    assert [client.get(f"/en/events/none/{page}").status_code for page in ("programme/", "speakers/", "programme.ics")
            ] == [404, 404, 404]  # fmt: skip
