"""Writes of the platform: accounts, one-time links, counted attempts, API keys. One transaction each."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from karta.portal.platform import audit, queries, rules
from karta.portal.platform.models import ApiKey, Attempt, OneTimeLink

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class LinkSpent(Exception):
    """The one-time link was used, has expired or never existed."""


@transaction.atomic
def first_steward_token(*, at: datetime) -> str | None:
    """Token of a one-time link for the first steward, made if there is none; None once a steward has a password.

    Links made earlier stop working: only the one printed last opens the door.
    """
    if queries.has_steward_with_password():
        return None
    group, _ = Group.objects.get_or_create(name=rules.STEWARDS)
    user, is_new = get_user_model().objects.get_or_create(username="steward")
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.groups.add(group)
    OneTimeLink.objects.filter(user=user, used_at=None).update(used_at=at)
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(user=user, token_hash=queries.token_hash(token), expires_at=at + rules.LINK_LIFE)
    audit.record("link.made", target=user, by=None, at=at)
    return token


@transaction.atomic
def set_first_password(*, token: str, email: str, password: str, at: datetime) -> AbstractBaseUser:
    """Spend a one-time link: the account gets this address and password. Raises LinkSpent.

    The address counts as verified: whoever has the link reads the log of this installation.
    """
    link = queries.live_link(token, at=at)
    # The update is the lock: of two requests with one token a single one changes a row.
    if link is None or not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise LinkSpent("account: this link was used or has expired; run karta serve again for a new one")
    link.user.set_password(password)
    link.user.email = email
    link.user.save(update_fields=["password", "email"])
    EmailAddress.objects.filter(user=link.user).delete()
    EmailAddress.objects.create(user=link.user, email=email, verified=True, primary=True)
    audit.record("password.set", target=link.user, by=link.user, at=at)
    return link.user


@transaction.atomic
def count_attempt(*, kind: str, text: str, at: datetime) -> None:
    """Count one try; tries older than the window are forgotten."""
    Attempt.objects.filter(at__lte=at - rules.WINDOW).delete()
    Attempt.objects.create(kind=kind, key=queries.attempt_key(text), at=at)


@transaction.atomic
def record_account(*, action: str, user: AbstractBaseUser, at: datetime, **details: str) -> None:
    """An audit line of what allauth wrote for an account: `signed.in`, `account.made`, `password.changed` …"""
    audit.record(action, target=user, by=user, at=at, **details)


@transaction.atomic
def ask_key(*, email: str, use: str, language: str, at: datetime) -> ApiKey:
    """Note that somebody wants an API key; it is made once the address is confirmed. Stale requests are forgotten."""
    ApiKey.objects.filter(key_hash=None, asked_at__lte=at - rules.CONFIRM_WITHIN).delete()
    return ApiKey.objects.create(email=email, use=use, language=language, asked_at=at)


@transaction.atomic
def make_key(*, key_id: int, at: datetime) -> str:
    """The key of a confirmed request: told this once, then only its hash is kept. Errors: LinkSpent."""
    key = rules.KEY_PREFIX + secrets.token_urlsafe(32)
    asked = ApiKey.objects.filter(pk=key_id, key_hash=None, asked_at__gt=at - rules.CONFIRM_WITHIN)
    if not asked.update(key_hash=queries.token_hash(key), start=key[:12], made_at=at):
        raise LinkSpent(f"API key {key_id}: was made already, or the request is too old; ask again")
    audit.record("key.made", target=f"API key {key[:12]}", by=None, at=at)
    queries.forget_keys()
    return key


@transaction.atomic
def revoke_key(*, key_id: int, at: datetime) -> None:
    """End a key and forget whose it was. A key that is revoked already stays as it is."""
    if ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=at, email="", use=""):
        audit.record("key.revoked", target=f"API key {key_id}", by=None, at=at)
    queries.forget_keys()
