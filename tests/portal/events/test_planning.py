"""The team plans a programme: what cannot be is refused, what is hardly meant is flagged, nothing typed is lost."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from karta.portal.directory.models import Body, Edition
from karta.portal.platform.models import AuditLine
from karta.portal.rooms.events import listeners
from karta.portal.rooms.events.errors import Impossible, NotNow, Stale
from karta.portal.rooms.events.models import Hall, Session, Speaker, Track
from karta.portal.rooms.events.programme import rules, services
from karta.portal.rooms.events.programme.services import Planned
from portal.events.conftest import AT, DAY, Plan, hour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TEAM = "/en/team/events/spinoff-2027/"


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def form_of(client: Client, path: str) -> dict[str, str]:
    """What a page's form would send untouched."""
    page = client.get(path).content.decode()
    form = page[page.index('<form method="post" class="card form"') :]
    said = {}
    for tag in re.findall(r"<input [^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            said[name[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        said[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea name="([^"]+)".*?>\n?(.*?)</textarea>', form, re.DOTALL):
        said[name] = text
    return said


def test_an_editor_plans_a_session_with_speakers_and_partners_and_publishes_all(
    desk: Client, conference: Edition, body: Body, speaker: Speaker
) -> None:
    desk.post(f"{TEAM}halls/", {"name_bg": "Зала 1", "name_en": "Hall 1", "seats": "120"})
    desk.post(f"{TEAM}tracks/", {"name_bg": "Здраве", "name_en": "Health"})
    hall, track = Hall.objects.get(), Track.objects.get()
    said = form_of(desk, f"{TEAM}sessions/new/") | {
        "title_bg": "Откриване", "title_en": "Opening", "kind": "panel", "starts_at": "2027-03-26T09:30",
        "ends_at": "2027-03-26T10:45", "hall": str(hall.pk), "track": str(track.pk), "capacity": "100",
        "speaker_0": str(speaker.pk), "speaker_role_0": "moderator", "partner_0": str(body.pk),
        "partner_role_0": "organiser",
    }  # fmt: skip
    for _twice in range(2):  # two clicks are one session
        assert desk.post(f"{TEAM}sessions/new/", said).status_code == 302
    found = Session.objects.get()
    assert (found.starts_at, found.ends_at, found.hall, found.track, found.capacity, found.state) == (
        hour("09:30"), hour("10:45"), hall, track, 100, "planned",
    )  # fmt: skip
    assert [(one.speaker, one.role) for one in found.parts.all()] == [(speaker, "moderator")]
    assert [(one.body, one.role) for one in found.partners.all()] == [(body, "organiser")]
    assert "1 session is published." in words(desk.post(f"{TEAM}programme/publish/", follow=True))
    found.refresh_from_db()
    assert (found.state, found.sequence) == ("published", 0)


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2027-03-26T10:00", "2027-03-26T09:00", "It ends before it begins."),
        ("2027-03-26T10:00", "2027-03-26T10:00", "It ends before it begins."),
        ("2027-03-26T10:00", "", "Give both hours, or none."),
        ("2027-03-25T10:00", "2027-03-25T11:00", "This is before the first day of the event."),
        ("2027-03-29T10:00", "2027-03-29T11:00", "This is after the last day of the event."),
        ("2027-03-26T10:00", "2027-03-28T10:00", "A session lasts 24 hours at most: make one for each day."),
        ("2027-03-28T03:30", "2027-03-28T05:00", "couldn’t be interpreted in time zone Europe/Sofia"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    desk: Client, conference: Edition, starts: str, ends: str, said: str
) -> None:
    sent = form_of(desk, f"{TEAM}sessions/new/") | {"title_en": "Opening", "starts_at": starts, "ends_at": ends}
    answer = desk.post(f"{TEAM}sessions/new/", sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert all(f'value="{one}"' in answer.content.decode() for one in (starts, "Opening") if one)
    assert not Session.objects.exists()


def test_the_days_of_an_event_that_is_not_dated_refuse_nothing(conference: Edition, plan: Plan) -> None:
    Edition.objects.filter(pk=conference.pk).update(is_fully_dated=False)
    assert plan("Any day", "09:00", "10:00", day=date(2030, 1, 1)).pk


def test_two_sessions_in_one_hall_are_refused_with_the_name_of_the_other(
    desk: Client, conference: Edition, hall: Hall, small_hall: Hall, plan: Plan, editor: Any
) -> None:
    other = plan("Opening", "09:00", "10:00", hall=hall)
    plan("Elsewhere", "09:00", "10:00", hall=small_hall)
    plan("Right after", "10:00", "11:00", hall=hall)
    sent = form_of(desk, f"{TEAM}sessions/new/") | {
        "title_en": "Late", "starts_at": "2027-03-26T09:59", "ends_at": "2027-03-26T10:00", "hall": str(hall.pk),
    }  # fmt: skip
    answer = desk.post(f"{TEAM}sessions/new/", sent)
    assert "“Opening” is in this hall then, 09:00–10:00. Choose another hall or time." in words(answer)
    services.publish(edition_id=conference.pk, session_id=other.pk, by=editor, at=AT)
    services.cancel(edition_id=conference.pk, session_id=other.pk, by=editor, at=AT)
    assert desk.post(f"{TEAM}sessions/new/", sent).status_code == 302  # the hall is free now
    with pytest.raises(Impossible):
        services.restore(edition_id=conference.pk, session_id=other.pk, by=editor, at=AT)


def test_a_speaker_in_two_places_is_flagged_and_so_are_more_places_than_seats(
    desk: Client, hall: Hall, small_hall: Hall, plan: Plan, speaker: Speaker
) -> None:
    who = ((speaker.pk, "speaker"),)
    plan("Opening", "09:00", "10:00", hall=hall, speakers=who)
    assert "Look at this" not in words(desk.get(f"{TEAM}programme/"))
    plan("Lab", "09:30", "10:30", hall=small_hall, speakers=who, capacity=50)
    page = words(desk.get(f"{TEAM}programme/"))
    assert "Opening : Maria Testova is in “Lab” at the same time." in page
    assert "Lab : 50 places, but the hall has 40 seats." in page


def test_of_two_editors_the_second_is_told_and_loses_nothing(
    desk: Client, conference: Edition, hall: Hall, plan: Plan, editor: Any
) -> None:
    one = plan("Opening", "09:00", "10:00", hall=hall)
    mine = form_of(desk, f"{TEAM}sessions/{one.pk}/") | {"about_en": "What I wrote for an hour."}
    theirs = Planned(kind="talk", title_bg="", title_en="Their title", starts_at=one.starts_at, ends_at=one.ends_at)
    services.change_session(edition_id=conference.pk, session_id=one.pk, seen=1, planned=theirs, by=editor, at=AT)
    answer = desk.post(f"{TEAM}sessions/{one.pk}/", mine)
    assert answer.status_code == 422
    assert "Somebody else changed this session meanwhile." in words(answer)
    assert "Title in English: Their title" in words(answer)
    assert "Hall: –" in words(answer)
    assert "What I wrote for an hour." in answer.content.decode()
    one.refresh_from_db()
    assert one.title_en == "Their title"
    again = mine | {"seen": re.findall(r'name="seen" value="(\d+)"', answer.content.decode())[0]}
    assert desk.post(f"{TEAM}sessions/{one.pk}/", again).status_code == 302
    one.refresh_from_db()
    assert (one.title_en, one.about_en, one.hall) == ("Opening", "What I wrote for an hour.", hall)


def test_listeners_hear_of_what_readers_know_and_of_nothing_else(
    conference: Edition, hall: Hall, small_hall: Hall, plan: Plan, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        listeners, "CHANGED", [lambda one: heard.append((one.what, one.hall_id, one.session.hall_id, one.starts_at))]
    )
    one = plan("Opening", "09:00", "10:00", hall=hall)
    here: dict[str, Any] = {"edition_id": conference.pk, "session_id": one.pk, "by": editor, "at": AT}

    def move(to: Hall, title: str = "Opening") -> None:
        said = Planned(kind="talk", title_bg="", title_en=title, starts_at=one.starts_at, ends_at=one.ends_at,
                       hall_id=to.pk)  # fmt: skip
        services.change_session(seen=Session.objects.get(pk=one.pk).version, planned=said, **here)

    move(small_hall)
    services.publish(**here)
    move(small_hall, "Another title")
    assert heard == []
    move(hall)
    services.cancel(**here)
    services.restore(**here)
    assert heard == [
        ("moved", small_hall.pk, hall.pk, one.starts_at), ("cancelled", hall.pk, hall.pk, one.starts_at),
        ("restored", hall.pk, hall.pk, one.starts_at),
    ]  # fmt: skip
    with pytest.raises(NotNow):
        services.restore(**here)
    with pytest.raises(NotNow):
        services.remove(**here)  # readers know it


def test_what_was_not_seen_is_refused_and_what_others_may_not(
    conference: Edition, hall: Hall, plan: Plan, editor: Any, visitor_account: Any
) -> None:
    one = plan("Opening", "09:00", "10:00", hall=hall)
    here: dict[str, Any] = {"edition_id": conference.pk, "session_id": one.pk, "at": AT}
    planned = Planned(kind="talk", title_bg="", title_en="Mine")
    with pytest.raises(Stale):
        services.change_session(seen=0, planned=planned, by=editor, **here)
    for refused in (
        lambda: services.change_session(seen=1, planned=planned, by=visitor_account, **here),
        lambda: services.publish(by=visitor_account, **here),
        lambda: services.cancel(by=visitor_account, **here),
        lambda: services.add_session(edition_id=conference.pk, uid=uuid.uuid4(), planned=planned, by=visitor_account,
                                     at=AT),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            refused()
    services.remove(by=editor, **here)
    assert not Session.objects.exists()
    assert list(AuditLine.objects.values_list("action", flat=True)) == ["session.removed", "session.added"]


def test_halls_have_names_of_their_own_and_go_only_when_empty(
    desk: Client, conference: Edition, hall: Hall, plan: Plan
) -> None:
    again = desk.post(f"{TEAM}halls/", {"name_bg": "Друга", "name_en": "forum HALL"})
    assert (again.status_code, "The event has one of this name already." in words(again)) == (422, True)
    desk.post(f"{TEAM}halls/", {"place_id": str(hall.pk), "name_bg": "Зала Форум", "name_en": "Great hall"})
    hall.refresh_from_db()
    assert (hall.name_en, Hall.objects.count()) == ("Great hall", 1)
    one = plan("Opening", "09:00", "10:00", hall=hall)
    assert "Sessions stand there" in words(desk.post(f"{TEAM}halls/{hall.pk}/remove/", follow=True))
    desk.post(f"{TEAM}sessions/{one.pk}/remove/")
    desk.post(f"{TEAM}halls/{hall.pk}/remove/")
    assert not Hall.objects.exists()


def test_what_a_source_names_is_planned_with_what_the_source_says(desk: Client, conference: Edition) -> None:
    Edition.objects.create(
        code="lab", kind="workshop", name_bg="Лаборатория", name_en="The lab", part_of=conference, changed_at=AT
    )
    assert "The lab · workshop" in words(desk.get(f"{TEAM}programme/"))
    said = form_of(desk, f"{TEAM}sessions/new/?fact=lab")
    assert (said["title_en"], said["title_bg"], said["kind"]) == ("The lab", "Лаборатория", "workshop")
    desk.post(f"{TEAM}sessions/new/", said | {"starts_at": "", "ends_at": ""})
    assert Session.objects.get().fact == Edition.objects.get(code="lab")


def test_a_part_of_another_event_cannot_be_reached_through_this_one(
    desk: Client, conference: Edition, plan: Plan
) -> None:
    one = plan("Opening", "09:00", "10:00")
    Edition.objects.create(code="other", kind="forum", name_en="Other", changed_at=AT)
    assert desk.get(f"/en/team/events/other/sessions/{one.pk}/").status_code == 404
    assert desk.post(f"/en/team/events/other/sessions/{one.pk}/publish/").status_code == 404
    assert desk.post(f"{TEAM}sessions/{one.pk}/explode/").status_code == 404


def test_problems_of_a_time_are_told_from_the_edges() -> None:
    begins = hour("23:00", DAY)
    assert rules.problem(begins, begins + timedelta(hours=4), DAY, DAY) is None  # it may end after midnight
    assert rules.problem(begins, begins + timedelta(hours=24), DAY, DAY) is None
    assert rules.problem(begins, begins + timedelta(hours=24, seconds=1), DAY, DAY) == "long"
    assert rules.problem(hour("00:00", DAY), hour("01:00", DAY), DAY, DAY) is None
    assert rules.problem(None, None, DAY, DAY) is None
