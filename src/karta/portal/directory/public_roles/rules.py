"""Who confirms a public role. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from karta.portal.directory.models.public_roles import PublicRole

PURPOSE = "public_role"  # what a person agrees to (directory.holdings)


def may_confirm(user: AbstractBaseUser | AnonymousUser, role: PublicRole, acts_for: Collection[str]) -> bool:
    """Stewards, and who acts for the role's organisation: `acts_for`, all ids of the organisations that they act for.

    A role at the cluster itself is confirmed by stewards alone.
    """
    return may_steward(user) or bool(role.org_id and role.org_id in acts_for)
