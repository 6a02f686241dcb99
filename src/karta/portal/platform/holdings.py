"""What the platform itself holds about a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject, register
from karta.portal.platform.models import ApiKey, AuditLine, Consent, Letter, OneTimeLink
from karta.portal.platform.sessions import end_sessions


def register_all() -> None:
    """Called once the apps are ready."""
    for holder in (ACCOUNT, WAYS_TO_SIGN_IN, CONSENTS, KEYS, LETTERS, LINES):
        register(holder)


def _account(subject: Subject) -> list[dict[str, Any]]:
    user = get_user_model().objects.get(pk=subject.user_id)
    addresses = EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
    return [
        {
            "name": user.username, "first_name": user.first_name, "last_name": user.last_name, "email": user.email,
            "joined_at": user.date_joined, "last_login_at": user.last_login, "addresses": list(addresses),
            "roles": sorted(user.groups.values_list("name", flat=True)),
        }
    ]  # fmt: skip


def _erase_account(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    """The row stays, closed and without anything of the person, because decisions and log point to it."""
    user = get_user_model().objects.select_for_update().get(pk=subject.user_id)
    user.username, user.email, user.first_name, user.last_name = f"erased-{user.pk}", "", "", ""
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    EmailAddress.objects.filter(user=user).delete()
    OneTimeLink.objects.filter(user=user).delete()
    end_sessions(user.pk)
    return 1


def _ways(subject: Subject) -> list[dict[str, Any]]:
    own = Authenticator.objects.filter(user_id=subject.user_id)
    found = [{"kind": one.type, "added_at": one.created_at, "last_used_at": one.last_used_at} for one in own]
    providers = SocialAccount.objects.filter(user_id=subject.user_id)
    return found + [
        {"kind": one.provider, "added_at": one.date_joined, "last_used_at": one.last_login, "data": one.extra_data}
        for one in providers
    ]


def _erase_ways(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    gone = Authenticator.objects.filter(user_id=subject.user_id).delete()[0]
    return gone + SocialAccount.objects.filter(user_id=subject.user_id).delete()[0]


def _consents(subject: Subject) -> list[dict[str, Any]]:
    fields = ("purpose", "version", "given_at", "withdrawn_at")
    return list(Consent.objects.filter(user_id=subject.user_id).order_by("pk").values(*fields))


def _erase_consents(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return Consent.objects.filter(user_id=subject.user_id).delete()[0]


def _keys(subject: Subject) -> list[dict[str, Any]]:
    fields = ("email", "use", "start", "asked_at", "made_at", "revoked_at")
    return list(ApiKey.objects.filter(subject.wrote("email")).order_by("pk").values(*fields))


def _erase_keys(subject: Subject, at: datetime) -> int:
    own = ApiKey.objects.filter(subject.wrote("email"))
    return own.filter(key_hash=None).delete()[0] + own.update(revoked_at=at, email="", use="")


def _letters(subject: Subject) -> list[dict[str, Any]]:
    return list(Letter.objects.filter(subject.wrote("to")).order_by("pk").values("subject", "text", "made_at"))


def _erase_letters(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return Letter.objects.filter(subject.wrote("to")).delete()[0]


def _lines(subject: Subject) -> list[dict[str, Any]]:
    own = AuditLine.objects.filter(by_id=subject.user_id).order_by("pk")
    return list(own.values("action", "target", "at", "details"))


def _erase_no_lines(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return 0


ACCOUNT = Holder(
    "account", _("Your account"), _("Until you erase it. What you decided for the portal then names nobody."),
    _account, _erase_account,
)  # fmt: skip
WAYS_TO_SIGN_IN = Holder("ways", _("Ways to sign in"), _("Until you remove them."), _ways, _erase_ways)
CONSENTS = Holder("consents", _("What you agreed to"), _("With the account."), _consents, _erase_consents)
KEYS = Holder("keys", _("API keys"), _("Until the key is revoked."), _keys, _erase_keys)
LETTERS = Holder(
    "letters", _("Letters on their way to you"), _("Until the mail server takes them."), _letters, _erase_letters
)
LINES = Holder(
    "log", _("Lines of the audit log"),
    _("For good, to show that nobody wrote what they may not. After an erasure they name nobody."), _lines,
    _erase_no_lines,
)  # fmt: skip
