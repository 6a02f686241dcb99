"""Writes of plans and assignments. One transaction each, with an audit line."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from karta.portal.engines.review import letters, rules
from karta.portal.engines.review.assigning import queries
from karta.portal.engines.review.errors import Incomplete, InConflict, NotNow, NotThere
from karta.portal.engines.review.jury.barring import refresh
from karta.portal.engines.review.jury.queries import barring, is_barred
from karta.portal.engines.review.models import Assignment, Juror, Plan, Round
from karta.portal.engines.review.services import locked, refuse_others
from karta.portal.platform import audit, mail

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

State = Plan.State


@transaction.atomic
def ask_plan(*, round_id: int, by: AbstractBaseUser, at: datetime) -> Plan:
    """Note that a plan is wanted; the caller enqueues its task. A draft that was there is discarded.

    Errors: PermissionDenied, NotThere, NotNow while another is computed or the round is not open.
    """
    refuse_others(by)
    found = locked(round_id)
    _expect_going(found, at)
    for one in found.plans.filter(state__in=Plan.UNDER_WAY):
        if one.state == State.RUNNING and rules.is_lost(one.heartbeat_at, at):
            one.state, one.finished_at = State.FAILED, at
            one.save(update_fields=["state", "finished_at"])
        else:
            raise NotNow(f"round {round_id}: plan {one.pk} is under way")
    _discard_drafts(found)
    plan = Plan.objects.create(round=found, asked_by_id=by.pk, asked_at=at)
    audit.record("plan.asked", target=plan, by=by, at=at, round=found.pk)
    return plan


@transaction.atomic
def release(*, plan_id: int, by: AbstractBaseUser, at: datetime, origin: str = "") -> Plan:
    """Show jurors what a draft gives them; each gets a letter.

    Errors: PermissionDenied, NotThere, NotNow, Incomplete where conflicts came up or entries lack a juror by now.
    """
    plan, found = _draft(plan_id, by)
    _expect_going(found, at)
    drafts = list(plan.assignments.filter(state=Assignment.State.DRAFT).select_related("juror"))
    barred = set(barring(found).values_list("entry_id", "juror_id"))
    if any((one.entry_id, one.juror_id) in barred for one in drafts):
        raise Incomplete(_("A conflict of interest came up since this plan was computed: compute it anew."))
    covers = Counter(one.entry_id for one in drafts)
    if any(covers[one.pk] + one.has != found.reviews_per_entry for one in queries.uncovered(found)):
        raise Incomplete(_("Entries or jurors changed since this plan was computed: compute it anew."))
    state = {"state": Assignment.State.RELEASED, "released_at": at}
    plan.assignments.filter(state=Assignment.State.DRAFT).update(**state)
    plan.state, plan.released_at = State.RELEASED, at
    plan.save(update_fields=["state", "released_at"])
    audit.record("plan.released", target=plan, by=by, at=at, round=found.pk, assignments=len(drafts))
    jurors = {one.juror_id: one.juror for one in drafts}
    for juror_id, count in sorted(Counter(one.juror_id for one in drafts).items()):
        if jurors[juror_id].email:
            jurors[juror_id].round = found
            mail.send(letters.released(jurors[juror_id], count, at=at, origin=origin))
    return plan


@transaction.atomic
def discard(*, plan_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Throw a draft away, or stop waiting for one. Errors: PermissionDenied, NotThere, NotNow."""
    refuse_others(by)
    plan = Plan.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise NotThere(f"plan {plan_id}")
    if plan.state == State.RELEASED:
        raise NotNow(f"plan {plan_id}: released")
    plan.assignments.filter(state=Assignment.State.DRAFT).delete()
    plan.state = State.DISCARDED
    plan.save(update_fields=["state"])
    audit.record("plan.discarded", target=plan, by=by, at=at, round=plan.round_id)


@transaction.atomic
def assign(*, round_id: int, code: str, number: int, by: AbstractBaseUser, at: datetime) -> Assignment:
    """Give one entry to one juror by hand, at once. Errors: PermissionDenied, NotThere, NotNow, InConflict."""
    refuse_others(by)
    found = locked(round_id)
    _expect_going(found, at)
    entry = queries.undecided(found).filter(code=code).first()
    juror = found.jurors.filter(number=number, state=Juror.State.ACCEPTED).first()
    if entry is None or juror is None:
        raise NotThere(f"round {round_id}: no entry {code} or no juror {number}")
    refresh(found, at=at, jurors=[juror], entries=[entry.pk])
    if is_barred(juror.pk, entry.pk):
        raise InConflict(f"entry {code}: juror {number} has a conflict of interest")
    said = {"made_at": at, "released_at": at}
    made, is_new = Assignment.objects.get_or_create(
        entry=entry, juror=juror, state=Assignment.State.RELEASED, defaults=said
    )
    if is_new:
        audit.record("assignment.made", target=made, by=by, at=at, round=found.pk)
    return made


@transaction.atomic
def take_back(*, assignment_id: int, by: AbstractBaseUser, at: datetime) -> Assignment:
    """Take one entry from one juror by hand, as long as its review is not submitted.

    Errors: PermissionDenied, NotThere, NotNow.
    """
    refuse_others(by)
    held = Assignment.objects.select_for_update(of=("self",)).select_related("review")
    one = held.filter(pk=assignment_id, state=Assignment.State.RELEASED).first()
    if one is None:
        raise NotThere(f"assignment {assignment_id}")
    review = getattr(one, "review", None)
    if review is not None and review.state == "submitted":
        raise NotNow(f"assignment {assignment_id}: its review is submitted")
    one.state, one.removed_at, one.removed_for = Assignment.State.REMOVED, at, "hand"
    one.save(update_fields=["state", "removed_at", "removed_for"])
    audit.record("assignment.removed", target=one, by=by, at=at, kind="hand")
    return one


def _expect_going(found: Round, at: datetime) -> None:
    if rules.phase(found, at) not in ("waiting", "open"):
        raise NotNow(f"round {found.pk}: {rules.phase(found, at)}")


def _draft(plan_id: int, by: AbstractBaseUser) -> tuple[Plan, Round]:
    refuse_others(by)
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None:
        raise NotThere(f"plan {plan_id}")
    found = locked(plan.round_id)
    held = Plan.objects.select_for_update().get(pk=plan_id)
    if held.state != State.DRAFT:
        raise NotNow(f"plan {plan_id}: {held.state}")
    return held, found


def _discard_drafts(found: Round) -> None:
    for one in found.plans.filter(state__in=(State.DRAFT, State.IMPOSSIBLE, State.FAILED)):
        one.assignments.filter(state=Assignment.State.DRAFT).delete()
        one.state = State.DISCARDED
        one.save(update_fields=["state"])
