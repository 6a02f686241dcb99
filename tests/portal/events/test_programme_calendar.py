"""The programme as iCalendar: three programs read the same of it, also in the night in which clocks change."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from django.test import Client

from karta.portal.directory.models import Edition
from karta.portal.directory.timing import SOFIA
from karta.portal.rooms.events.calendar import SUMMER_TIME, of_sessions
from karta.portal.rooms.events.models import Hall, Session, Speaker
from karta.portal.rooms.events.programme import services
from karta.portal.rooms.events.programme.services import Planned
from portal.events.conftest import AT, Plan, hour

pytestmark = pytest.mark.django_db
ICAL_JS = Path(__file__).parents[3] / "frontend/node_modules/ical.js/dist/ical.js"
READ_BY_ICAL_JS = """
import ICAL from %s;
const whole = new ICAL.Component(ICAL.parse(await new Response(process.stdin).text()));
for (const zone of whole.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
console.log(JSON.stringify(whole.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  return [event.uid, event.sequence, one.getFirstPropertyValue("status"), event.summary, event.location,
    event.startDate.toUnixTime(), event.endDate.toUnixTime()];
})));
"""
Read = list[list[Any]]  # uid, sequence, status, summary, location, seconds of begin and end


def by_icalendar(text: str) -> Read:
    whole = icalendar.Calendar.from_ical(text)
    return [
        [str(one["uid"]), int(one["sequence"]), str(one["status"]), str(one["summary"]), str(one["location"]),
         one.decoded("dtstart").timestamp(), one.decoded("dtend").timestamp()]
        for one in whole.walk("VEVENT")
    ]  # fmt: skip


def by_vobject(text: str) -> Read:
    whole = vobject.readOne(text)
    return [
        [one.uid.value, int(one.sequence.value), one.status.value, one.summary.value, one.location.value,
         one.dtstart.value.timestamp(), one.dtend.value.timestamp()]
        for one in whole.vevent_list
    ]  # fmt: skip


def by_ical_js(text: str) -> Read:
    node = shutil.which("node")
    assert node is not None, "node: run make setup"
    script = READ_BY_ICAL_JS % json.dumps(ICAL_JS.as_uri())
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], input=text, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def told(client: Client, path: str = "/en/events/spinoff-2027/programme.ics") -> str:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return str(answer.content.decode())


def test_three_programs_read_the_same_moments_numbers_and_states(
    client: Client, demo: Any, conference: Edition, hall: Hall, plan: Plan, editor: Any
) -> None:
    night = date(2027, 3, 27)  # clocks go from 03:00 to 04:00 on the 28th
    plan("Opening, with; signs\\ and „letters“", "09:00", "10:00", hall=hall, publish=True)
    over = plan("Night of ideas", "23:30", "23:45", hall=hall, day=night, publish=True)
    said = Planned(kind="talk", title_bg="", title_en="Night of ideas", starts_at=over.starts_at,
                   ends_at=hour("06:00", night + timedelta(days=1)), hall_id=hall.pk)  # fmt: skip
    services.change_session(edition_id=conference.pk, session_id=over.pk, seen=over.version, planned=said, by=editor,
                            at=AT)  # fmt: skip
    off = plan("Off", "11:00", "12:00", hall=hall, publish=True)
    services.cancel(edition_id=conference.pk, session_id=off.pk, by=editor, at=AT)
    text = told(client)
    read = by_icalendar(text)
    assert by_vobject(text) == read
    assert by_ical_js(text) == read
    opening, cancelled, ideas = read
    assert opening[1:6] == [0, "CONFIRMED", "Opening, with; signs\\ and „letters“", "Forum hall, Sofia",
                            hour("09:00").timestamp()]  # fmt: skip
    assert cancelled[1:3] == [1, "CANCELLED"]
    assert ideas[:2] == [str(over.uid), 1]
    assert ideas[6] - ideas[5] == 5.5 * 3600  # 23:30 to 06:00 on clocks, an hour of which there never is


@pytest.mark.parametrize("hours", [(0, 30), (1, 30), (23, 0)])
def test_the_hour_that_a_clock_shows_twice_is_told_apart(
    conference: Edition, hall: Hall, hours: tuple[int, int]
) -> None:
    begins = datetime(2027, 10, 30, 23, tzinfo=UTC) + timedelta(hours=hours[0], minutes=hours[1])
    one = Session(edition=conference, hall=hall, kind="talk", title_en="Late", state="published", starts_at=begins,
                  ends_at=begins + timedelta(minutes=45), changed_at=AT)  # fmt: skip
    text = of_sessions([one], name="Late", language="en", address=lambda _one: "https://example.org/")
    moments = [begins.timestamp(), one.ends_at.timestamp()]
    assert [read(text)[0][5:] for read in (by_icalendar, by_vobject, by_ical_js)] == [moments] * 3


def test_the_uid_stays_and_the_number_rises_with_every_change_that_readers_must_know(
    client: Client, demo: Any, conference: Edition, hall: Hall, small_hall: Hall, plan: Plan, editor: Any
) -> None:
    one = plan("Opening", "09:00", "10:00", hall=hall)

    def change(**values: Any) -> list[Any]:
        held = Session.objects.get(pk=one.pk)
        now: dict[str, Any] = {"kind": "talk", "title_bg": "", "title_en": held.title_en, "starts_at": held.starts_at,
                               "ends_at": held.ends_at, "hall_id": held.hall_id}  # fmt: skip
        services.change_session(edition_id=conference.pk, session_id=one.pk, seen=held.version,
                                planned=Planned(**now | values), by=editor, at=AT)  # fmt: skip
        return [found[:2] for found in by_icalendar(told(client))]

    assert change(hall_id=small_hall.pk) == []  # nobody knows it yet
    services.publish(edition_id=conference.pk, session_id=None, by=editor, at=AT)
    uid = str(one.uid)
    assert change(title_en="The opening") == [[uid, 0]]
    assert change(starts_at=hour("09:15")) == [[uid, 1]]
    assert change(hall_id=hall.pk) == [[uid, 2]]
    services.cancel(edition_id=conference.pk, session_id=one.pk, by=editor, at=AT)
    services.restore(edition_id=conference.pk, session_id=one.pk, by=editor, at=AT)
    assert [found[:3] for found in by_icalendar(told(client))] == [[uid, 4, "CONFIRMED"]]
    assert told(client, f"/bg/events/spinoff-2027/programme/{one.pk}.ics").count(uid) == 1  # the same in each calendar


def test_nobodys_name_is_in_a_file_that_readers_keep(
    client: Client, demo: Any, hall: Hall, plan: Plan, speaker: Speaker
) -> None:
    Speaker.objects.filter(pk=speaker.pk).update(consented_at=AT)
    plan("Opening", "09:00", "10:00", hall=hall, speakers=((speaker.pk, "speaker"),), publish=True)
    assert "Testova" not in told(client)


@pytest.mark.parametrize("year", range(1998, 2038, 3))
def test_the_table_of_summer_time_is_that_of_the_time_zone_database(year: int) -> None:
    zone = icalendar.Timezone.from_ical(SUMMER_TIME).to_tz()
    noons = [datetime(year, 1, 1, 12, tzinfo=SOFIA) + timedelta(days=days) for days in range(365)]
    assert [noon.replace(tzinfo=zone).utcoffset() for noon in noons] == [noon.utcoffset() for noon in noons]


def test_what_has_no_hours_is_left_out_and_no_line_is_too_long(client: Client, demo: Any, plan: Plan) -> None:
    plan("Some day", publish=True)
    plan("Много дълго заглавие " * 10, "09:00", "10:00", publish=True)
    text = told(client, "/bg/events/spinoff-2027/programme.ics")
    assert text.count("BEGIN:VEVENT") == 1
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "\r\nDTSTART;TZID=Europe/Sofia:20270326T090000\r\n" in text
