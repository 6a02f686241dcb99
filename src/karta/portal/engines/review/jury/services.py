"""Writes about jurors: invitations and answers, what they know and belong to, conflicts of interest.

One transaction each, with an audit line that names numbers and codes alone. What bars a juror from an entry takes the
entry from them in the same transaction, whatever state its review is in.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from karta.portal.engines.review import letters, rules
from karta.portal.engines.review.agreement import TERMS
from karta.portal.engines.review.errors import NotNow, NotThere
from karta.portal.engines.review.jury import queries
from karta.portal.engines.review.jury.barring import bar, refresh
from karta.portal.engines.review.models import Assignment, Conflict, Entry, Juror, Party, Round
from karta.portal.engines.review.services import locked, refuse_others
from karta.portal.platform import audit, mail
from karta.portal.platform import services as platform

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

State = Juror.State


@transaction.atomic
def invite(
    *, round_id: int, email: str, name: str, by: AbstractBaseUser, at: datetime, origin: str = "", **said: Any
) -> Juror:
    """Ask somebody to be a juror. `said`: language, presides, terms, most. A closed round asks nobody.

    Errors: PermissionDenied, NotThere, NotNow where they were asked already or the round is over.
    """
    refuse_others(by)
    found = locked(round_id)
    if rules.phase(found, at) == "closed":
        raise NotNow(f"round {round_id}: closed")
    number = 1 + max(found.jurors.values_list("number", flat=True), default=0)
    try:
        with transaction.atomic():
            made = Juror.objects.create(
                round=found, email=email.lower(), name=name, number=number, user_id=queries.account_of(email),
                invited_at=at, **said,
            )  # fmt: skip
    except IntegrityError as error:
        raise NotNow(f"round {round_id}: they were asked already") from error
    audit.record("juror.invited", target=made, by=by, at=at, round=found.pk)
    refresh(found, at=at, jurors=[made])
    mail.send(letters.invited(made, at=at, origin=origin))
    return made


@transaction.atomic
def accept(
    *, round_id: int, terms: list[str], org_ids: list[str], by: AbstractBaseUser, at: datetime
) -> Juror:  # fmt: skip
    """Become a juror, and agree to what jurors agree to. Errors: NotThere, NotNow where it was answered."""
    seat = _seat(round_id, by)
    if seat.state not in (State.INVITED, State.DECLINED) or rules.phase(seat.round, at) == "closed":
        raise NotNow(f"juror {seat.pk}: {seat.state}")
    seat.state, seat.user_id, seat.answered_at = State.ACCEPTED, by.pk, at
    seat.terms, seat.org_ids = terms, org_ids
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as error:
        raise NotNow(f"juror {seat.pk}: the account or the chair is taken") from error
    platform.give_consent(purpose=TERMS.key, by=by, at=at)
    audit.record("juror.accepted", target=seat, by=by, at=at, round=round_id)
    refresh(seat.round, at=at, jurors=[seat])
    return seat


@transaction.atomic
def decline(*, round_id: int, by: AbstractBaseUser, at: datetime) -> Juror:
    """Do not become a juror. Errors: NotThere, NotNow where it was answered."""
    seat = _seat(round_id, by)
    if seat.state != State.INVITED:
        raise NotNow(f"juror {seat.pk}: {seat.state}")
    seat.state, seat.answered_at = State.DECLINED, at
    seat.save(update_fields=["state", "answered_at"])
    audit.record("juror.declined", target=seat, by=by, at=at, round=round_id)
    return seat


@transaction.atomic
def describe(*, round_id: int, terms: list[str], org_ids: list[str], by: AbstractBaseUser, at: datetime) -> Juror:
    """What a juror knows and belongs to, in their own words; conflicts follow at once. Errors: NotThere, NotNow."""
    seat = _seat(round_id, by)
    if seat.state != State.ACCEPTED:
        raise NotNow(f"juror {seat.pk}: {seat.state}")
    seat.terms, seat.org_ids = terms, org_ids
    seat.save(update_fields=["terms", "org_ids"])
    audit.record("juror.described", target=seat, by=by, at=at, round=round_id)
    refresh(seat.round, at=at, jurors=[seat])
    return seat


@transaction.atomic
def end(*, juror_id: int, by: AbstractBaseUser, at: datetime) -> Juror:
    """End a juror's part in a round: what they have not submitted is taken from them, what they have counts.

    Errors: PermissionDenied, NotThere, NotNow.
    """
    refuse_others(by)
    seat = Juror.objects.select_for_update().filter(pk=juror_id).first()
    if seat is None:
        raise NotThere(f"juror {juror_id}")
    if seat.state == State.ENDED:
        raise NotNow(f"juror {juror_id}: ended already")
    seat.state, seat.answered_at, seat.presides = State.ENDED, at, False
    seat.save(update_fields=["state", "answered_at", "presides"])
    left = seat.assignments.exclude(state=Assignment.State.REMOVED).exclude(review__state="submitted")
    gone = left.update(state=Assignment.State.REMOVED, removed_at=at, removed_for="hand")
    audit.record("juror.ended", target=seat, by=by, at=at, round=seat.round_id, assignments=gone)
    return seat


@transaction.atomic
def remind(*, round_id: int, by: AbstractBaseUser, at: datetime, origin: str = "") -> int:
    """Write to jurors whose reviews are not all submitted, and not twice within rules.REMIND_AGAIN; to how many.

    Errors: PermissionDenied, NotThere, NotNow where the round takes no reviews.
    """
    refuse_others(by)
    found = locked(round_id)
    if not rules.may_score(found, at):
        raise NotNow(f"round {round_id}: {rules.phase(found, at)}")
    lacks = Q(assignments__state="released") & ~Q(assignments__review__state="submitted")
    late = (
        found.jurors.filter(state=State.ACCEPTED).annotate(left=Count("assignments", filter=lacks)).filter(left__gt=0)
    )
    recent = Q(reminded_at__gt=at - rules.REMIND_AGAIN)
    count = 0
    for one in late.exclude(recent).exclude(email="").select_related("round"):
        one.reminded_at = at
        one.save(update_fields=["reminded_at"])
        mail.send(letters.reminded(one, one.left, at=at, origin=origin))
        count += 1
    audit.record("jurors.reminded", target=found, by=by, at=at, count=count)
    return count


# conflicts of interest


@transaction.atomic
def declare(*, round_id: int, code: str, words: str, by: AbstractBaseUser, at: datetime) -> Conflict:
    """A juror says that they must not review an entry; it is taken from them. Errors: NotThere, NotNow."""
    seat = _seat(round_id, by)
    entry = Entry.objects.filter(round_id=round_id, code=code, withdrawn_at=None).first()
    if seat.state != State.ACCEPTED or seat.round.state == Round.State.DRAFT or entry is None:
        raise NotThere(f"entry {code} of round {round_id}")
    said = {"found_at": at, "words": words}
    key = {"entry": entry, "juror": seat, "kind": Conflict.Kind.DECLARED, "ended_at": None}
    made, is_new = Conflict.objects.get_or_create(**key, defaults=said)
    if is_new:
        audit.record("conflict.declared", target=made, by=by, at=at, entry=entry.pk, juror=seat.pk)
        bar([made], at=at)
    return made


@transaction.atomic
def set_aside(*, conflict_id: int, reason: str, by: AbstractBaseUser, at: datetime) -> Conflict:
    """Let a juror review an entry in spite of a conflict of the map, with a reason.

    Errors: PermissionDenied, NotThere, NotNow for one that nobody can set aside: author, own organisation, declared.
    """
    refuse_others(by)
    found = Conflict.objects.select_for_update().filter(pk=conflict_id, ended_at=None).first()
    if found is None:
        raise NotThere(f"conflict {conflict_id}")
    if found.is_hard or found.waived_at:
        raise NotNow(f"conflict {conflict_id}: {found.kind} cannot be set aside, or was")
    found.waived_by_id, found.waived_at, found.waiver = by.pk, at, reason
    found.save(update_fields=["waived_by", "waived_at", "waiver"])
    audit.record("conflict.set_aside", target=found, by=by, at=at, entry=found.entry_id, juror=found.juror_id)
    return found


@transaction.atomic
def restore(*, conflict_id: int, by: AbstractBaseUser, at: datetime) -> Conflict:
    """Let a conflict that was set aside count again. Errors: PermissionDenied, NotThere."""
    refuse_others(by)
    found = Conflict.objects.select_for_update().filter(pk=conflict_id, ended_at=None, waived_at__isnull=False).first()
    if found is None:
        raise NotThere(f"conflict {conflict_id}")
    found.waived_by, found.waived_at, found.waiver = None, None, ""
    found.save(update_fields=["waived_by", "waived_at", "waiver"])
    audit.record("conflict.restored", target=found, by=by, at=at, entry=found.entry_id, juror=found.juror_id)
    bar([found], at=at)
    return found


@transaction.atomic
def refresh_conflicts(*, round_id: int, by: AbstractBaseUser | None, at: datetime) -> int:
    """Look for conflicts anew, in the map and in accounts as they are now; how many came up."""
    found = locked(round_id)
    count = refresh(found, at=at)
    audit.record("conflicts.refreshed", target=found, by=by, at=at, found=count)
    return count


def recheck_rounds() -> int:
    """For the worker: conflicts of open rounds anew, since a publication of the map may have brought some; how many."""
    return sum(map(_recheck, Round.objects.filter(state=Round.State.OPEN).values_list("pk", flat=True)))


@transaction.atomic
def _recheck(round_id: int) -> int:
    found, at = locked(round_id), timezone.now()
    count = refresh(found, at=at)
    if count:
        audit.record("conflicts.refreshed", target=found, by=None, at=at, found=count)
    return count


@transaction.atomic
def recheck_account(*, user_id: int, at: datetime) -> int:
    """After an account began or ceased to act for an organisation: its conflicts as juror and as author anew."""
    count = 0
    for seat in Juror.objects.filter(user_id=user_id, state__in=queries.STANDING).select_related("round"):
        count += refresh(seat.round, at=at, jurors=[seat])
    own = Party.objects.filter(user_id=user_id)
    entries = Entry.objects.filter(pk__in=list(own.values_list("identity_id", flat=True))).select_related("round")
    for entry in entries:
        count += refresh(entry.round, at=at, entries=[entry.pk])
    if count:
        audit.record("conflicts.refreshed", target=f"account {user_id}", by=None, at=at, found=count)
    return count


def _seat(round_id: int, by: AbstractBaseUser) -> Juror:
    """The caller's own seat, held until the transaction ends. Errors: NotThere."""
    found = queries.seat(by, round_id)
    held = Juror.objects.select_for_update(of=("self",)).select_related("round").filter(pk=found.pk if found else 0)
    if not held:
        raise NotThere(f"round {round_id}: account {by.pk} is no juror of it")
    return held[0]
