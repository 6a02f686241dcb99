"""Writes: asking for a run, its progress and its end. One transaction each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from karta.portal.engines.builds import child, queries, rules
from karta.portal.engines.builds.models import Run
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

LOST = {
    "code": "worker_lost",
    "message_en": "The worker that did this stopped before it was done. Nothing was changed. Start it again.",
    "message_bg": "Процесът, който изпълняваше това, спря преди края. Нищо не е променено. Стартирайте отново.",
}


class Busy(Exception):
    """Another build is under way; there is one at a time."""


@transaction.atomic
def ask(*, kind: Run.Kind, by: AbstractBaseUser, at: datetime, subject: str = "") -> Run:
    """Note that a run is wanted; the caller enqueues its task. Errors: PermissionDenied, Busy."""
    if not rules.may_run(by):
        raise PermissionDenied(f"run: you may not start {kind}; ask a steward")
    fail_lost(at=at)
    if kind == Run.Kind.BUILD and queries.active_build() is not None:
        raise Busy("build: one is under way; wait for it or cancel it")
    run = Run.objects.create(kind=kind, subject=subject, asked_by=by, asked_at=at)
    if kind == Run.Kind.BUILD:
        audit.record("build.asked", target=run, by=by, at=at, subject=subject)
    return run


@transaction.atomic
def cancel(*, run_id: int, by: AbstractBaseUser, at: datetime) -> Run:
    """Ask a run to stop. A waiting one ends at once, a running one at its next heartbeat."""
    if not rules.may_run(by):
        raise PermissionDenied(f"run {run_id}: you may not cancel it; ask a steward")
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.is_active:
        run.is_cancel_asked = True
        if run.state == Run.State.WAITING:
            run.state, run.finished_at = Run.State.CANCELLED, at
        run.save(update_fields=["is_cancel_asked", "state", "finished_at"])
        audit.record("run.cancelled", target=run, by=by, at=at, kind=run.kind)
    return run


@transaction.atomic
def fail_lost(*, at: datetime) -> int:
    """Mark runs whose worker died as failed, with a text that says so. Returns how many."""
    lost = [run for run in Run.objects.filter(state=Run.State.RUNNING) if rules.is_lost(run.heartbeat_at, at)]
    for run in lost:
        run.state, run.error, run.finished_at = Run.State.FAILED, LOST, at
        run.save(update_fields=["state", "error", "finished_at"])
    return len(lost)


def execute(run_id: int, *commands: list[str]) -> Run:
    """Run `karta` commands one after another under one run, until one fails; called by tasks, never by a request.

    Each line of progress and each heartbeat is a write of its own, so that pages see them. The result holds what each
    command printed last.
    """
    now = timezone.now()
    claimed = Run.objects.filter(pk=run_id, state=Run.State.WAITING)
    if not claimed.update(state=Run.State.RUNNING, started_at=now, heartbeat_at=now):
        return Run.objects.get(pk=run_id)  # cancelled before it began, or taken already
    result: dict[str, Any] = {}
    outcome = child.Outcome(exit_code=0)
    for arguments in commands:
        outcome = child.run_child(
            arguments,
            heard=lambda said: _heard(run_id, said),
            beat=lambda: _beat(run_id),
            seconds=rules.HEARTBEAT.total_seconds(),
        )
        result |= outcome.last
        Run.objects.filter(pk=run_id).update(result=result)  # kept also where the worker dies in the next command
        if outcome.exit_code or outcome.error or outcome.is_cancelled:
            break
    return _finish(run_id, outcome, result)


def _heard(run_id: int, said: dict[str, Any]) -> None:
    if "step" in said:
        progress = {"step": said["step"], "done": said.get("done") or 0, "total": said.get("total") or 0}
        Run.objects.filter(pk=run_id).update(**progress, message=said.get("message") or {}, heartbeat_at=timezone.now())


def _beat(run_id: int) -> bool:
    """Note that the worker lives; False where somebody asked to stop or the run was given up."""
    alive = Run.objects.filter(pk=run_id, state=Run.State.RUNNING, is_cancel_asked=False)
    return bool(alive.update(heartbeat_at=timezone.now()))


@transaction.atomic
def _finish(run_id: int, outcome: child.Outcome, result: dict[str, Any]) -> Run:
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state != Run.State.RUNNING:
        return run
    if outcome.is_cancelled:
        run.state = Run.State.CANCELLED
    else:
        run.state = Run.State.FAILED if outcome.exit_code or outcome.error else Run.State.DONE
    run.result, run.error, run.finished_at = result, outcome.error, timezone.now()
    run.save(update_fields=["state", "result", "error", "finished_at"])
    return run
