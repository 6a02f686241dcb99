"""Who decides proposed corrections, chooses between claims and edits facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_curate, may_edit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def may_decide(user: AbstractBaseUser | AnonymousUser) -> bool:
    return may_curate(user)


def may_choose(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who prefers a claim of a contradiction and takes such a choice back: curators, and those who enter claims."""
    return may_curate(user) or may_edit(user)


def may_record(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who edits events, series, projects and the claims on them."""
    return may_edit(user)
