"""What the worker does for the directory: tells subscribers what a publication changed."""

from __future__ import annotations

import logging
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from karta.explore.filters import FilterError
from karta.portal.directory import filters, letters
from karta.portal.directory.models import Alert
from karta.portal.directory.news import news
from karta.portal.platform import mail
from karta.portal.platform.snapshots import store
from karta.snapshot.errors import SnapshotError
from karta.snapshot.reader import Snapshot, open_snapshot

log = logging.getLogger("karta.portal.directory")


@task()
def tell(name: str) -> int:
    """Write to everybody whose view the snapshot `name` changed; how many letters. One letter a publication at most.

    A publication that was overtaken by the next one is told of with that one.
    """
    current = store().current()
    if current is None or current.name != name:
        return 0
    snapshot = open_snapshot(current)
    behind = Alert.objects.exclude(confirmed_at=None).exclude(told=name).order_by("pk")
    return sum(_tell_one(alert, snapshot) for alert in behind.iterator())


def _tell_one(alert: Alert, snapshot: Snapshot) -> bool:
    try:
        asked = filters.of_pairs(alert.params)
        old = _kept(alert.told)
        found = news(old, snapshot.path, asked) if old else None
    except FilterError as error:
        log.warning("alert %s: its filter is not understood any more: %s", alert.pk, error)
        return False
    with transaction.atomic():
        # The update is the lock: of two workers one writes the letter.
        if not Alert.objects.filter(pk=alert.pk, told=alert.told).update(told=snapshot.name):
            return False
        if found is not None and found.is_empty:
            return False
        mail.send(letters.what_changed(alert, snapshot, found, at=timezone.now()))
    return True


def _kept(name: str) -> Path | None:
    try:
        return store().find(name)
    except SnapshotError:
        return None
