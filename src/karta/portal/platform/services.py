"""Writes of the platform: accounts, roles, links, consents, erasure, attempts, keys. One transaction each."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.platform import audit, consents, holders, queries, rules
from karta.portal.platform.models import ApiKey, Attempt, Consent, OneTimeLink
from karta.portal.platform.sessions import end_sessions

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
    user, is_new = get_user_model().objects.get_or_create(username="steward")
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.groups.add(*(_group(role) for role in (rules.STEWARDS, rules.ADMINISTRATOR)))
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


class LastAdministrator(Exception):
    """Nobody would be left who lets others in."""


class AddressTaken(Exception):
    """An account has this address."""


def _group(role: str) -> Group:
    return Group.objects.get_or_create(name=role)[0]


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_administer(by):
        raise PermissionDenied("accounts: you may not change those of others; ask an administrator")


@transaction.atomic
def give_role(*, account_id: int, role: str, by: AbstractBaseUser, at: datetime) -> None:
    """Let an account do what a role may; it signs in anew. Errors: PermissionDenied, DoesNotExist, ValueError for no
    role of ours."""
    _refuse_others(by)
    account, group = _locked(account_id), _group(_known(role))
    if group not in account.groups.all():
        account.groups.add(group)
        end_sessions(account.pk)
        audit.record("role.given", target=account, by=by, at=at, role=role)


@transaction.atomic
def take_role(*, account_id: int, role: str, by: AbstractBaseUser, at: datetime) -> None:
    """Take a role from an account, which signs in anew. Errors: as give_role; LastAdministrator."""
    _refuse_others(by)
    account, group = _locked(account_id), _group(_known(role))
    if role == rules.ADMINISTRATOR:
        _keep_one_administrator(account)
    if group in account.groups.all():
        account.groups.remove(group)
        end_sessions(account.pk)
        audit.record("role.taken", target=account, by=by, at=at, role=role)


@transaction.atomic
def set_open(*, account_id: int, is_open: bool, by: AbstractBaseUser, at: datetime) -> None:
    """Close an account, which signs it out everywhere, or open it again. Errors: as take_role."""
    _refuse_others(by)
    account = _locked(account_id)
    if not is_open:
        _keep_one_administrator(account)
    if account.is_active != is_open:
        account.is_active = is_open
        account.save(update_fields=["is_active"])
        end_sessions(account.pk)
        audit.record("account.opened" if is_open else "account.closed", target=account, by=by, at=at)


@transaction.atomic
def invite(*, email: str, role: str, by: AbstractBaseUser, at: datetime) -> str:
    """Make an account for an address; the token of the link that lets its owner choose a password.

    Invited again, the earlier link stops working. Errors: PermissionDenied, AddressTaken, ValueError.
    """
    _refuse_others(by)
    users = get_user_model().objects
    account = users.filter(email__iexact=email, password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None).first()
    if queries.is_address_of_another(email, user_id=account.pk if account else 0):
        raise AddressTaken(f"{email}: an account has this address; give it a role instead")
    if account is None:
        account = users.create_user(f"person-{secrets.token_hex(5)}", email=email.lower())
    account.groups.add(_group(_known(role)))
    OneTimeLink.objects.filter(user=account, used_at=None).update(used_at=at)
    token = secrets.token_urlsafe(32)
    expires = at + rules.INVITATION_LIFE
    OneTimeLink.objects.create(user=account, token_hash=queries.token_hash(token), expires_at=expires)
    audit.record("account.invited", target=account, by=by, at=at, role=role)
    return token


@transaction.atomic
def give_consent(*, purpose: str, by: AbstractBaseUser, at: datetime) -> Consent:
    """Note that somebody agrees to a purpose in its present words. Errors: KeyError for no purpose of ours."""
    version = consents.purpose(purpose).version
    standing = Consent.objects.select_for_update().filter(user_id=by.pk, purpose=purpose, withdrawn_at=None).first()
    if standing is not None and standing.version == version:
        return standing
    if standing is not None:
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
    made = Consent.objects.create(user_id=by.pk, purpose=purpose, version=version, given_at=at)
    audit.record("consent.given", target=made, by=by, at=at, purpose=purpose, version=version)
    return made


@transaction.atomic
def withdraw_consent(*, purpose: str, by: AbstractBaseUser, at: datetime) -> None:
    """End an agreement; one that does not stand stays as it is."""
    standing = Consent.objects.select_for_update().filter(user_id=by.pk, purpose=purpose, withdrawn_at=None).first()
    if standing is not None:
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
        audit.record("consent.withdrawn", target=standing, by=by, at=at, purpose=purpose)


@transaction.atomic
def record_export(*, by: AbstractBaseUser, at: datetime) -> None:
    """A line for each time that somebody took away what is held about them."""
    audit.record("data.exported", target=f"account {by.pk}", by=by, at=at)


@transaction.atomic
def erase(*, by: AbstractBaseUser, at: datetime) -> dict[str, int]:
    """Erase what is held about the account's owner, by every holder; how much of each. Errors: LastAdministrator."""
    account = _locked(by.pk)
    _keep_one_administrator(account)
    subject = queries.subject_of(account)
    gone = {holder.name: holder.erase(subject, at) for holder in holders.all_holders()}
    audit.record("account.erased", target=f"account {account.pk}", by=by, at=at)
    return gone


def _known(role: str) -> str:
    if role not in rules.ROLES:
        raise ValueError(f"{role}: no such role; there are {', '.join(rules.ROLES)}")
    return role


def _locked(account_id: int) -> Any:
    return get_user_model().objects.select_for_update().get(pk=account_id)


def _keep_one_administrator(leaving: Any) -> None:
    """Two who leave at once wait for each other: each looks while it holds all administrators."""
    held = get_user_model().objects.select_for_update().filter(groups__name=rules.ADMINISTRATOR, is_active=True)
    left = set(held.values_list("pk", flat=True))
    if left == {leaving.pk}:
        raise LastAdministrator(f"account {leaving.pk}: the last administrator; make another one first")


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
