"""For which organisations an account acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karta.portal.directory.ids import now
from karta.portal.directory.models import Representative
from karta.portal.platform.rules import may_take_part

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def represented(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """Present ids of the organisations that this open account acts for, proven and not ended; none of visitors.

    One query, and where there are any, one of the snapshot, which may have moved an organisation to another id.
    """
    if not may_take_part(user):
        return frozenset()
    standing = Representative.objects.standing().filter(user_id=user.pk)
    return frozenset(now(standing.values_list("org_id", flat=True)).values())


def may_act_for(user: AbstractBaseUser | AnonymousUser, org_id: str) -> bool:
    """Whether this account acts for this organisation, under its present id or one that it had."""
    own = represented(user)
    return bool(own) and now([org_id])[org_id] in own
