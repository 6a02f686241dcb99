"""Letters after an edition: please agree to your slides; how was it, and here is your certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from karta.portal.directory.models import Edition
from karta.portal.platform import mail, tokens
from karta.portal.platform.models import Letter
from karta.portal.rooms.events.afterwards.models import Author
from karta.portal.rooms.events.models import Speaker

SPEAKER, ATTENDEE = "afterwards.speaker", "afterwards.attendee"


def speaker_token(speaker: Speaker) -> str:
    """What lets a speaker decide about their own slides, and take their certificate."""
    return tokens.made(SPEAKER, speaker.pk)


def please_agree(author: Author, *, origin: str, at: datetime) -> Letter:
    """To a speaker: their slides are at hand, and nobody sees them before they say so. `origin`: of the link where no
    address of the portal is set."""
    speaker, deck = author.speaker, author.deck

    def say(language: str) -> mail.Said:
        edition, title = deck.edition.name[language] or deck.edition.code, deck.title[language] or deck.name
        return mail.Said(
            subject=_("Your slides from %(event)s") % {"event": edition},
            paragraphs=[
                _("Thank you for speaking. We have your slides “%(title)s”.") % {"title": title},
                _("They are public only if you say so. Behind the link you see them, choose on what terms everybody "
                  "may have them, or leave them closed. The same link takes your agreement back at any time."),
            ],
            links=mail.link(
                _("Decide about your slides"), "afterwards:yours", speaker_token(speaker), origin=origin
            ),
            small=_("Keep this letter: the link is yours alone. If you do nothing, nothing is shown."),
        )  # fmt: skip

    return mail.compose(to=speaker.email, say=say, language=speaker.language, at=at)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who came: where to write, in which language, under which address of the portal, and the token of their
    certificate ("" where there is none)."""

    email: str
    language: str
    origin: str
    certificate: str = ""


def how_was_it(edition: Edition, to: Addressee, token: str, *, at: datetime) -> Letter:
    """To somebody who came: a form that nobody can lead back to them, and their certificate."""

    def say(language: str) -> mail.Said:
        name = edition.name[language] or edition.code
        links = mail.link(_("Say how it was"), "afterwards:answer", token, origin=to.origin)
        if to.certificate:
            links += mail.link(_("Your certificate"), "afterwards:take", to.certificate, origin=to.origin)
        return mail.Said(
            subject=_("How was %(event)s?") % {"event": name},
            paragraphs=[
                _("Thank you for coming. Tell us in two minutes how the event and its sessions were."),
                _("Your answer is anonymous: what is kept of it leads neither to you nor to this letter. Results are "
                  "shown from five answers on."),
            ],
            links=links,
            small=_("We ask once. The form is open for thirty days."),
        )  # fmt: skip

    return mail.compose(to=to.email, say=say, language=to.language, at=at)
