"""Writes of public roles. One transaction each, with an audit line that names numbers alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory.models import Body, PublicRole
from karta.portal.directory.public_roles import letters, queries, rules
from karta.portal.platform import audit, mail
from karta.portal.platform.rules import may_take_part
from karta.portal.platform.services import give_consent

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NoConsent(Exception):
    """The person did not agree that their name is shown."""


class AlreadyDecided(Exception):
    """The role was confirmed or ended before."""


@transaction.atomic
def propose(
    *, org_id: str, body: Body | None, name: dict[str, str], title: dict[str, str], starts_on: date | None,
    ends_on: date | None, agrees: bool, by: AbstractBaseUser, at: datetime,
) -> PublicRole:  # fmt: skip
    """Write one's own public role, with one's consent; who acts for the organisation confirms their own at once.

    Errors: PermissionDenied, NoConsent; ValueError unless it is at one organisation or body.
    """
    if not may_take_part(by):
        raise PermissionDenied("public role: sign in first")
    if not agrees:
        raise NoConsent("public role: it is shown with your consent only")
    if bool(org_id) == bool(body):
        raise ValueError("public role: at an organisation or at a body, one of both")
    give_consent(purpose=rules.PURPOSE, by=by, at=at)
    made = PublicRole(user_id=by.pk, org_id=org_id, body=body, starts_on=starts_on, ends_on=ends_on, asked_at=at)
    made.name_bg, made.name_en, made.title_bg, made.title_en = name["bg"], name["en"], title["bg"], title["en"]
    if rules.may_confirm(by, made, queries.acts_for(by)):
        made.confirmed_at, made.confirmed_by_id = at, by.pk
    made.save()
    audit.record("public_role.proposed", target=made, by=by, at=at, is_confirmed=made.confirmed_at is not None)
    if made.confirmed_at is None:
        for letter in letters.asked(made, at=at):
            mail.send(letter)
    return made


@transaction.atomic
def confirm(*, role_id: int, by: AbstractBaseUser, at: datetime) -> PublicRole:
    """Say that a person has this role. Errors: PermissionDenied, AlreadyDecided."""
    found = PublicRole.objects.select_for_update().get(pk=role_id)
    _refuse_others(found, by)
    if found.confirmed_at is not None or found.ended_at is not None:
        raise AlreadyDecided(f"{found}: was decided already")
    found.confirmed_at, found.confirmed_by_id = at, by.pk
    found.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record("public_role.confirmed", target=found, by=by, at=at)
    for letter in letters.decided(found, at=at):
        mail.send(letter)
    return found


@transaction.atomic
def end(*, role_id: int, by: AbstractBaseUser, at: datetime) -> PublicRole:
    """Give up one's own role, or decline or take back another's; it is nowhere shown then.

    Errors: PermissionDenied, AlreadyDecided.
    """
    found = PublicRole.objects.select_for_update().get(pk=role_id)
    is_own = found.user_id == by.pk
    if not is_own:
        _refuse_others(found, by)
    if found.ended_at is not None:
        raise AlreadyDecided(f"{found}: has ended already")
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    audit.record("public_role.ended", target=found, by=by, at=at)
    if not is_own:
        for letter in letters.decided(found, at=at):
            mail.send(letter)
    return found


def _refuse_others(found: PublicRole, by: AbstractBaseUser) -> None:
    if not rules.may_confirm(by, found, queries.acts_for(by)):
        raise PermissionDenied(f"{found}: you do not act for its organisation; ask who does, or a steward")
