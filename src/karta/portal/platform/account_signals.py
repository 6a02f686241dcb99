"""What allauth writes leaves audit lines as well."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from allauth.socialaccount import signals as providers
from django.utils import timezone

from karta.portal.platform import services

ACTIONS = {
    account.user_logged_in: "signed.in",
    account.user_signed_up: "account.made",
    account.password_set: "password.set",
    account.password_changed: "password.changed",
    account.password_reset: "password.reset",
    account.email_changed: "address.changed",
    account.email_removed: "address.removed",
    factors.authenticator_added: "factor.added",
    factors.authenticator_removed: "factor.removed",
    factors.authenticator_reset: "factor.reset",
    providers.social_account_added: "provider.connected",
    providers.social_account_removed: "provider.removed",
}


def connect() -> None:
    """Listen, once for each signal."""
    for signal, action in ACTIONS.items():
        signal.connect(_Recorder(action), weak=False, dispatch_uid=f"karta {action}")
    account.email_confirmed.connect(_address_verified, dispatch_uid="karta address.verified")


class _Recorder:
    def __init__(self, action: str) -> None:
        self.action = action

    def __call__(self, **given: Any) -> None:
        if given.get("from_email_address", True) is None:
            return  # the first address of an account, which was verified just now
        user = given["user"] if "user" in given else given["socialaccount"].user
        details = {"kind": given["authenticator"].type} if "authenticator" in given else {}
        services.record_account(action=self.action, user=user, at=timezone.now(), **details)


def _address_verified(**given: Any) -> None:
    services.record_account(action="address.verified", user=given["email_address"].user, at=timezone.now())
