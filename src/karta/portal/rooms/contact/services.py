"""Writes of the contact room: messages, answers, terms, erasure. One transaction each, with an audit line.

Audit lines name numbers alone: they are never deleted, so neither names nor addresses may stand in them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory.timing import SOFIA, working_days_after
from karta.portal.platform import audit, mail
from karta.portal.rooms.contact import letters, queries, rules
from karta.portal.rooms.contact.models import Answer, Message, Terms

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotOpen(Exception):
    """The message was answered or closed before."""


@transaction.atomic
def send(
    *, sent_key: str, kind: str, name: str, email: str, subject: str, text: str, language: str, at: datetime
) -> tuple[Message, bool]:
    """Put a message into the queue and a copy of it into its sender's mail; (message, whether it is new).

    The same form sent twice is one message and one letter.
    """
    day, is_about_own_data = at.astimezone(SOFIA).date(), kind in (Message.Kind.ACCESS, Message.Kind.ERASURE)
    due = rules.rights_due_on(day) if is_about_own_data else working_days_after(day, queries.terms().answer_days)
    made, is_new = Message.objects.get_or_create(
        sent_key=sent_key,
        defaults={
            "kind": kind, "name": name, "email": email, "subject": subject, "text": text, "language": language,
            "sent_at": at, "due_on": due,
        },
    )  # fmt: skip
    if is_new:
        audit.record("message.received", target=made, by=None, at=at, kind=kind)
        mail.send(letters.received(made, at=at))
    return made, is_new


@transaction.atomic
def take(*, message_id: int, owner: AbstractBaseUser | None, by: AbstractBaseUser, at: datetime) -> Message:
    """Make somebody of the team (or nobody) the owner of a message."""
    found = _locked(message_id, by)
    found.owner = owner
    found.save(update_fields=["owner"])
    audit.record("message.owned", target=found, by=by, at=at, owner=owner and owner.pk)
    return found


@transaction.atomic
def answer(*, message_id: int, text: str, by: AbstractBaseUser, at: datetime) -> Answer:
    """Answer by mail, with the sender's own words below, and close the message. Errors: NotOpen."""
    found = _open(message_id, by)
    made = Answer.objects.create(message=found, text=text, by=by, at=at)
    _close(found, Message.State.ANSWERED, by=by, at=at)
    audit.record("message.answered", target=found, by=by, at=at)
    mail.send(letters.answered(found, made, at=at))
    return made


@transaction.atomic
def close(*, message_id: int, by: AbstractBaseUser, at: datetime) -> Message:
    """Close without an answer, as one closes advertising. Errors: NotOpen."""
    found = _open(message_id, by)
    _close(found, Message.State.CLOSED, by=by, at=at)
    audit.record("message.closed", target=found, by=by, at=at)
    return found


@transaction.atomic
def reopen(*, message_id: int, by: AbstractBaseUser, at: datetime) -> Message:
    """Take the closing back: the message is open again and is not deleted."""
    found = _locked(message_id, by)
    found.state, found.closed_at, found.delete_at = Message.State.OPEN, None, None
    found.save(update_fields=["state", "closed_at", "delete_at"])
    audit.record("message.reopened", target=found, by=by, at=at)
    return found


@transaction.atomic
def set_terms(*, answer_days: int, retention_days: int, by: AbstractBaseUser, at: datetime) -> Terms:
    """Set within how many working days the cluster answers and how long it keeps what is closed.

    What is closed already is kept as long as the new period says.
    """
    if not rules.may_answer(by):
        raise PermissionDenied("contact: you may not set its terms; ask a steward")
    found = queries.terms()
    found.answer_days, found.retention_days = answer_days, retention_days
    found.save()
    for message in Message.objects.exclude(closed_at=None).select_for_update():
        message.delete_at = rules.delete_at(message.closed_at, retention_days=retention_days)
        message.save(update_fields=["delete_at"])
    audit.record(
        "contact.terms_set", target=found, by=by, at=at, answer_days=answer_days, retention_days=retention_days
    )
    return found


@transaction.atomic
def erase_all_of(*, email: str, by: AbstractBaseUser, at: datetime) -> int:
    """Delete every message that came from an address, with its answers; how many. Errors: PermissionDenied."""
    if not rules.may_answer(by):
        raise PermissionDenied("contact: you may not erase messages; ask a steward")
    found = Message.objects.filter(email__iexact=email)
    count = found.count()
    found.delete()
    audit.record("message.erased", target="messages of one address", by=by, at=at, count=count)
    return count


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete what the retention period is over of; how many. Run by the worker."""
    expired = Message.objects.filter(delete_at__lte=at)
    count = expired.count()
    if count:
        expired.delete()
        audit.record("message.expired", target="messages past their retention", by=None, at=at, count=count)
    return count


def _locked(message_id: int, by: AbstractBaseUser) -> Message:
    if not rules.may_answer(by):
        raise PermissionDenied(f"message {message_id}: you may not answer it; ask a steward")
    return Message.objects.select_for_update().get(pk=message_id)


def _open(message_id: int, by: AbstractBaseUser) -> Message:
    found = _locked(message_id, by)
    if found.state != Message.State.OPEN:
        raise NotOpen(f"message {found.pk}: already {found.state}; open it again first")
    return found


def _close(found: Message, state: Message.State, *, by: AbstractBaseUser, at: datetime) -> None:
    found.state, found.closed_at = state, at
    found.owner = found.owner or by
    found.delete_at = rules.delete_at(at, retention_days=queries.terms().retention_days)
    found.save(update_fields=["state", "closed_at", "owner", "delete_at"])
