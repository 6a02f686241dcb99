"""The room's letters, in both languages."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from karta.portal.directory import printed
from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.rooms.awards.models import Award, Entry, Submission


def second(at: datetime, language: str) -> str:
    """An instant to the second in Bulgarian time: "3 June 2026, 17:00:00 (UTC+3)"."""
    return printed.moment(at, language, seconds=True, offset=True)


def receipt(made: Submission, award: Award, to: str | None, *, at: datetime) -> Letter | None:
    """What was submitted, when, under which number and digest; None where nobody can be written to."""
    if to is None:
        return None
    entry = made.entry

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Receipt: your entry no. %(number)s") % {"number": entry.number},
            paragraphs=[
                _("Your entry for “%(award)s” was submitted.") % {"award": award.edition.name[language]},
            ],
            lines=[
                _("Entry no. %(number)s, version %(version)s") % {"number": entry.number, "version": made.version},
                _("Spin-off: %(name)s") % {"name": made.name},
                _("Submitted: %(at)s") % {"at": second(made.at, language)},
                _("Digest of what was submitted (SHA-256): %(digest)s") % {"digest": made.sha256},
            ],
            links=mail.link(_("Receipt to print"), "awards:receipt", entry.pk, made.version),
            small=_("You can change or withdraw it until %(until)s.") % {"until": second(award.closes_at, language)},
        )

    return mail.compose(to=to, say=say, language=entry.language, at=at)


def withdrawn(entry: Entry, to: str | None, *, at: datetime) -> Letter | None:
    if to is None:
        return None

    def say(language: str) -> mail.Said:
        until = {"until": second(entry.award.closes_at, language)}
        return mail.Said(
            subject=_("Your entry no. %(number)s is withdrawn") % {"number": entry.number},
            paragraphs=[
                _("The jury does not see it. You can submit it again until %(until)s.") % until,
            ],
            links=mail.link(_("To your entries"), "awards:entries"),
        )

    return mail.compose(to=to, say=say, language=entry.language, at=at)


def decided(submission: Submission, award: Award, to: str | None, *, at: datetime) -> Letter | None:
    """That the jury decided; what it decided stands on the applicant's page alone."""
    if to is None:
        return None
    entry = submission.entry

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("The jury has decided on your entry no. %(number)s") % {"number": entry.number},
            paragraphs=[
                _("“%(award)s”: the decision of your category was issued.") % {"award": award.edition.name[language]},
                _("The result and what the jurors write to you stand on the page of your entry."),
            ],
            links=mail.link(_("To your entry"), "awards:entry", entry.pk),
        )

    return mail.compose(to=to, say=say, language=entry.language, at=at)
