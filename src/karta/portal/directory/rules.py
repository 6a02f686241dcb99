"""Who may decide a proposed correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_curate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def may_decide(user: AbstractBaseUser | AnonymousUser) -> bool:
    return may_curate(user)


def may_choose(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who prefers a claim of a contradiction and takes such a choice back."""
    return may_curate(user)
