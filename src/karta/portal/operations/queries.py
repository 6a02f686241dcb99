"""Reads: snapshots and the freshness of sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from karta.portal.operations import rules
from karta.portal.platform.snapshots import store
from karta.snapshot.reader import read_manifest


@dataclass(frozen=True)
class Kept:
    """One snapshot of the data folder, newest first."""

    name: str
    built_at: datetime
    published_at: datetime | None
    is_current: bool
    is_candidate: bool
    organisations: int
    failed: list[dict[str, Any]]


def snapshots(limit: int = 50) -> list[Kept]:
    """The newest snapshots; each with what its manifest says."""
    kept = store()
    found = []
    for info in reversed(kept.list()[-limit:]):
        manifest = read_manifest(info.path)
        failed = [check["message"] for check in manifest["checks"] if not check["passed"]]
        found.append(
            Kept(
                info.name,
                datetime.fromisoformat(info.built_at),
                kept.published_at(info.name),
                info.is_current,
                info.is_candidate,
                manifest["counts"]["organisations"],
                failed,
            )
        )
    return found


def sources(manifest: dict[str, Any], *, today: date) -> list[dict[str, Any]]:
    """Sources of a snapshot, the overdue first, each with the day by which it is due."""
    found = []
    for source in manifest["sources"]:
        due = rules.due_on(date.fromisoformat(str(source["retrieved"])), source["every"])
        found.append({**source, "due": due, "is_overdue": due is not None and due < today})
    return sorted(found, key=lambda source: (not source["is_overdue"], source["source_id"]))
