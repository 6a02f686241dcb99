"""The room's letters, in both languages: a copy of a proposal, and what became of it. Only its sender gets them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.rooms.spinoffs.models import Proposal
from karta.vocab import formats


def received(proposal: Proposal, *, at: datetime) -> Letter:
    """The copy: what was written and by when the team answers."""

    def say(language: str) -> mail.Said:
        day = formats.day(proposal.due_on, language)
        return mail.Said(
            subject=_("Your proposal for the list of spin-offs"),
            paragraphs=[
                _("Thank you. The cluster’s team reads your proof and answers by %(day)s.") % {"day": day},
                _("This is a copy of what you wrote:"),
            ],
            lines=[
                proposal.name,
                f"{proposal.get_origin_kind_display()}: {proposal.origin}",
                proposal.founded,
                proposal.address,
                *mail.paragraphs(proposal.words),
            ],
            links=mail.link(_("The list of spin-offs"), "spinoffs:goal"),
            small=_("If you did not write this, ignore this letter."),
        )

    return mail.compose(to=proposal.email, say=say, language=proposal.language, at=at)


def answered(proposal: Proposal, *, at: datetime) -> Letter:
    """That it stands in the list and what is checked there, or why it does not."""

    def say(_language: str) -> mail.Said:
        subject = _("Your proposal for the list of spin-offs")
        if proposal.state == Proposal.State.TAKEN and proposal.spin_off is not None:
            return mail.Said(
                subject=subject,
                paragraphs=[
                    _("%(name)s stands in the list. Its page says whether it is verified, and on what evidence.")
                    % {"name": proposal.name}
                ],
                links=mail.link(proposal.name, "spinoffs:profile", proposal.spin_off.code),
            )  # fmt: skip
        return mail.Said(
            subject=subject,
            paragraphs=[_("The team did not take %(name)s into the list. Its reason:") % {"name": proposal.name},
                        *mail.paragraphs(proposal.answer)],
            links=mail.link(_("What counts as a spin-off"), "spinoffs:goal"),
        )  # fmt: skip

    return mail.compose(to=proposal.email, say=say, language=proposal.language, at=at)
