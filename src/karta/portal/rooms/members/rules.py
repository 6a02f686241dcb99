"""Who decides on memberships, and which state may follow which. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

ASKED, STANDING, SUSPENDED, ENDED = "asked", "standing", "suspended", "ended"
FOLLOWS = {
    ASKED: (STANDING, ENDED),
    STANDING: (SUSPENDED, ENDED),
    SUSPENDED: (STANDING, ENDED),
    ENDED: (STANDING,),
}
NEEDS_REASON = (SUSPENDED, ENDED)


def may_decide(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who admits, suspends and ends memberships, charges dues and notes payments."""
    return may_steward(user)


def may_follow(state: str, then: str) -> bool:
    """Whether the team may bring a membership from one state into another."""
    return then in FOLLOWS[state]
