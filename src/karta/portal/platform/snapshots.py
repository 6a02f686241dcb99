"""The snapshot that the portal shows: opened once per process, changed when `current` moves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


class NoSnapshot(Exception):  # noqa: N818 - named for what the page then says
    """Nothing is published yet in this data folder."""


def store() -> Store:
    return Store(settings.DATA)


def current_snapshot(as_of: date | None = None) -> Snapshot:
    """The published snapshot, or the newest one published on or before `as_of`. Raises NoSnapshot."""
    path = store().as_of(as_of) if as_of else store().current()
    if path is None:
        raise NoSnapshot(f"{settings.DATA}: nothing published{f' by {as_of}' if as_of else ''}; run karta build, publish")
    return open_snapshot(path)
