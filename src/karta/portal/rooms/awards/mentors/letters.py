"""Letters about hours, each with its calendar entry."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.rooms.awards.letters import second
from karta.portal.rooms.awards.mentors.calendar import entry
from karta.portal.rooms.awards.models import Booking
from karta.portal.rooms.awards.queries import address_of


def booked(made: Booking, *, at: datetime) -> list[Letter]:
    """To both: when, where, about what; each learns the other's name as it stands here, and nobody's address."""

    def visitor(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your hour with %(mentor)s") % {"mentor": _mentor(made, language)},
            paragraphs=[_("It is booked: %(at)s.") % {"at": second(made.slot.starts_at, language)}],
            lines=[made.slot.place],
            links=mail.link(_("To your hours"), "awards:hours"),
            small=_("If you cannot come, cancel it there: somebody else may need it."),
        )

    def mentor(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Somebody booked an hour with you"),
            paragraphs=[_("It is booked: %(at)s.") % {"at": second(made.slot.starts_at, language)}, _("The topic:")],
            lines=mail.paragraphs(made.topic),
            links=mail.link(_("To your hours"), "awards:hours"),
        )

    return _both(made, visitor, mentor, at=at)


def cancelled(gone: Booking, *, by_mentor: bool, at: datetime) -> list[Letter]:
    """To both: it does not take place, with the mentor's reason."""

    def say(language: str) -> mail.Said:
        who = _("The mentor cancelled it.") if by_mentor else _("The visitor cancelled it.")
        return mail.Said(
            subject=_("The hour of %(at)s is cancelled") % {"at": second(gone.slot.starts_at, language)},
            paragraphs=[who, *mail.paragraphs(gone.reason)],
            links=mail.link(_("To your hours"), "awards:hours"),
        )

    return _both(gone, say, say, at=at)


def _both(booking: Booking, visitor: mail.Say, mentor: mail.Say, *, at: datetime) -> list[Letter]:
    role = booking.slot.mentor.role
    found = []
    for user, say, language in (
        (booking.visitor, visitor, booking.language), (role.user, mentor, booking.slot.mentor.language)
    ):  # fmt: skip
        to = address_of(user)
        if to is not None:
            file = entry(booking, summary=_summary(booking, language), host=_host(), at=at)
            found.append(mail.compose(to=to, say=say, language=language, at=at, attachments=[file]))
    return found


def _summary(booking: Booking, language: str) -> str:
    with override(language):
        return _("Office hour: %(mentor)s") % {"mentor": _mentor(booking, language)}


def _mentor(booking: Booking, language: str) -> str:
    return booking.slot.mentor.role.name[language] or ""


def _host() -> str:
    return urlsplit(settings.ADDRESS).hostname or "karta" if settings.ADDRESS else "karta"
