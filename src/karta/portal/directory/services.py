"""Writes of the directory: corrections, saved views, alerts. One transaction each."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory import rules
from karta.portal.directory.models import Alert, Correction, SavedView
from karta.portal.platform import audit
from karta.portal.platform.rules import CONFIRM_WITHIN

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class AlreadyDecided(Exception):
    """Somebody decided this correction before."""


@transaction.atomic
def propose(
    *, org_id: str, snapshot: str, language: str, by: AbstractBaseUser | None, at: datetime, **said: Any
) -> Correction:
    """Keep a proposed correction for a steward. `said`: the form's cleaned fields; `by` None: a visitor."""
    made = Correction.objects.create(org_id=org_id, snapshot=snapshot, language=language, proposed_at=at, **said)
    audit.record("correction.proposed", target=made, by=by, at=at, org_id=org_id)
    return made


@transaction.atomic
def decide(
    *, correction_id: int, state: Correction.State, reason: str, by: AbstractBaseUser, at: datetime
) -> Correction:
    """Accept or decline an open correction; the next build applies what was accepted. On error nothing changes."""
    if not rules.may_decide(by):
        raise PermissionDenied(f"correction {correction_id}: you may not decide it; ask a steward")
    found = Correction.objects.select_for_update().get(pk=correction_id)
    if found.state != Correction.State.OPEN:
        raise AlreadyDecided(f"correction {found.pk}: already {found.state} on {found.decided_at:%Y-%m-%d}")
    found.state, found.decided_by, found.decided_at, found.decision_reason = state, by, at, reason
    found.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    audit.record(f"correction.{state}", target=found, by=by, at=at, org_id=found.org_id)
    return found


@transaction.atomic
def save_view(*, params: list[list[str]], at: datetime) -> SavedView:
    """Keep a filter under an address that nobody guesses."""
    return SavedView.objects.create(token=secrets.token_urlsafe(16), params=params, saved_at=at)


@transaction.atomic
def ask_alert(*, email: str, params: list[list[str]], language: str, origin: str, at: datetime) -> Alert:
    """Note who wants to be told of what; nothing is sent before the address is confirmed. Stale requests go."""
    Alert.objects.filter(confirmed_at=None, asked_at__lte=at - CONFIRM_WITHIN).delete()
    return Alert.objects.create(email=email, params=params, language=language, origin=origin, asked_at=at)


@transaction.atomic
def confirm_alert(*, alert_id: int, snapshot: str, at: datetime) -> Alert | None:
    """Begin to tell: of everything after `snapshot`. None where there is no such request any more."""
    found = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if found is not None and found.confirmed_at is None:
        found.confirmed_at, found.told = at, snapshot
        found.save(update_fields=["confirmed_at", "told"])
        Alert.objects.filter(email=found.email, params=found.params).exclude(pk=found.pk).delete()
    return found


@transaction.atomic
def unsubscribe(*, alert_id: int) -> bool:
    """Forget an alert with its address. False where it was forgotten before."""
    return bool(Alert.objects.filter(pk=alert_id).delete()[0])
