"""Who may what, and how often: pure decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

STEWARDS = "steward"
LINK_LIFE = timedelta(hours=24)
WINDOW = timedelta(minutes=15)
# Signing in, up and setting a new password have their own: platform.account_settings.
LIMITS = {
    "correction_address": 10,
    "saved_address": 30,
    "mail_address": 10,  # forms that send a mail, by the network address that they come from
    "mail_to": 3,  # and by the address that it goes to: nobody's mailbox is filled through us
}
# A mail server that is down for a night must cost nobody their letter.
MAIL_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 960))
CONFIRM_WITHIN = timedelta(days=2)
KEY_PREFIX = "karta_"


def may_steward(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account imports, publishes, rolls back and decides: an active member of the group `steward`."""
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name=STEWARDS).exists())


def is_over_limit(kind: str, attempts: int) -> bool:
    """Whether so many attempts of this kind inside WINDOW close the door for the next one."""
    return attempts >= LIMITS[kind]
