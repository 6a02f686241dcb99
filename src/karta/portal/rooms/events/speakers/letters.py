"""Letters to speakers, in both languages: may we show your name, it is shown, it is no longer, your session changed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from karta.portal.directory import printed
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import mail, tokens
from karta.portal.platform.models import Letter
from karta.portal.rooms.events.listeners import Changed
from karta.portal.rooms.events.models import Session, Speaker
from karta.vocab import formats

PURPOSE = "speaker"  # of the signed link


def link(speaker: Speaker, words: str, origin: str) -> list[tuple[str, str]]:
    """The speaker's own page: it names their row and nothing about them."""
    return mail.link(words, "events:speaker", tokens.made(PURPOSE, speaker.pk), origin=origin)


def invited(speaker: Speaker, *, origin: str, at: datetime) -> Letter:
    """May your name stand in the programme?"""
    sessions = _sessions(speaker)

    def say(language: str) -> mail.Said:
        event = _text(speaker.edition.name, language)
        return mail.Said(
            subject=_("May your name stand in the programme of %(event)s?") % {"event": event},
            paragraphs=[
                _("You are to speak at %(event)s. Your name is shown to nobody before you agree.") % {"event": event},
                _("On the page below you see what would be shown, correct it, and agree or decline."),
            ],
            lines=[_line(one, language) for one in sessions],
            links=link(speaker, _("Agree or decline"), origin),
            small=_("The link works for 30 days. If this is not meant for you, do nothing: no name is shown then."),
        )

    return mail.compose(to=speaker.email, say=say, language=speaker.language, at=at)


def agreed(speaker: Speaker, *, origin: str, at: datetime) -> Letter:
    """Your name is shown; here you take it back."""

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your name stands in the programme"),
            paragraphs=[
                _("You agreed that your name is shown in the programme of %(event)s.")
                % {"event": _text(speaker.edition.name, language)},
                _("You may take it back at any time; the name goes from every page at once. Keep this letter for it."),
            ],
            links=link(speaker, _("Look at it or take it back"), origin),
        )

    return mail.compose(to=speaker.email, say=say, language=speaker.language, at=at)


def withdrew(speaker: Speaker, *, origin: str, at: datetime) -> Letter:
    """Your name is no longer shown."""

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your name is no longer shown"),
            paragraphs=[
                _("It is gone from the programme of %(event)s. The sessions stay, without it.")
                % {"event": _text(speaker.edition.name, language)}
            ],
            links=link(speaker, _("Your page"), origin),
        )

    return mail.compose(to=speaker.email, say=say, language=speaker.language, at=at)


def changed(speaker: Speaker, what: Changed, *, at: datetime) -> Letter:
    """Your session was moved, cancelled, or takes place after all."""

    def say(language: str) -> mail.Said:
        words = {"title": _text(what.session.title, language), "event": _text(speaker.edition.name, language)}
        subjects = {
            "moved": _("Your session “%(title)s” has another time or hall"),
            "cancelled": _("Your session “%(title)s” is cancelled"),
            "restored": _("Your session “%(title)s” takes place after all"),
        }
        return mail.Said(
            subject=subjects[what.what] % words,
            paragraphs=[_("This is what the programme of %(event)s says now:") % words],
            lines=[_line(what.session, language)],
            links=mail.link(_("The session"), "events:session", what.session.edition.code, what.session.pk),
        )

    return mail.compose(to=speaker.email, say=say, language=speaker.language, at=at)


def _sessions(speaker: Speaker) -> list[Session]:
    found = Session.objects.filter(parts__speaker=speaker).exclude(state=Session.State.CANCELLED)
    return list(found.select_related("hall"))


def _line(session: Session, language: str) -> str:
    """Title, day, hours and hall, as far as they are known."""
    told = [_text(session.title, language)]
    if session.starts_at is not None:
        day = session.starts_at.astimezone(SOFIA).date()
        told.append(f"{formats.day(day, language)}, {printed.hours(session.starts_at, session.ends_at)}")
    if session.hall is not None:
        told.append(_text(session.hall.name, language))
    return " · ".join(told)


def _text(pair: dict[str, str | None], language: str) -> str:
    return pair[language] or pair["en" if language == "bg" else "bg"] or ""
