"""For which organisations an account acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karta.portal.directory.models import Representative
from karta.portal.platform.rules import may_take_part

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def represented(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """Ids of the organisations that this open account acts for, proven and not ended; none of visitors. One query."""
    if not may_take_part(user):
        return frozenset()
    standing = Representative.objects.filter(user_id=user.pk, proven_at__isnull=False, ended_at=None)
    return frozenset(standing.values_list("org_id", flat=True))


def may_act_for(user: AbstractBaseUser | AnonymousUser, org_id: str) -> bool:
    """Whether this account acts for this organisation."""
    return org_id in represented(user)
