"""Writes of the directory: corrections, saved views, alerts, choices between claims. One transaction each."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory import queries, rules, timing
from karta.portal.directory.models import Alert, Choice, Claim, Contradiction, Correction, Edition, SavedView
from karta.portal.platform import audit
from karta.portal.platform.rules import CONFIRM_WITHIN

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class AlreadyDecided(Exception):
    """Somebody decided this correction before."""


class NotOfThis(Exception):
    """The claim does not belong to the contradiction that it was chosen for."""


class NothingToUndo(Exception):
    """No choice of a person stands."""


@transaction.atomic
def propose(
    *, org_id: str, snapshot: str, language: str, by: AbstractBaseUser | None, at: datetime, **said: Any
) -> Correction:
    """Keep a proposed correction for a steward. `said`: the form's cleaned fields; `by` None: a visitor.

    The same form sent twice is one proposal, while it waits.
    """
    waiting = Correction.objects.filter(org_id=org_id, state=Correction.State.OPEN, **said).first()
    if waiting is not None:
        return waiting
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


@transaction.atomic
def choose(
    *, contradiction_id: int, claim_id: int | None, reason: dict[str, str], by: AbstractBaseUser | None, at: datetime
) -> Choice:
    """Prefer a claim of a contradiction, or none (`claim_id` None), with a reason in one language or both.

    `by` None: as the shipped facts have it. Errors: PermissionDenied, NotOfThis; ValueError without a reason.
    """
    if by is not None and not rules.may_choose(by):
        raise PermissionDenied(f"contradiction {contradiction_id}: you may not choose; ask a steward")
    if not any(text.strip() for text in reason.values()):
        raise ValueError(f"contradiction {contradiction_id}: a choice needs a reason")
    found = Contradiction.objects.select_for_update().get(pk=contradiction_id)
    if claim_id is not None and not found.claims.filter(pk=claim_id).exists():
        raise NotOfThis(f"contradiction {found.code}: claim {claim_id} is none of its claims")
    made = Choice.objects.create(
        contradiction=found, claim_id=claim_id, reason_bg=reason.get("bg", "").strip(),
        reason_en=reason.get("en", "").strip(), by=by, at=at,
    )  # fmt: skip
    _stand(found, made)
    audit.record("contradiction.chosen", target=found, by=by, at=at, claim=made.claim and made.claim.claim_id)
    return made


@transaction.atomic
def undo_choice(*, contradiction_id: int, by: AbstractBaseUser, at: datetime) -> Choice | None:
    """Take the newest choice of a person back: the one before it stands again, which is returned.

    Errors: PermissionDenied, NothingToUndo.
    """
    if not rules.may_choose(by):
        raise PermissionDenied(f"contradiction {contradiction_id}: you may not choose; ask a steward")
    found = Contradiction.objects.select_for_update().get(pk=contradiction_id)
    newest = found.choices.filter(undone_at=None).first()
    if newest is None or newest.by_id is None:
        raise NothingToUndo(f"contradiction {found.code}: no choice of a person stands")
    newest.undone_by, newest.undone_at = by, at
    newest.save(update_fields=["undone_by", "undone_at"])
    before = found.choices.filter(undone_at=None).first()
    _stand(found, before)
    audit.record("contradiction.undone", target=found, by=by, at=at, choice=newest.pk)
    return before


def _stand(found: Contradiction, choice: Choice | None) -> None:
    """Repeat a choice on its contradiction, and the days that follow from it on the edition."""
    found.preferred = choice and choice.claim
    found.reason_bg, found.reason_en = (choice.reason_bg, choice.reason_en) if choice else ("", "")
    found.chosen_by, found.chosen_at = (choice.by, choice.at) if choice else (None, None)
    found.save(update_fields=["preferred", "reason_bg", "reason_en", "chosen_by", "chosen_at"])
    if found.subject_kind == "edition" and found.property == "dates":
        for edition in Edition.objects.filter(code=found.subject_code):
            refresh_dates(edition, at=choice.at if choice else edition.changed_at)


def refresh_dates(edition: Edition, *, at: datetime) -> None:
    """Bring the days of an edition in step with the claim on `dates` that stands. Call it inside a transaction."""
    claim = queries.standing("edition", edition.code, "dates")
    known = claim is not None and claim.state == Claim.State.KNOWN
    edition.starts_on, edition.ends_on = (claim.starts_on, claim.ends_on) if known else (None, None)
    edition.date_precision = claim.date_precision if known else Claim.Precision.UNKNOWN
    edition.starts_at = edition.ends_at = None
    if known and claim.starts_on and claim.starts_at:
        edition.starts_at = timing.instant(claim.starts_on, claim.starts_at, claim.time_zone)
    if known and claim.ends_on and claim.ends_at:
        edition.ends_at = timing.instant(claim.ends_on, claim.ends_at, claim.time_zone)
    edition.is_fully_dated = timing.is_fully_dated(edition)
    edition.changed_at = at
    edition.save()
