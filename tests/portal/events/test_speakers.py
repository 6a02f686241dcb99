"""A speaker is named once they agree, by the link of a letter, and no longer when they take it back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karta.portal.directory.models import Body, Edition
from karta.portal.platform import tokens
from karta.portal.platform.holders import Subject
from karta.portal.rooms.events.models import Hall, Session, Speaker
from karta.portal.rooms.events.programme import services as programme
from karta.portal.rooms.events.programme.services import Planned
from karta.portal.rooms.events.speakers import services
from karta.portal.rooms.events.speakers.holdings import SPEAKERS
from portal.events.conftest import AT, Plan
from portal.mailbox import Mailbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]
TEAM, PAGE = "/en/team/events/spinoff-2027/speakers/", "/en/events/spinoff-2027/programme/"
EMAIL = "maria@example.org"


@pytest.fixture
def session(hall: Hall, plan: Plan, speaker: Speaker) -> Session:
    """A published session in which the speaker moderates."""
    return plan("Opening", "09:00", "10:00", hall=hall, speakers=((speaker.pk, "moderator"),), publish=True)


def link_in(letter: str) -> str:
    found = re.search(r"http://testserver(/\w\w/speakers/\S+)", letter)
    assert found is not None, letter
    return found[1]


def page(client: Client, path: str = PAGE) -> str:
    return str(client.get(path).content.decode())


def agreed(client: Client, path: str, **change: str) -> Any:
    said = {"name_bg": "Мария Тестова", "name_en": "Maria Testova", "affiliation_en": "Technical academy",
            "agrees": "on"}  # fmt: skip
    return client.post(path, said | change)


def test_a_speaker_agrees_by_mail_is_named_and_takes_it_back(
    desk: Client, session: Session, speaker: Speaker, mailbox: Mailbox
) -> None:
    visitor, own = Client(), f"{PAGE}{session.pk}/"
    for path in (PAGE, own, "/en/events/spinoff-2027/speakers/"):
        assert "Testova" not in page(visitor, path)
    assert "speaker to be named" in page(visitor)
    desk.post(f"{TEAM}{speaker.pk}/invite/")
    letter = mailbox.next(EMAIL)
    assert "Opening (бг) · 26.03.2027, 09:00–10:00 · Зала Форум" in letter  # in the language that they are written to
    link = link_in(letter)
    assert "Maria Testova" in page(visitor, link)
    assert "Testova" not in page(visitor)  # opening the link agrees to nothing
    assert agreed(visitor, link, agrees="").status_code == 422
    assert agreed(visitor, link, name_en="Maria A. Testova").status_code == 302
    for path in (PAGE, own, "/en/events/spinoff-2027/speakers/"):
        assert "Maria A. Testova" in page(visitor, path)
    assert EMAIL not in "".join(page(visitor, path) for path in (PAGE, own, "/en/events/spinoff-2027/speakers/"))
    kept = link_in(mailbox.next(EMAIL))
    visitor.post(kept, {"what": "withdraw"})
    for path in (PAGE, own, "/en/events/spinoff-2027/speakers/"):
        assert "Testova" not in page(visitor, path)
    assert "вече не се показва" in mailbox.next(EMAIL)
    assert mailbox.letters == []


def test_a_letter_ends_the_links_of_earlier_ones_and_another_address_ends_them_all(
    desk: Client, session: Session, speaker: Speaker, mailbox: Mailbox
) -> None:
    desk.post(f"{TEAM}{speaker.pk}/invite/")
    first = link_in(mailbox.next(EMAIL))
    desk.post(f"{TEAM}{speaker.pk}/invite/")  # a second click
    assert mailbox.letters == []
    Speaker.objects.filter(pk=speaker.pk).update(asked_at=timezone.now() + timedelta(minutes=1))
    assert Client().get(first).status_code == 404  # asked again since
    Speaker.objects.filter(pk=speaker.pk).update(asked_at=timezone.now())
    said = {"name_bg": "Мария Тестова", "name_en": "Maria Testova", "affiliation_bg": "Техническа академия",
            "affiliation_en": "Technical academy", "email": "other@example.org", "language": "en",
            "seen": str(Speaker.objects.get().version)}  # fmt: skip
    assert desk.post(f"{TEAM}{speaker.pk}/", said).status_code == 302
    assert Client().get(first).status_code == 404
    assert Client().get("/en/speakers/none/").status_code == 404
    assert Client().get(f"/en/speakers/{tokens.made('another', speaker.pk)}/").status_code == 404


def test_another_name_hides_the_speaker_until_they_agree_anew_and_the_editor_is_told(
    desk: Client, session: Session, speaker: Speaker, body: Body
) -> None:
    Speaker.objects.filter(pk=speaker.pk).update(asked_at=AT, consented_at=AT)
    assert "Maria Testova" in page(Client())
    said = {"name_bg": "Мария Тестова", "name_en": "Maria Testova", "affiliation_bg": "Техническа академия",
            "affiliation_en": "Technical academy", "email": EMAIL, "language": "en", "seen": "1"}  # fmt: skip
    desk.post(f"{TEAM}{speaker.pk}/", said)
    assert Speaker.objects.get().is_named  # the language of letters is not what they agreed to
    answer = desk.post(f"{TEAM}{speaker.pk}/", said | {"name_en": "Somebody Else", "seen": "2"}, follow=True)
    assert "The name is not shown until the speaker agrees" in answer.content.decode()
    assert "Somebody Else" not in page(Client())
    again = desk.post(f"{TEAM}{speaker.pk}/", said | {"seen": "1"})
    assert "Somebody else changed this speaker meanwhile" in again.content.decode()


def test_an_old_invitation_no_longer_agrees_but_still_takes_back(
    session: Session, speaker: Speaker, client: Client
) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    Speaker.objects.filter(pk=speaker.pk).update(asked_at=long_ago)
    link = f"/en/speakers/{tokens.made('speaker', speaker.pk)}/"
    assert "older than 30 days" in page(client, link)
    agreed(client, link)
    assert not Speaker.objects.get().is_named
    Speaker.objects.filter(pk=speaker.pk).update(consented_at=long_ago)
    client.post(link, {"what": "withdraw"})
    assert Speaker.objects.get().withdrawn_at is not None


def test_a_speaker_hears_by_mail_when_their_session_moves_or_is_cancelled(
    session: Session, speaker: Speaker, conference: Edition, small_hall: Hall, editor: Any, mailbox: Mailbox
) -> None:
    here: dict[str, Any] = {"edition_id": conference.pk, "session_id": session.pk, "by": editor, "at": AT}

    def move(to: Hall) -> None:
        held = Session.objects.get(pk=session.pk)
        said = Planned(kind="talk", title_bg="", title_en="Opening", starts_at=held.starts_at, ends_at=held.ends_at,
                       hall_id=to.pk, speakers=((speaker.pk, "moderator"),))  # fmt: skip
        programme.change_session(seen=held.version, planned=said, **here)

    move(small_hall)
    assert mailbox.letters == []  # nobody wrote to them yet, and this is no way to begin
    Speaker.objects.filter(pk=speaker.pk).update(asked_at=AT, consented_at=AT)
    move(session.hall)
    assert "09:00–10:00 · Зала Форум" in mailbox.next(EMAIL)
    programme.cancel(**here)
    assert "отменена" in mailbox.next(EMAIL)
    assert mailbox.letters == []


def test_everybody_who_was_not_asked_is_asked_by_one_button(
    desk: Client, conference: Edition, speaker: Speaker, mailbox: Mailbox
) -> None:
    Speaker.objects.create(edition=conference, name_bg="Без Адрес", name_en="Without Address")
    answer = desk.post(f"{TEAM}invite/", follow=True)
    assert "1 speaker is asked by mail." in answer.content.decode()
    assert "May your name stand in the programme of Spinoff 2027?" in mailbox.next(EMAIL)


def test_one_address_is_one_speaker_of_an_event(desk: Client, speaker: Speaker) -> None:
    said = {"name_bg": "Друга Тестова", "name_en": "Other Testova", "email": "MARIA@example.org", "language": "bg",
            "seen": "0"}  # fmt: skip
    answer = desk.post(f"{TEAM}new/", said)
    assert (answer.status_code, Speaker.objects.count()) == (422, 1)
    assert "Other Testova" in answer.content.decode()


def test_what_is_held_of_a_speaker_is_exported_and_erased_by_the_address(
    session: Session, speaker: Speaker, editor: Any
) -> None:
    subject = Subject(editor.pk, ("Maria@Example.org",))
    (told,) = SPEAKERS.export(subject)
    assert (told["name_en"], told["event"], told["sessions"][0]["role"]) == (
        "Maria Testova",
        "spinoff-2027",
        "moderator",
    )
    assert SPEAKERS.export(Subject(editor.pk, ("nobody@example.org",))) == []
    assert SPEAKERS.erase(subject, AT) == 1
    assert not Speaker.objects.exists()
    assert Session.objects.filter(pk=session.pk).exists()


def test_who_did_not_agree_is_forgotten_ninety_days_after_the_event(conference: Edition, speaker: Speaker) -> None:
    kept = Speaker.objects.create(edition=conference, name_bg="Иван", name_en="Ivan", consented_at=AT)
    over = datetime(2027, 3, 28, 12, tzinfo=UTC) + timedelta(days=90)
    assert conference.ends_on == date(2027, 3, 28)
    assert services.forget_expired(at=over) == 0
    assert services.forget_expired(at=over + timedelta(days=1)) == 1
    assert list(Speaker.objects.all()) == [kept]
