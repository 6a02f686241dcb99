"""Reads of public roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from karta.portal.directory.ids import family
from karta.portal.directory.models import PublicRole
from karta.portal.directory.public_roles.rules import PURPOSE
from karta.portal.directory.representatives import represented
from karta.portal.platform import consents
from karta.portal.platform.models import Consent
from karta.portal.platform.public_state import kept
from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def shown(today: date) -> QuerySet[PublicRole]:
    """Roles that everybody may see today: confirmed, not ended, agreed to in the words that the consent has now."""
    version = consents.purpose(PURPOSE).version
    agreed = Consent.objects.filter(purpose=PURPOSE, version=version, withdrawn_at=None).values("user_id")
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    lasts = Q(ends_on=None) | Q(ends_on__gte=today)
    found = PublicRole.objects.filter(begun, lasts, confirmed_at__isnull=False, ended_at=None)
    return found.filter(user_id__in=agreed, user__is_active=True).order_by("starts_on", "asked_at", "pk")


def shown_at(org_ids: Iterable[str], today: date) -> list[PublicRole]:
    """Those of one organisation, under any of its ids. Most have none: all are asked for at once, once a state."""
    held = kept(f"public roles {today}", lambda: list(shown(today).exclude(org_id="")))
    wanted = set(org_ids)
    return [role for role in held if role.org_id in wanted]


def shown_at_body(code: str, today: date) -> list[PublicRole]:
    """Those of a body, such as the cluster. One query."""
    return list(shown(today).filter(body__code=code))


def own(user: AbstractBaseUser) -> QuerySet[PublicRole]:
    """What an account wrote and has not ended."""
    return PublicRole.objects.filter(user_id=user.pk, ended_at=None).select_related("body")


def acts_for(user: AbstractBaseUser) -> set[str]:
    """All ids, of now and before, of the organisations that an account acts for."""
    return family(represented(user))


def to_confirm(user: AbstractBaseUser) -> QuerySet[PublicRole]:
    """Roles that wait for this account's word."""
    waiting = PublicRole.objects.filter(confirmed_at=None, ended_at=None).select_related("body", "user")
    return waiting if may_steward(user) else waiting.filter(org_id__in=acts_for(user)).exclude(org_id="")


def confirmed_by_right_of(user: AbstractBaseUser) -> QuerySet[PublicRole]:
    """Confirmed roles of others that this account may take back."""
    standing = PublicRole.objects.filter(confirmed_at__isnull=False, ended_at=None).exclude(user_id=user.pk)
    found = standing.select_related("body", "user")
    return found if may_steward(user) else found.filter(org_id__in=acts_for(user)).exclude(org_id="")
