"""Reads: proposals that wait, and those decided of late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karta.portal.directory.models import Correction
from karta.portal.directory.queries import organisation_name
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot, store


def open_corrections(limit: int = 100) -> list[Correction]:
    """Waiting proposals, the oldest first."""
    return list(Correction.objects.filter(state=Correction.State.OPEN)[:limit])


def decided_corrections(limit: int = 30) -> list[Correction]:
    """Decided proposals, the latest first."""
    decided = Correction.objects.exclude(state=Correction.State.OPEN).select_related("decided_by")
    return list(decided.order_by("-decided_at", "-pk")[:limit])


def last_build_at() -> datetime | None:
    """When the newest snapshot was built."""
    kept = store().list()
    return datetime.fromisoformat(kept[-1].built_at) if kept else None


def is_applied(correction: Correction, built_at: datetime | None) -> bool:
    """Whether a build has read the decision already; a decision can be undone until then."""
    return correction.decided_at is not None and built_at is not None and built_at >= correction.decided_at


def names_of(corrections: list[Correction]) -> dict[str, dict[str, str] | None]:
    """Names of the organisations that proposals are about, in the current map."""
    try:
        snapshot = current_snapshot()
    except NoSnapshot:
        return {}
    return {found.org_id: organisation_name(snapshot, found.org_id) for found in corrections}


def waiting_decisions(built_at: datetime | None) -> int:
    """Accepted proposals that no build has read yet."""
    accepted = Correction.objects.filter(state=Correction.State.ACCEPTED)
    return accepted.filter(decided_at__gt=built_at).count() if built_at else accepted.count()


def shown(corrections: list[Correction], built_at: datetime | None) -> list[dict[str, Any]]:
    """Proposals with their organisation's name and whether they can be undone."""
    names = names_of(corrections)
    return [
        {"correction": found, "name": names.get(found.org_id), "is_applied": is_applied(found, built_at)}
        for found in corrections
    ]
