"""Messages: a form without an account, a queue, answers by mail, what is kept and for how long."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from karta.portal.directory.timing import working_days_after
from karta.portal.platform.models import AuditLine, Letter
from karta.portal.rooms.contact import rules, services
from karta.portal.rooms.contact.models import Answer, Message, Terms
from karta.snapshot.reader import Snapshot
from portal.mailbox import Mailbox, text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)  # a Friday
SAID = {
    "kind": "question",
    "name": "Ирина",
    "email": "irina@example.org",
    "subject": "Среща",
    "text": "Кога е срещата?",
}


def asked(client: Client, **change: str) -> dict[str, str]:
    page = client.get("/bg/contact/").content.decode()
    key = re.search(r'name="sent_key" value="([^"]+)"', page)
    assert key is not None
    return SAID | {"sent_key": key[1]} | change


def message(**change: Any) -> Message:
    said = SAID | {"sent_key": "k" * 24 + str(Message.objects.count()), "language": "bg", "at": AT} | change
    return services.send(**said)[0]


def test_a_message_comes_into_the_queue_and_a_copy_to_its_sender(
    client: Client, demo: Snapshot, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/bg/contact/", asked(client))
    assert answer["Location"] == "/bg/contact/sent/"
    made = Message.objects.get()
    assert (made.state, made.language, made.owner) == ("open", "bg", None)
    (letter,) = mailbox.letters
    assert letter["To"] == "irina@example.org"
    assert letter["Subject"].strip() == "Съобщението Ви пристигна / Your message reached us"
    assert "Кога е срещата?" in text_of(letter)
    assert not Letter.objects.exists()


def test_the_same_form_sent_twice_is_one_message_and_one_letter(client: Client, demo: Snapshot) -> None:
    said = asked(client)
    for _ in range(6):  # more often than a mailbox may be written to
        assert client.post("/bg/contact/", said).status_code == 302
    assert (Message.objects.count(), Letter.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": "One\r\nBcc: all@example.org"}, "subject"),
        ({"subject": "One\nTwo"}, "subject"),
        ({"subject": "One\u2028Two"}, "subject"),
        ({"name": "Me\nBcc: all@example.org"}, "name"),
        ({"email": "a@example.org\nBcc: all@example.org"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"subject": "   "}, "subject"),
        ({"text": ""}, "text"),
        ({"text": "ЕГН 6101057509"}, "text"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(
    client: Client, demo: Snapshot, change: dict[str, str], field: str
) -> None:
    answer = client.post("/bg/contact/", asked(client, **change))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Message.objects.exists()


def test_a_changed_key_and_a_machine_leave_nothing(client: Client, demo: Snapshot) -> None:
    assert client.post("/bg/contact/", asked(client, sent_key="../../etc")).status_code == 422
    assert client.post("/bg/contact/", asked(client, website="https://spam.example")).status_code == 302
    assert not Message.objects.exists()


def test_nobodys_mailbox_is_filled_through_the_form(client: Client, demo: Snapshot) -> None:
    answers = [client.post("/bg/contact/", asked(client)).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 429, 429]
    assert Message.objects.count() == 3


def test_markup_in_a_message_stays_text(keeper: Client, demo: Snapshot) -> None:
    made = message(subject="<b>x</b>", text="<script>alert(1)</script>")
    page = keeper.get(f"/en/team/messages/{made.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(("days", "due"), [(1, date(2026, 11, 23)), (5, date(2026, 11, 27)), (6, date(2026, 11, 30))])
def test_working_days_leave_weekends_out(days: int, due: date) -> None:
    assert working_days_after(date(2026, 11, 20), days) == due


def test_requests_about_own_data_have_a_month(client: Client) -> None:
    assert message(kind="erasure").due_on == date(2026, 12, 18)
    assert rules.rights_due_on(date(2027, 1, 31)) == date(2027, 2, 28)  # a month later, whichever month it is
    assert message().due_on == date(2026, 11, 27)


def test_the_team_takes_answers_closes_and_opens_again(keeper: Client, steward: Any, demo: Snapshot) -> None:
    made = message()
    keeper.post(f"/en/team/messages/{made.pk}/take/")
    assert Message.objects.get().owner == steward
    keeper.post(f"/en/team/messages/{made.pk}/", {"text": "Утре."})
    made.refresh_from_db()
    assert (made.state, made.answers.get().text) == ("answered", "Утре.")
    assert made.delete_at == made.closed_at + timedelta(days=rules.RETENTION_DAYS)
    page = keeper.post(f"/en/team/messages/{made.pk}/", {"text": "Twice."}, follow=True).content.decode()
    assert "Somebody answered or closed it before you" in page
    assert Answer.objects.count() == 1
    keeper.post(f"/en/team/messages/{made.pk}/reopen/")
    made.refresh_from_db()
    assert (made.state, made.delete_at) == ("open", None)
    keeper.post(f"/en/team/messages/{made.pk}/close/")
    assert Message.objects.get().state == "closed"
    lines = list(
        AuditLine.objects.filter(action__startswith="message.").order_by("pk").values_list("action", flat=True)
    )
    assert lines == [f"message.{what}" for what in ("received", "owned", "answered", "reopened", "closed")]


def test_audit_lines_hold_nothing_of_the_sender(keeper: Client, steward: Any, demo: Snapshot) -> None:
    made = message()
    services.answer(message_id=made.pk, text="Да.", by=steward, at=AT)
    services.erase_all_of(email="IRINA@example.org", by=steward, at=AT)
    told = "".join(str(line.details) + line.target for line in AuditLine.objects.all())
    assert "irina" not in told.casefold()
    assert "Среща" not in told


def test_what_is_past_its_retention_goes_and_what_is_open_stays(steward: Any, visitor_account: Any) -> None:
    old, new, still_open = message(), message(), message()
    services.answer(message_id=old.pk, text="Да.", by=steward, at=AT)
    services.answer(message_id=new.pk, text="Да.", by=steward, at=AT + timedelta(days=10))
    services.set_terms(answer_days=3, retention_days=30, by=steward, at=AT)
    assert services.forget_expired(at=AT + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert services.forget_expired(at=AT + timedelta(days=30)) == 1
    assert set(Message.objects.values_list("pk", flat=True)) == {new.pk, still_open.pk}
    assert Answer.objects.count() == 1
    with pytest.raises(PermissionDenied):
        services.set_terms(answer_days=3, retention_days=1, by=visitor_account, at=AT)
    assert Terms.objects.get().retention_days == 30


def test_the_worker_forgets_too(steward: Any) -> None:
    from karta.portal.directory.chores import CHORES, Chores

    made = message()
    services.answer(message_id=made.pk, text="Да.", by=steward, at=AT - timedelta(days=400))
    assert any(chore.__module__ == "karta.portal.rooms.contact.expiry" for chore in CHORES)
    chores = Chores()
    assert chores.run_due()
    assert not Message.objects.exists()
    assert not chores.run_due()  # not before an hour has passed


TEAM = ["/en/team/messages/", "/en/team/messages/terms/", "/en/team/messages/{}/"]
TEAM_POST = [f"/en/team/messages/{{}}/{what}/" for what in ("take", "close", "reopen", "erase")]


def test_who_is_not_of_the_team_sees_nothing_and_does_nothing(
    client: Client, visitor_account: Any, demo: Snapshot
) -> None:
    made = message()
    for address in TEAM + TEAM_POST:
        assert client.post(address.format(made.pk)).status_code == 302  # asked to sign in
    client.force_login(visitor_account)
    for address in TEAM:
        assert client.get(address.format(made.pk)).status_code == 403
    for address in TEAM_POST:
        assert client.post(address.format(made.pk), {"sure": "on"}).status_code == 403
    made.refresh_from_db()
    assert (made.state, made.owner) == ("open", None)


def test_a_message_that_is_not_there_is_not_found(keeper: Client, demo: Snapshot) -> None:
    assert keeper.get("/en/team/messages/99999/").status_code == 404
    assert keeper.post("/en/team/messages/99999/close/").status_code == 404
    assert keeper.get("/en/team/messages/", {"state": "gone"}).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_queue_query_budget(keeper: Client, demo: Snapshot, items: int, django_assert_num_queries: Any) -> None:
    for _ in range(items):
        message()
    with django_assert_num_queries(8):
        assert keeper.get("/en/team/messages/").content.count(b'<th scope="row">') == items


def test_what_is_held_about_an_account_shows_its_messages_and_goes_with_them(db: None) -> None:
    from karta.portal.platform.holders import Subject, all_holders

    (holder,) = [one for one in all_holders() if one.name == "messages"]
    own, _other = message(), message(email="somebody@example.org")
    subject = Subject(1, ("irina@example.org",))
    assert [row["subject"] for row in holder.export(subject)] == [own.subject]
    assert holder.erase(subject, AT) == 1
    assert list(Message.objects.values_list("email", flat=True)) == ["somebody@example.org"]
