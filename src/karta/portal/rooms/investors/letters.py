"""The room's letters, in both languages. Nobody's address stands in one before both sides agreed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from karta.portal.directory.ids import Name
from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.rooms.investors.models import Introduction, Seat
from karta.vocab import formats


def _letter(to: str | None, language: str, at: datetime, say: mail.Say) -> Letter | None:
    """None where nobody can be written to."""
    if to is None:
        return None
    return mail.compose(to=to, say=say, language=language, at=at)


def _named(name: Name, language: str) -> str:
    other = "en" if language == "bg" else "bg"
    return name.get(language) or name.get(other) or ""


def seat_asked(seat: Seat, to: str | None, *, at: datetime) -> Letter | None:
    return _letter(to, seat.language, at, lambda language: mail.Said(
        subject=_("Your request to the investors’ room"),
        paragraphs=[
            _("Thank you. The cluster’s team looks at your request and answers by %(day)s.")
            % {"day": formats.day(seat.due_on, language)}
        ],
        small=_("If you did not ask for this, write to the cluster."),
    ))  # fmt: skip


def seat_admitted(seat: Seat, to: str | None, *, at: datetime) -> Letter | None:
    investor = seat.investor.name if seat.investor else ""
    return _letter(to, seat.language, at, lambda _language: mail.Said(
        subject=_("You are let in as an investor"),
        paragraphs=[
            _("You now look at companies for %(investor)s.") % {"investor": investor},
            _("You can mark interest, ask for introductions and keep notes that only this organisation sees."),
        ],
        links=mail.link(_("To the investors’ room"), "investors:desk"),
    ))  # fmt: skip


def seat_declined(seat: Seat, to: str | None, *, at: datetime) -> Letter | None:
    return _letter(to, seat.language, at, lambda _language: mail.Said(
        subject=_("Your request to the investors’ room"),
        paragraphs=[
            _("The cluster’s team did not let you in as an investor. Its reason:"), *mail.paragraphs(seat.answer)
        ],
    ))  # fmt: skip


def seat_ended(seat: Seat, to: str | None, *, at: datetime) -> Letter | None:
    return _letter(to, seat.language, at, lambda _language: mail.Said(
        subject=_("Your seat in the investors’ room has ended"),
        paragraphs=[_("The cluster’s team ended it. Its reason:"), *mail.paragraphs(seat.answer)],
    ))  # fmt: skip


def introduction_asked(made: Introduction, to: str | None, *, at: datetime) -> Letter | None:
    return _letter(to, made.seat.language, at, lambda language: mail.Said(
        subject=_("Your request for an introduction"),
        paragraphs=[
            _("The cluster’s team has it and looks at it by %(day)s. You had written:")
            % {"day": formats.day(made.due_on, language)}
        ],
        lines=mail.paragraphs(made.words),
        links=mail.link(_("To the investors’ room"), "investors:desk"),
    ))  # fmt: skip


def company_asked(made: Introduction, company: Name, to: str | None, *, at: datetime) -> Letter | None:
    """To a representative: who asks, in whose name and words, without a person's name or address."""
    investor = made.seat.investor.name if made.seat.investor else ""
    return _letter(to, "bg", at, lambda language: mail.Said(
        subject=_("An investor would like to meet you"),
        paragraphs=[
            _("%(investor)s asks the cluster to be introduced to %(company)s.")
            % {"investor": investor, "company": _named(company, language)},
            _("Nobody has your address. Only if you agree do both sides get each other’s name and address."),
            _("What they write:"),
        ],
        lines=mail.paragraphs(made.words),
        links=mail.link(_("Agree or decline"), "investors:company-list"),
    ))  # fmt: skip


def investor_introduced(
    made: Introduction, company: Name, to: str | None, *, contact: str, at: datetime
) -> Letter | None:
    return _letter(to, made.seat.language, at, lambda language: mail.Said(
        subject=_("You are introduced"),
        paragraphs=[
            _("%(company)s agreed to meet you. Write to:") % {"company": _named(company, language)},
        ],
        lines=[contact],
        small=_("They have your name, organisation and address, too."),
    ))  # fmt: skip


def company_introduced(
    made: Introduction, company: Name, to: str | None, *, contact: str, at: datetime
) -> Letter | None:
    investor = made.seat.investor.name if made.seat.investor else ""
    return _letter(to, "bg", at, lambda language: mail.Said(
        subject=_("You are introduced"),
        paragraphs=[
            _("You agreed to meet %(investor)s for %(company)s. Write to:")
            % {"investor": investor, "company": _named(company, language)},
        ],
        lines=[f"{made.seat.name}, {contact}"],
        small=_("They have your address, too."),
    ))  # fmt: skip


def introduction_declined(made: Introduction, company: Name, to: str | None, *, at: datetime) -> Letter | None:
    return _letter(to, made.seat.language, at, lambda language: mail.Said(
        subject=_("Your request for an introduction"),
        paragraphs=[
            _("The introduction to %(company)s does not come about. The cluster’s team writes:")
            % {"company": _named(company, language)},
            *mail.paragraphs(made.answer),
        ],
        links=mail.link(_("To the investors’ room"), "investors:desk"),
    ))  # fmt: skip
