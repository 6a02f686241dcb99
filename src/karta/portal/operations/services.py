"""Writes: what is current. Each leaves an audit line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory import publications
from karta.portal.operations import rules
from karta.portal.platform import audit
from karta.portal.platform.snapshots import store

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_operate(by):
        raise PermissionDenied("snapshots: you may not change them; ask a steward")


@transaction.atomic
def publish(*, name: str, by: AbstractBaseUser, at: datetime) -> str:
    """Make a snapshot current. Errors: SnapshotError, and nothing changes."""
    _refuse_others(by)
    folder = store().publish(name)
    transaction.on_commit(publications.notice)
    audit.record("snapshot.published", target=folder.name, by=by, at=at)
    return folder.name


@transaction.atomic
def rollback(*, by: AbstractBaseUser, at: datetime) -> str:
    """Make the snapshot current that was current before. Errors: SnapshotError, and nothing changes."""
    _refuse_others(by)
    folder = store().rollback()
    transaction.on_commit(publications.notice)
    audit.record("snapshot.rolled_back", target=folder.name, by=by, at=at)
    return folder.name


@transaction.atomic
def discard(*, name: str, by: AbstractBaseUser, at: datetime) -> None:
    """Remove a snapshot that is not current. Errors: SnapshotError, and nothing changes."""
    _refuse_others(by)
    store().discard(name)
    audit.record("snapshot.discarded", target=name, by=by, at=at)
