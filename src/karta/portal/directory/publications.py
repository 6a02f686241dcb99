"""What was published when, and noticing that something was: by a page, by an import or on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from karta.portal.directory.models import Noticed
from karta.portal.platform.snapshots import store

AFTER: list[Callable[[str], Any]] = []  # filled by rooms when they are ready: called with the new snapshot's name


@dataclass(frozen=True, slots=True)
class Publication:
    """One step: the snapshot that became current, the one before it that is still kept, and when (UTC)."""

    before: Path
    after: Path
    at: datetime


def publications(limit: int = 10) -> list[Publication]:
    """The newest steps, newest first; snapshots that were removed since are stepped over."""
    kept = store()
    shown = [(kept.snapshots / one.name, one.at) for one in kept.publications() if one.is_kept]
    made = [Publication(old, new, at) for (old, _), (new, at) in pairwise(shown) if old != new]
    return made[::-1][:limit]


def notice() -> bool:
    """Look whether `current` has moved since somebody last looked; if so have the worker do what follows from it.

    True where it moved. The first look of an installation tells no subscriber: there is nothing to compare with.
    """
    from karta.portal.directory.tasks import tell

    current = store().current()
    if current is None or Noticed.objects.filter(snapshot=current.name).exists():
        return False
    with transaction.atomic():
        row, is_first = Noticed.objects.select_for_update().get_or_create(
            pk=1, defaults={"snapshot": current.name, "at": timezone.now()}
        )
        if row.snapshot == current.name and not is_first:
            return False
        row.snapshot, row.at = current.name, timezone.now()
        row.save(update_fields=["snapshot", "at"])
        calls = AFTER if is_first else [tell.enqueue, *AFTER]
        transaction.on_commit(lambda: _call(calls, current.name))
    return not is_first


def _call(calls: list[Callable[[str], Any]], name: str) -> None:
    for call in calls:
        call(name)
