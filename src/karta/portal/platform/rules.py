"""Who may what, and how often: pure decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

# Each is a group of Django's; a visitor has none. Whoever works on the portal has one or more of them.
MEMBER, EDITOR, CURATOR, STEWARDS, ADMINISTRATOR = "member", "editor", "curator", "steward", "administrator"
ROLES = (MEMBER, EDITOR, CURATOR, STEWARDS, ADMINISTRATOR)
LINK_LIFE = timedelta(hours=24)
INVITATION_LIFE = timedelta(days=7)
WINDOW = timedelta(minutes=15)
# Signing in, up and setting a new password have their own: platform.account_settings.
LIMITS = {
    "correction_address": 10,
    "saved_address": 30,
    "seat_address": 10,  # addresses of investors that a company tries, by account
    "mail_address": 10,  # forms that send a mail, by the network address that they come from
    "claim_account": 10,  # asking to act for organisations, and codes typed, by account
    "registration_address": 60,  # registering for events: of a whole institute behind one network address
    "door_address": 20,  # wrong links of check-in, by network address
    "mail_to": 3,  # and by the address that it goes to: nobody's mailbox is filled through us
}
# A mail server that is down for a night must cost nobody their letter.
MAIL_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 960))
CONFIRM_WITHIN = timedelta(days=2)
KEY_PREFIX = "karta_"


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """The roles of an active account, asked for once while its object lives; none of visitors and closed accounts."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles"):
        user._roles = frozenset(user.groups.values_list("name", flat=True)) & frozenset(ROLES)
    found: frozenset[str] = user._roles
    return found


def may_take_part(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this is the open account of a person."""
    return bool(user.is_authenticated and user.is_active)


def may_use_member_pages(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Members of the cluster, and those who work for it."""
    return bool(roles_of(user))


def may_edit(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account writes, translates and publishes texts."""
    return bool(roles_of(user) & {EDITOR, STEWARDS, ADMINISTRATOR})


def may_curate(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account decides who is who and what is shown: pairs, proposals, contradictions."""
    return bool(roles_of(user) & {CURATOR, STEWARDS, ADMINISTRATOR})


def may_steward(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account imports, builds, publishes and rolls back; it may do what editors and curators may."""
    return bool(roles_of(user) & {STEWARDS, ADMINISTRATOR})


def may_administer(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account lets others in, gives and takes roles, closes accounts and reads the audit log."""
    return ADMINISTRATOR in roles_of(user)


def is_over_limit(kind: str, attempts: int) -> bool:
    """Whether so many attempts of this kind inside WINDOW close the door for the next one."""
    return attempts >= LIMITS[kind]
