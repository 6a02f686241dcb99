"""Letters of registration, in both languages. Each is written by the change that it tells of, so it is sent once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from karta.portal.directory import printed
from karta.portal.platform import mail, tokens
from karta.portal.platform.models import Letter
from karta.portal.rooms.events.models import Place, Registration, Session

MANAGE, CONFIRM = "registration.manage", "registration.confirm"


def moment(at: datetime, language: str) -> str:
    """An instant as Bulgarian clocks show it: 28 March 2027, 09:00 (UTC+2), whichever side of summer time."""
    return printed.moment(at, language, offset=True)


def own_token(registration: Registration) -> str:
    """What lets its bearer see and change one registration."""
    return tokens.made(MANAGE, registration.pk)


def _link(
    words: str, registration: Registration, name: str = "registration:mine", *more: object
) -> list[tuple[str, str]]:
    return mail.link(words, name, own_token(registration), *more, origin=registration.origin)


def _edition(registration: Registration, language: str) -> str:
    edition = registration.admission.edition
    return (edition.name_bg if language == "bg" else edition.name_en) or edition.name_bg or edition.name_en


def _session(session: Session, language: str) -> str:
    return (session.title_bg if language == "bg" else session.title_en) or session.title_bg or session.title_en


def _what(place: Place, language: str) -> str:
    """The edition, or a session of it."""
    if place.session is None:
        return _edition(place.registration, language)
    return f"{_session(place.session, language)} ({_edition(place.registration, language)})"


def please_confirm(registration: Registration, *, at: datetime) -> Letter:
    """Double opt-in: who did not register does nothing, and is forgotten."""
    token = tokens.made(CONFIRM, registration.pk)
    here = settings.ADDRESS or registration.origin

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Confirm your registration: %(event)s") % {"event": _edition(registration, language)},
            paragraphs=[
                _("Somebody, we hope you, registered this address for %(event)s.")
                % {"event": _edition(registration, language)},
                _("You have a place once you confirm. Entry is free."),
            ],
            links=[(_("Confirm the registration"), here + reverse("registration:confirm", args=[token]))],
            small=_("The link works for two days. If it was not you, do nothing: the address is forgotten."),
        )

    return mail.compose(to=registration.email, say=say, language=registration.language, at=at)


def placed(place: Place, *, at: datetime) -> Letter:
    """What one has now: a place with its ticket, or a number on the waiting list."""
    return _waits(place, at=at) if place.state == Place.State.WAITING else _has(place, at=at)


def _has(place: Place, *, at: datetime) -> Letter:
    one = place.registration

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("You have a place: %(what)s") % {"what": _what(place, language)},
            paragraphs=[
                _("You have a place: %(what)s.") % {"what": _what(place, language)},
                _("Your ticket is on your page. There you also choose sessions, take your calendar, correct what you "
                  "wrote or give the place back."),
            ],
            links=_link(_("Your registration and ticket"), one),
            small=_("Whoever has this link can use the ticket: keep it to yourself."),
        )  # fmt: skip

    return mail.compose(to=one.email, say=say, language=one.language, at=at)


def _waits(place: Place, *, at: datetime) -> Letter:
    one = place.registration

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("You are on the waiting list: %(what)s") % {"what": _what(place, language)},
            paragraphs=[
                _("All places are taken: %(what)s.") % {"what": _what(place, language)},
                _("When one is free, it is offered to those who wait in their order, for 24 hours each. Then you get "
                  "a letter."),
            ],
            links=[
                *_link(_("See where you stand"), one),
                *_link(_("Leave the waiting list"), one, "registration:leave", place.pk),
            ],
        )  # fmt: skip

    return mail.compose(to=one.email, say=say, language=one.language, at=at)


def offered(place: Place, *, at: datetime) -> Letter:
    """A place is free, for 24 hours."""
    one, until = place.registration, place.offered_until or at

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("A place is free for you: %(what)s") % {"what": _what(place, language)},
            paragraphs=[
                _("A place is free: %(what)s.") % {"what": _what(place, language)},
                _("It is kept for you until %(until)s, Bulgarian time. Then it goes to the next.")
                % {"until": moment(until, language)},
            ],
            links=[
                *_link(_("Take the place"), one, "registration:accept", place.pk),
                *_link(_("Leave it to the next"), one, "registration:leave", place.pk),
            ],
        )

    return mail.compose(to=one.email, say=say, language=one.language, at=at)


def lapsed(place: Place, *, at: datetime) -> Letter:
    """The offer was not answered in time."""
    one = place.registration

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("The offered place went to the next: %(what)s") % {"what": _what(place, language)},
            paragraphs=[
                _("You did not take the place in time: %(what)s. It went to the next who waits.")
                % {"what": _what(place, language)},
                _("On your page you can ask for a place again."),
            ],
            links=_link(_("Your registration"), one),
        )

    return mail.compose(to=one.email, say=say, language=one.language, at=at)


def known(registration: Registration, *, at: datetime) -> Letter:
    """The link again, for who lost it or registered a second time."""

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your registration: %(event)s") % {"event": _edition(registration, language)},
            paragraphs=[
                _("This address is registered for %(event)s. Nothing was changed.")
                % {"event": _edition(registration, language)}
            ],
            links=_link(_("Your registration"), registration),
            small=_("Whoever has this link can use the ticket: keep it to yourself."),
        )

    return mail.compose(to=registration.email, say=say, language=registration.language, at=at)


def cancelled(registration: Registration, *, at: datetime) -> Letter:
    """The team ended a registration."""

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your registration was cancelled: %(event)s") % {"event": _edition(registration, language)},
            paragraphs=[
                _("The organiser’s team cancelled your registration for %(event)s. The ticket no longer opens the "
                  "door.")
                % {"event": _edition(registration, language)}
            ],
            links=mail.link(_("Ask the team"), "contact:form", origin=registration.origin),
        )  # fmt: skip

    return mail.compose(to=registration.email, say=say, language=registration.language, at=at)


def changed(
    registration: Registration, session: Session, what: str, was_at: datetime | None, *, at: datetime
) -> Letter:
    """A session that they chose was moved, cancelled or takes place after all."""

    def say(language: str) -> mail.Said:
        named = {"session": _session(session, language)}
        subject, told = {
            "moved": (_("A session was moved: %(session)s"), _("“%(session)s”, which you chose, was moved.")),
            "cancelled": (
                _("A session was cancelled: %(session)s"), _("“%(session)s”, which you chose, does not take place.")
            ),
            "restored": (
                _("A session takes place: %(session)s"), _("“%(session)s”, which you chose, takes place after all.")
            ),
        }[what]  # fmt: skip
        return mail.Said(
            subject=subject % named,
            paragraphs=[
                told % named,
                _("Your ticket stays as it is; your calendar follows by itself if you subscribed to it."),
            ],
            lines=_when(session, what, was_at, language),
            links=_link(_("Your registration"), registration),
        )  # fmt: skip

    return mail.compose(to=registration.email, say=say, language=registration.language, at=at)


def _when(session: Session, what: str, was_at: datetime | None, language: str) -> list[str]:
    lines = []
    if was_at and what == "moved":
        lines.append(_("Before: %(moment)s") % {"moment": moment(was_at, language)})
    if session.starts_at and what != "cancelled":
        lines.append(_("Now: %(moment)s") % {"moment": moment(session.starts_at, language)})
    if session.hall and what != "cancelled":
        named = session.hall.name_bg if language == "bg" else session.hall.name_en
        lines.append(_("Hall: %(hall)s") % {"hall": named or session.hall.name_bg or session.hall.name_en})
    return lines
