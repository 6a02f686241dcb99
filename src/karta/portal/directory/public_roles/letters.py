"""Letters about public roles: please confirm, and what was decided."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from karta.portal.directory.ids import family
from karta.portal.directory.models import PublicRole, Representative
from karta.portal.platform import mail
from karta.portal.platform.models import Letter
from karta.portal.platform.rules import ADMINISTRATOR, STEWARDS


def asked(role: PublicRole, *, at: datetime) -> list[Letter]:
    """To whoever acts for the organisation; to the stewards where nobody does, or it is the cluster's."""

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("A public role waits for your word"),
            paragraphs=[_("%(name)s: %(title)s. It is shown once you confirm it.") % _words(role, language)],
            links=mail.link(_("Public roles"), "people:roles"),
        )

    accounts = get_user_model().objects.filter(is_active=True).exclude(email="")
    proven = Representative.objects.standing().filter(org_id__in=family([role.org_id]))
    found = list(accounts.filter(pk__in=proven.values("user_id")).order_by("pk")) or list(
        accounts.filter(groups__name__in=(STEWARDS, ADMINISTRATOR)).distinct().order_by("pk")
    )
    return _each([one.email for one in found], say, at=at)


def decided(role: PublicRole, *, at: datetime) -> list[Letter]:
    """To the person: it was confirmed, or it is not shown any more."""

    def say(language: str) -> mail.Said:
        words = _words(role, language)
        if role.ended_at is None:
            text = _("Your role “%(title)s” was confirmed. It is shown while you agree to it.") % words
        else:
            text = _("Your role “%(title)s” was declined or taken back, and is shown nowhere.") % words
        return mail.Said(
            subject=_("Your public role"), paragraphs=[text], links=mail.link(_("Public roles"), "people:roles")
        )

    return _each([role.user.email] if role.user.email else [], say, at=at)


def _each(to: list[str], say: mail.Say, *, at: datetime) -> list[Letter]:
    return [mail.compose(to=one, say=say, language=settings.LANGUAGE_CODE, at=at) for one in dict.fromkeys(to)]


def _words(role: PublicRole, language: str) -> dict[str, str]:
    return {"name": role.name[language] or "", "title": role.title[language] or ""}
