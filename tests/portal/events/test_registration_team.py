"""What the team does with registrations, what a changed session sends, and the calendar of one's own."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from openpyxl import load_workbook

from karta.portal.platform.models import Letter
from karta.portal.rooms.events.models import Registration
from karta.portal.rooms.events.programme import services as programme
from karta.portal.rooms.events.registration import services
from portal.events.admitted import NOW, admission, own, place, registered, session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def team(of: Registration, step: str = "") -> str:
    return f"/en/team/registrations/{of.pk}/{step}"


def test_the_sheet_holds_what_the_team_asks_and_runs_nothing(keeper: Client) -> None:
    of = admission(capacity=1)
    of.asked.create(field="organisation", is_required=False, reason_bg="За баджа.", reason_en="For the badge.")
    workshop = session(of.edition, capacity=5)
    first = registered(of, "=HYPERLINK(1)", answers={"organisation": "Софарма АД"})
    services.choose(registration_id=first.pk, session_ids=[workshop.pk], at=NOW)
    registered(of, "Αθηνά Παπά")
    sheet = keeper.get("/en/team/events/spinoff/registration/registrations.csv")
    assert sheet["Content-Disposition"].endswith('filename="registrations-spinoff.csv"')
    head, *rows = csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")))
    assert [row[0] for row in rows] == ["'=HYPERLINK(1)", "Αθηνά Παπά"]
    assert (rows[0][3], rows[1][3]) == ("has a place", "on the waiting list")
    assert (head[-1], rows[0][-2:]) == ("Organisation", ["Workshop", "Софарма АД"])
    assert first.code not in sheet.content.decode()  # whoever has a code comes in with it
    book = load_workbook(io.BytesIO(keeper.get("/bg/team/events/spinoff/registration/registrations.xlsx").content))
    cells = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in cells[1:]] == ["'=HYPERLINK(1)", "Αθηνά Παπά"]
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)


def test_the_team_sends_the_link_again_ends_a_registration_and_erases_it(keeper: Client) -> None:
    of = admission(capacity=1)
    first, second = registered(of), registered(of)
    Letter.objects.all().delete()
    keeper.post(team(first, "resend/"))
    keeper.post(team(first, "cancel/"))
    assert sorted(one.to for one in Letter.objects.all()) == [first.email, first.email, second.email]
    assert place(second).state == "offered"
    again = keeper.post(team(first, "cancel/"), follow=True)
    assert "This registration is cancelled or was never confirmed." in again.content.decode()
    keeper.post(team(second, "erase/"))  # without the tick
    assert Registration.objects.filter(pk=second.pk).exists()
    keeper.post(team(second, "erase/"), {"sure": "on"})
    assert not Registration.objects.filter(pk=second.pk).exists()
    assert keeper.get(team(second)).status_code == 404


def test_whoever_chose_a_session_is_told_that_it_moved_is_off_and_is_on_again(
    steward: Any, settings: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    of = admission()
    workshop = session(of.edition, capacity=5)
    chose, _did_not = registered(of), registered(of)
    services.choose(registration_id=chose.pk, session_ids=[workshop.pk], at=NOW)
    said: dict[str, Any] = {"edition_id": of.edition.pk, "session_id": workshop.pk, "by": steward, "at": NOW}
    starts_at, ends_at = (one + timedelta(hours=2) for one in (workshop.starts_at, workshop.ends_at))
    later = programme.Planned("workshop", "Работилница", "Workshop", starts_at=starts_at, ends_at=ends_at, capacity=5)
    with django_capture_on_commit_callbacks(execute=True):
        programme.change_session(seen=workshop.version, planned=later, **said)
    with django_capture_on_commit_callbacks(execute=True):
        programme.cancel(**said)
    with django_capture_on_commit_callbacks(execute=True):
        programme.restore(**said)
    assert [(one.to, one.subject.partition(" / ")[0]) for one in mailoutbox] == [
        ([chose.email], "A session was moved: Workshop"),
        ([chose.email], "A session was cancelled: Workshop"),
        ([chose.email], "A session takes place: Workshop"),
    ]


def test_one_s_own_calendar_holds_the_event_and_what_one_chose(client: Client) -> None:
    of = admission()
    workshop, other = session(of.edition, capacity=5), session(of.edition, title_en="Another")
    made = registered(of)
    services.choose(registration_id=made.pk, session_ids=[workshop.pk], at=NOW)
    answer = client.get(own(made, "calendar.ics"))
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert {str(one["SUMMARY"]) for one in events} == {"Spinoff Bulgaria", "Workshop"}
    assert other.title_en not in answer.content.decode()
