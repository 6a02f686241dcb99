"""A file goes with a letter, and is forgotten with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from portal.mailbox import Mailbox

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Среща\r\nEND:VCALENDAR\r\n".encode()


def letter() -> Letter:
    said = mail.Said(subject="Hour", paragraphs=["It is booked."])
    attached = [
        mail.Attachment("hour.ics", "text/calendar", CALENDAR),
        mail.Attachment("a.bin", "application/pdf", b"\xff\x00"),
    ]
    with transaction.atomic():
        return mail.compose(
            to="ana@example.org", say=lambda _language: said, language="en", at=AT, attachments=attached
        )


def test_attachments_arrive_byte_for_byte(mailbox: Mailbox) -> None:
    assert mail.attempt(letter())
    held = {one.get_filename(): one.get_payload(decode=True) for one in mailbox.letters[0].iter_attachments()}
    assert held == {"hour.ics": CALENDAR, "a.bin": b"\xff\x00"}
    assert not Letter.objects.exists()


def test_a_letter_that_is_given_up_keeps_no_attachment(mailbox: Mailbox) -> None:
    made = letter()
    mailbox.refusal = "550 no such mailbox"
    assert mail.attempt(made)
    made.refresh_from_db()
    assert (made.state, made.attachments) == ("given_up", [])
