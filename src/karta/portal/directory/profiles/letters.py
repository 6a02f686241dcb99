"""Letters about who acts for an organisation: the code, what a steward decided, that another person acts for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from karta.portal.directory.ids import Name
from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.platform.templatetags.karta import in_language, language

Outcome = Literal["accepted", "declined", "taken_away", "waiting"]
Link = Callable[[str], str]  # code → the address of the page that takes it, in the language that is active

OUTCOMES: dict[Outcome, str] = {
    "accepted": gettext_noop("A steward accepted your request: you act for “%(name)s” on the portal now."),
    "declined": gettext_noop("A steward declined your request to act for “%(name)s”."),
    "taken_away": gettext_noop("You no longer act for “%(name)s” on the portal: a steward ended it."),
    "waiting": gettext_noop("A steward looks at your request to act for “%(name)s” again."),
}


def code(*, to: str, name: Name, code: str, address: Link, at: datetime) -> Letter:
    """The code and the page that takes it, to the address that is to be proven."""

    def say(_language: str) -> mail.Said:
        return mail.Said(
            subject=_("Code for your organisation's profile"),
            paragraphs=[
                _("Somebody with an account on the portal asks to act for “%(name)s” and gave this address.")
                % {"name": in_language(name)},
                _("The code: %(code)s") % {"code": f"{code[:5]}-{code[5:]}"},
            ],
            links=[(_("Enter the code, signed in with that account"), address(code))],
            small=_("It works once, for a day. If it was not you, ignore this letter and hand the code to nobody: "
                    "without it nothing happens."),
        )  # fmt: skip

    return mail.compose(to=to, say=say, language=language(), at=at)


def decided(*, to: str, name: Name, outcome: Outcome, reason: str, at: datetime) -> Letter:
    """What a steward decided, with the reason."""

    def say(_language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your organisation on the portal"),
            paragraphs=[_(OUTCOMES[outcome]) % {"name": in_language(name)}],
            lines=[_("Reason: %(reason)s") % {"reason": reason}] if reason else [],
            small=_("To object or to ask, answer the cluster through its contact page."),
        )

    return mail.compose(to=to, say=say, language="bg", at=at)


def another(*, to: str, name: Name, at: datetime) -> Letter:
    """To those who act for an organisation: another person does, too."""

    def say(_language: str) -> mail.Said:
        return mail.Said(
            subject=_("Another person acts for your organisation"),
            paragraphs=[
                _("Another account acts for “%(name)s” on the portal from today and may edit its profile.")
                % {"name": in_language(name)}
            ],
            small=_("If that is not right, write to the cluster: a steward can take it back at once."),
        )

    return mail.compose(to=to, say=say, language="bg", at=at)
