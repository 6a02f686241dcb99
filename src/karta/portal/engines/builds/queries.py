"""Reads: runs, and what differs between two snapshots."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from karta.portal.engines.builds import rules
from karta.portal.engines.builds.models import Run
from karta.portal.platform.snapshots import store
from karta.snapshot.diff import compare


def active_build() -> Run | None:
    """The build that is waiting or running, or None."""
    return Run.objects.filter(kind=Run.Kind.BUILD, state__in=(Run.State.WAITING, Run.State.RUNNING)).first()


def latest_builds(limit: int = 10) -> list[Run]:
    return list(Run.objects.filter(kind=Run.Kind.BUILD).select_related("asked_by")[:limit])


def is_unclaimed(run: Run, *, at: datetime) -> bool:
    """Whether a run waits although no worker takes it."""
    return run.state == Run.State.WAITING and rules.is_unclaimed(run.asked_at, at)


@lru_cache(maxsize=16)
def differences(before: str, after: str) -> dict[str, Any]:
    """What `karta diff` tells of two snapshots by name. Snapshots never change, so an answer is kept.

    Errors: NoSuchSnapshot.
    """
    kept = store()
    return compare(kept.find(before), kept.find(after))
