"""Writes of the directory: proposing and deciding a correction. One transaction each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory import rules
from karta.portal.directory.models import Correction
from karta.portal.platform import audit

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
