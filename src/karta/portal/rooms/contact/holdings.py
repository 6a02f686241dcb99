"""What the contact room holds about a person who has an account: the messages that came from their addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject
from karta.portal.rooms.contact.models import Message

COLUMNS = ("kind", "name", "email", "subject", "text", "language", "sent_at", "state", "closed_at", "delete_at")


def _messages(subject: Subject) -> list[dict[str, Any]]:
    own = Message.objects.filter(subject.wrote("email")).prefetch_related("answers").order_by("pk")
    return [
        {column: getattr(one, column) for column in COLUMNS}
        | {"answers": [answer.text for answer in one.answers.all()]}
        for one in own
    ]


def _erase(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    own = Message.objects.filter(subject.wrote("email"))
    count = own.count()
    own.delete()
    return count


MESSAGES = Holder(
    "messages", _("Messages that you wrote to the cluster"),
    _("Until the cluster's period is over; with the account they go at once."), _messages, _erase,
)  # fmt: skip
