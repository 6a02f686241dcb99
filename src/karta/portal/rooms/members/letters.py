"""The room's letters: asked for, decided, role given or taken. Each in both languages, the reader's first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.platform.rules import ADMINISTRATOR, STEWARDS
from karta.portal.rooms.members import queries, rules
from karta.portal.rooms.members.models import Membership
from karta.vocab import formats


def each(to: Iterable[str], language: str, say: mail.Say, *, at: datetime) -> list[Letter]:
    """One letter to each address."""
    return [mail.compose(to=address, say=say, language=language, at=at) for address in to]


def received(membership: Membership, reason: str, *, at: datetime) -> list[Letter]:
    """To the member: what was asked for, and what happens next."""

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your request for membership reached us"),
            paragraphs=[
                _("For: %(name)s. Kind of membership: %(kind)s.") % _words(membership, language),
                _("The cluster's team decides and writes to you."),
                *([_("You wrote:"), *mail.paragraphs(reason)] if reason.strip() else []),
            ],
            links=mail.link(_("Your membership"), "members:mine", origin=membership.origin),
        )

    return each(queries.addresses(membership), membership.language, say, at=at)


def asked(membership: Membership, *, at: datetime) -> list[Letter]:
    """To the team: somebody asks."""

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Somebody asks for membership"),
            paragraphs=[_("For: %(name)s. Kind of membership: %(kind)s.") % _words(membership, language)],
            links=mail.link(_("Decide"), "members:membership", membership.pk, origin=membership.origin),
        )

    team = get_user_model().objects.filter(is_active=True, groups__name__in=(STEWARDS, ADMINISTRATOR))
    to = team.exclude(email="").order_by("pk").values_list("email", flat=True)
    return each(dict.fromkeys(to), settings.LANGUAGE_CODE, say, at=at)


def decided(membership: Membership, before: str, reason: str, *, at: datetime) -> list[Letter]:
    """To the member: the new state, from when, why, and what follows for the pages of members."""

    def say(language: str) -> mail.Said:
        subject, text, then = _decision(membership, before)
        words = _words(membership, language)
        return mail.Said(
            subject=subject,
            paragraphs=[
                text % words,
                *([_("The team wrote:"), *mail.paragraphs(reason)] if reason.strip() else []),
                *([then] if then else []),
            ],
            links=mail.link(_("Your membership"), "members:mine", origin=membership.origin),
        )

    return each(queries.addresses(membership), membership.language, say, at=at)


def _decision(membership: Membership, before: str) -> tuple[str, str, str]:
    """(subject, what was decided, what follows)."""
    no_more = _("You no longer have the role of members on the portal through this membership.")
    if membership.state == rules.STANDING:
        return (
            _("The membership stands"),
            _("%(name)s is a member of the cluster since %(since)s. Kind of membership: %(kind)s."),
            _("Who acts for the member has the role of members on the portal from now on."),
        )
    if membership.state == rules.SUSPENDED:
        return _("The membership is suspended"), _("The membership of %(name)s is suspended."), no_more
    if before == rules.ASKED:
        return _("The membership was declined"), _("The request for membership of %(name)s was declined."), ""
    return _("The membership ended"), _("The membership of %(name)s ended on %(ended)s."), no_more


def role_changed(users: Iterable[Any], *, is_given: bool, at: datetime) -> list[Letter]:
    """To accounts that got or lost the role of members without a decision that they were told of."""

    def say(_language: str) -> mail.Said:
        given = _("You act for a member of the cluster: you have the role of members on the portal.")
        taken = _("You no longer act for a member of the cluster: you no longer have the role of members.")
        return mail.Said(
            subject=_("Your role on the portal"), paragraphs=[given if is_given else taken],
            links=mail.link(_("Your membership"), "members:mine"),
        )  # fmt: skip

    return each([one.email for one in users if one.email], settings.LANGUAGE_CODE, say, at=at)


def _words(membership: Membership, language: str) -> dict[str, str]:
    def day(value: Any) -> str:
        return formats.day(value, language) if value else ""

    return {
        "name": membership.name[language] or "", "kind": membership.kind.name[language] or "",
        "since": day(membership.starts_on), "ended": day(membership.ends_on),
    }  # fmt: skip
