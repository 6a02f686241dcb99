"""The room's letters: a copy of what somebody wrote, and the answer. Only their sender gets them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.rooms.contact.models import Answer, Message
from karta.vocab import formats


def received(message: Message, *, at: datetime) -> Letter:
    """The copy: what was written, by when an answer comes, how long it is kept."""

    def say(language: str) -> mail.Said:
        day = formats.day(message.due_on, language)
        return mail.Said(
            subject=_("Your message reached us"),
            paragraphs=[
                _("Thank you. You get an answer by %(day)s, to this address.") % {"day": day},
                _("This is a copy of what you wrote:"),
            ],
            lines=[message.subject, *mail.paragraphs(message.text)],
            small=_("If you did not write this, ignore this letter."),
        )

    return mail.compose(to=message.email, say=say, language=message.language, at=at)


def answered(message: Message, answer: Answer, *, at: datetime) -> Letter:
    """The answer, with what was asked below it."""

    def say(_language: str) -> mail.Said:
        return mail.Said(
            subject=_("Answer to your message"),
            paragraphs=[*mail.paragraphs(answer.text), _("You had written:")],
            lines=[message.subject, *mail.paragraphs(message.text)],
        )

    return mail.compose(to=message.email, say=say, language=message.language, at=at)
