"""For which organisations an account acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from karta.portal.directory.models import Representative
from karta.portal.platform.rules import may_take_part
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def represented(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """Present ids of the organisations that this open account acts for, proven and not ended; none of visitors.

    One query, and where there are any, one of the snapshot, which may have moved an organisation to another id.
    """
    if not may_take_part(user):
        return frozenset()
    standing = Representative.objects.filter(user_id=user.pk, proven_at__isnull=False, ended_at=None)
    return frozenset(_present(list(standing.values_list("org_id", flat=True))).values())


def may_act_for(user: AbstractBaseUser | AnonymousUser, org_id: str) -> bool:
    """Whether this account acts for this organisation, under its present id or one that it had."""
    own = represented(user)
    return bool(own) and _present([org_id])[org_id] in own


def _present(ids: Iterable[str]) -> dict[str, str]:
    """Id → present id; the same where nothing moved it or nothing is published."""
    asked = list(ids)
    try:
        snapshot = current_snapshot() if asked else None
    except NoSnapshot:
        snapshot = None
    if snapshot is None:
        return {one: one for one in asked}
    sql = "SELECT old_org_id, org_id FROM redirects WHERE old_org_id IN (SELECT unnest(?))"
    moved = dict(snapshot.connection().execute(sql, (asked,)).fetchall())
    return {one: moved.get(one, one) for one in asked}
