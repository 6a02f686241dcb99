"""Mail: bilingual, as text and HTML, put into an outbox in the same transaction and sent by the worker.

No address of a reader ever stands in a log, in a task's arguments or, once it was sent, in the database.
"""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from karta.portal.platform import queries, rules, services
from karta.portal.platform.directions import straight
from karta.portal.platform.models import Letter

log = logging.getLogger("karta.portal.mail")


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says in one language: paragraphs, and links under their words."""

    subject: str
    paragraphs: list[str]
    links: list[tuple[str, str]] = field(default_factory=list)  # (words, address)
    lines: list[str] = field(default_factory=list)  # a list between paragraphs and links
    small: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter: a calendar entry, a ticket. Small, for it waits in the database."""

    name: str
    media_type: str
    content: bytes


Say = Callable[[str], Said]  # what a letter says in a language, called while that language is active


def compose(
    *, to: str, say: Say, language: str, at: datetime, unsubscribe: str | None = None,
    attachments: Iterable[Attachment] = (),
) -> Letter:  # fmt: skip
    """Put a letter into the outbox: the reader's language first, the other one below.

    `unsubscribe`: an address that a POST unsubscribes at (RFC 8058); it must be https to be used by mail programs.
    The caller enqueues `platform.tasks.deliver` once its transaction is committed: `mail.send`.
    """
    other = "en" if language == "bg" else "bg"
    order, said = [language, other], {}
    for one in order:
        with translation.override(one):
            said[one] = say(one)
    content: dict[str, Any] = {"parts": [(one, said[one]) for one in order], "unsubscribe": unsubscribe}
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    with translation.override(language):
        return Letter.objects.create(
            to=to,
            subject=straight(" / ".join(dict.fromkeys(said[one].subject for one in order)))[:200],
            text=straight(render_to_string("platform/letter.txt", content)),
            html=straight(render_to_string("platform/letter.html", content)),
            headers=headers,
            attachments=[
                {"name": one.name, "media_type": one.media_type, "content": b64encode(one.content).decode()}
                for one in attachments
            ],
            made_at=at,
        )


def send(letter: Letter) -> None:
    """Have the worker send a letter as soon as the transaction that wrote it is committed."""
    from karta.portal.platform.tasks import deliver

    transaction.on_commit(lambda: deliver.enqueue(letter.pk))


def attempt(letter: Letter) -> bool:
    """Hand a letter to the mail server: True when it was taken and forgotten, False when it is to be tried again.

    After the last of rules.MAIL_WAITS it is given up: its address and text are deleted, the refusal stays.
    """
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to], headers=letter.headers)
    message.attach_alternative(letter.html, "text/html")
    for one in letter.attachments:
        message.attach(one["name"], b64decode(one["content"]), one["media_type"])
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors
        return _refused(letter, error)
    letter.delete()
    return True


def _refused(letter: Letter, error: OSError) -> bool:
    letter.attempts += 1
    letter.problem = f"{type(error).__name__} {_smtp_code(error)}".strip()
    is_last = letter.attempts > len(rules.MAIL_WAITS) or _is_for_good(error)
    if is_last:
        letter.state = Letter.State.GIVEN_UP
        letter.to = letter.subject = letter.text = letter.html = ""
        letter.headers, letter.attachments = {}, []
    letter.save()
    log.warning("letter %s: attempt %s failed (%s)%s", letter.pk, letter.attempts, letter.problem,
                "; given up" if is_last else "")  # fmt: skip
    return is_last


def _smtp_code(error: OSError) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return ", ".join(str(code) for code, _said in error.recipients.values())
    return str(error.smtp_code) if isinstance(error, SMTPResponseException) else ""


def _is_for_good(error: OSError) -> bool:
    """5xx about the recipient: such an address will not exist tomorrow either."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _said in error.recipients.values())


def link(words: str, name: str, *args: Any, origin: str = "") -> list[tuple[str, str]]:
    """The link to a page of ours, in the language that is active, for letters that no request is answered with.

    Under KARTA_ADDRESS, else under `origin`, where its reader found the portal; none where nobody knows either.
    """
    here = settings.ADDRESS or origin
    return [(words, f"{here}{reverse(name, args=args)}")] if here else []


def paragraphs(text: str) -> list[str]:
    """Lines that somebody wrote, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def absolute(request: HttpRequest, path: str) -> str:
    """An address for a letter: under KARTA_ADDRESS, else under the host that the reader used."""
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)


def may_ask(request: HttpRequest, email: str, *, kind: str = "mail_address") -> bool:
    """Count a form that sends a letter; False where this network address or this mailbox had enough of them.

    `kind`: of rules.LIMITS, for the network address.
    """
    now, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    pairs = ((kind, address), ("mail_to", email))
    if any(queries.is_throttled(one, text, at=now) for one, text in pairs):
        return False
    for one, text in pairs:
        services.count_attempt(kind=one, text=text, at=now)
    return True


def is_to_files() -> bool:
    """Whether no mail server is set, so that letters are written to settings.EMAIL_FILE_PATH."""
    return str(settings.EMAIL_BACKEND).endswith("filebased.EmailBackend")
