"""A plan from the click that asked for it to its draft. Read by its task alone: OR-tools takes 20 MB that web processes
need not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from karta.portal.engines.review import assignment
from karta.portal.engines.review.assigning import queries
from karta.portal.engines.review.jury import services as jury
from karta.portal.engines.review.jury.queries import barring
from karta.portal.engines.review.models import Assignment, Entry, Juror, Plan, Round

State = Plan.State


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem of assignment with the entries and jurors that its rows and columns are."""

    problem: assignment.Problem
    entries: list[Entry]
    jurors: list[Juror]


def problem(found: Round) -> Asked:
    """What is to be assigned: what stands is kept, what is barred or was taken away is not given again."""
    entries = list(queries.undecided(found).order_by("pk"))
    jurors = list(found.jurors.filter(state=Juror.State.ACCEPTED).order_by("number"))
    row = {one.pk: at for at, one in enumerate(entries)}
    column = {one.pk: at for at, one in enumerate(jurors)}
    allowed = np.ones((len(entries), len(jurors)), dtype=bool)
    given = Assignment.objects.filter(entry__in=entries).exclude(state=Assignment.State.DRAFT)
    kept = Counter[tuple[str, int]]()
    for entry, juror, state in given.values_list("entry_id", "juror_id", "state"):
        if juror in column:
            allowed[row[entry], column[juror]] = False
        if state == Assignment.State.RELEASED:
            kept["entry", entry] += 1
            kept["juror", juror] += 1
    for entry, juror in barring(found).values_list("entry_id", "juror_id"):
        if entry in row and juror in column:
            allowed[row[entry], column[juror]] = False
    needed = [max(0, found.reviews_per_entry - kept["entry", one.pk]) for one in entries]
    most = [max(0, (found.most_per_juror if one.most is None else one.most) - kept["juror", one.pk]) for one in jurors]
    match = assignment.matches([one.terms for one in entries], [one.terms for one in jurors])
    return Asked(assignment.Problem(match, allowed, np.array(needed, int), np.array(most, int)), entries, jurors)


def execute(plan_id: int) -> Plan:
    """Compute a plan; called by its task, never by a request. Each step is a write of its own, so that pages see it."""
    now = timezone.now()
    claimed = Plan.objects.filter(pk=plan_id, state=State.WAITING)
    if not claimed.update(state=State.RUNNING, heartbeat_at=now):
        return Plan.objects.get(pk=plan_id)
    try:
        return _computed(Plan.objects.select_related("round").get(pk=plan_id))
    except Exception:
        Plan.objects.filter(pk=plan_id).update(state=State.FAILED, finished_at=timezone.now())
        raise


def _computed(plan: Plan) -> Plan:
    jury.refresh_conflicts(round_id=plan.round_id, by=plan.asked_by, at=timezone.now())
    _step(plan, 1)
    asked = problem(plan.round)
    _step(plan, 2)
    why = assignment.lacking(asked.problem)
    if why is not None:
        return _finish(plan, State.IMPOSSIBLE, lacking=_in_codes(asked, why))
    found = assignment.solve(asked.problem)
    _step(plan, 3)
    return _keep(plan, asked, found)


def _step(plan: Plan, done: int) -> None:
    Plan.objects.filter(pk=plan.pk, state=State.RUNNING).update(done=done, heartbeat_at=timezone.now())


def _in_codes(asked: Asked, why: assignment.Lacking) -> dict[str, Any]:
    needed = asked.problem.needed
    return {
        "missing": why.missing,
        "jurors": [asked.jurors[column].number for column in why.jurors],
        "entries": [
            {"code": asked.entries[row].code, "eligible": eligible, "needed": int(needed[row])}
            for row, eligible in zip(why.entries, why.eligible, strict=True)
        ],
    }


@transaction.atomic
def _finish(plan: Plan, state: State, **told: Any) -> Plan:
    """Note the end of a plan, but of one that was discarded meanwhile."""
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.state != State.RUNNING:
        return held
    for name, value in {"state": state, "done": held.total, "finished_at": timezone.now(), **told}.items():
        setattr(held, name, value)
    held.save()
    return held


@transaction.atomic
def _keep(plan: Plan, asked: Asked, found: assignment.Solution) -> Plan:
    now = timezone.now()
    kept = _finish(
        plan, State.DRAFT, value=found.value, bound=found.bound, seconds=found.seconds,
        unexperienced=len(found.unexperienced),
    )  # fmt: skip
    if kept.state == State.DRAFT:
        Assignment.objects.bulk_create(
            Assignment(plan=kept, entry=asked.entries[row], juror=asked.jurors[column], made_at=now,
                       match=float(asked.problem.match[row, column]))
            for row, column in found.pairs
        )  # fmt: skip
    return kept
