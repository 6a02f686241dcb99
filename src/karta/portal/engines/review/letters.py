"""Letters to jurors, in both languages. None names an entry or who stands behind one."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.portal.directory import printed
from karta.portal.engines.review.models import Juror, Round
from karta.portal.platform import mail
from karta.portal.platform.models import Letter


def _title(found: Round, language: str) -> str:
    return found.title_bg if language == "bg" else found.title_en


def _until(found: Round, language: str) -> str:
    return printed.moment(found.closes_at, language)


def invited(juror: Juror, *, at: datetime, origin: str = "") -> Letter:
    """Asks somebody to be a juror: to sign in with this address, and to answer there."""
    return mail.compose(to=juror.email, language=juror.language, at=at, say=lambda language: mail.Said(
        subject=_("You are asked to be a juror"),
        paragraphs=[
            _("The cluster asks you to review entries of “%(title)s”. Reviews are due by %(day)s, Bulgarian time.")
            % {"title": _title(juror.round, language), "day": _until(juror.round, language)},
            _("Sign in with this address, or make an account with it, and accept or decline."),
        ],
        links=mail.link(_("Accept or decline"), "review:seat", juror.round_id, origin=origin),
        small=_("Until you answer, nobody else is told that you were asked."),
    ))  # fmt: skip


def reminded(juror: Juror, left: int, *, at: datetime, origin: str = "") -> Letter:
    """Tells a juror how many reviews are left, and until when."""
    return mail.compose(to=juror.email, language=juror.language, at=at, say=lambda language: mail.Said(
        subject=_("Reviews wait for you"),
        paragraphs=[
            ngettext(
                "%(left)d review of “%(title)s” is not submitted yet.",
                "%(left)d reviews of “%(title)s” are not submitted yet.", left,
            ) % {"left": left, "title": _title(juror.round, language)},
            _("The round closes on %(day)s, Bulgarian time; nothing is taken after that.")
            % {"day": _until(juror.round, language)},
        ],
        links=mail.link(_("To your reviews"), "review:round", juror.round_id, origin=origin),
    ))  # fmt: skip


def released(juror: Juror, count: int, *, at: datetime, origin: str = "") -> Letter:
    """Tells a juror that entries are waiting for them."""
    return mail.compose(to=juror.email, language=juror.language, at=at, say=lambda language: mail.Said(
        subject=_("Entries for you to review"),
        paragraphs=[
            ngettext(
                "%(count)d entry of “%(title)s” is assigned to you.",
                "%(count)d entries of “%(title)s” are assigned to you.", count,
            ) % {"count": count, "title": _title(juror.round, language)},
            _("Reviews are due by %(day)s, Bulgarian time.") % {"day": _until(juror.round, language)},
        ],
        links=mail.link(_("To your reviews"), "review:round", juror.round_id, origin=origin),
    ))  # fmt: skip
