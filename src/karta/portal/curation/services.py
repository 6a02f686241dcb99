"""Writes: a proposal is decided, or the decision undone. One transaction each; the build's line is written last."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.curation import decisions, queries
from karta.portal.directory import rules
from karta.portal.directory import services as directory
from karta.portal.directory.models import Correction
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class TooLate(Exception):
    """A build has read the decision; it is undone by another decision."""


@transaction.atomic
def decline(*, correction_id: int, reason: str, by: AbstractBaseUser, at: datetime) -> Correction:
    """Decline a proposal; nothing changes on the map. Errors: AlreadyDecided, PermissionDenied."""
    state = Correction.State.DECLINED
    return directory.decide(correction_id=correction_id, state=state, reason=reason, by=by, at=at)


@transaction.atomic
def accept(
    *, correction_id: int, decision: str, claim: dict[str, Any], reason: str, by: AbstractBaseUser, at: datetime
) -> Correction:
    """Accept a proposal: the next build reads its line of decisions.jsonl. Errors: AlreadyDecided, PermissionDenied.

    `decision`: add claim | prefer claim | withdraw claim. `claim`: property, value, unit, period of a claim to add.
    """
    state = Correction.State.ACCEPTED
    found = directory.decide(correction_id=correction_id, state=state, reason=reason, by=by, at=at)
    line = {"id": _line_id(found), "decision": decision, "org_id": found.org_id, "reason": reason}
    line |= claim | {"source_url": found.source_url} if decision == "add claim" else {"claim_id": found.claim_id}
    decisions.append(line, by=by.get_username(), at=at)
    return found


@transaction.atomic
def undo(*, correction_id: int, by: AbstractBaseUser, at: datetime) -> Correction:
    """Open a decided proposal again, as long as no build has read the decision. Errors: TooLate, PermissionDenied."""
    if not rules.may_decide(by):
        raise PermissionDenied(f"correction {correction_id}: you may not decide it; ask a steward")
    found = Correction.objects.select_for_update().get(pk=correction_id)
    if found.state == Correction.State.OPEN:
        return found
    was = found.state
    if was == Correction.State.ACCEPTED and queries.is_applied(found, queries.last_build_at()):
        raise TooLate(f"correction {correction_id}: a build has read it; decide on a new proposal instead")
    found.state, found.decided_by, found.decided_at, found.decision_reason = Correction.State.OPEN, None, None, ""
    found.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    audit.record("correction.reopened", target=found, by=by, at=at, was=was)
    if was == Correction.State.ACCEPTED:
        line = {"id": f"{_line_id(found)}-undo", "decision": "undo", "undoes": _line_id(found), "reason": "undone"}
        decisions.append(line, by=by.get_username(), at=at)
    return found


def _line_id(correction: Correction) -> str:
    return f"correction-{correction.pk}"
