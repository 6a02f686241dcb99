"""The snapshot that the portal shows: opened once per process, changed when `current` moves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


class NoSnapshot(Exception):
    """Nothing is published yet in this data folder."""


class NothingByThen(NoSnapshot):
    """Something is published now, but nothing was by the moment asked for."""


def store() -> Store:
    return Store(settings.DATA)


def current_snapshot(as_of: date | None = None) -> Snapshot:
    """The published snapshot, or the newest one published by `as_of`, a day or an instant.

    Raises NoSnapshot, NothingByThen.
    """
    path = store().as_of(as_of) if as_of else store().current()
    if path is None and as_of and store().current():
        raise NothingByThen(f"{settings.DATA}: nothing was published by {as_of}")
    if path is None:
        raise NoSnapshot(f"{settings.DATA}: nothing published; run karta build, then karta publish")
    return open_snapshot(path)


def asked_moment(request: HttpRequest) -> date | None:
    """The day of `?as_of=`, or the instant (2026-11-23T10:00:00Z); None without it. Raises BadRequest."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    try:
        if len(text) <= len("2026-11-23"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadRequest(_("as_of: write a day as YYYY-MM-DD, such as 2026-11-23.")) from error


def snapshot_or_none(request: HttpRequest) -> Snapshot | None:
    """As asked_snapshot; None where no map is published yet, for pages that stand without one. Raises BadRequest."""
    try:
        return asked_snapshot(request)
    except NoSnapshot:
        return None


def asked_snapshot(request: HttpRequest) -> Snapshot:
    """The snapshot that this request asks for (`as_of`), opened once per request. Raises NoSnapshot, BadRequest."""
    if not hasattr(request, "karta_snapshot"):
        request.karta_snapshot = current_snapshot(asked_moment(request))
    return request.karta_snapshot
