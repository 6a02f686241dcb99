"""Reads for the reading pages that are no question of the explorer: sources and their findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from karta.portal.platform.snapshots import store
from karta.snapshot.reader import open_snapshot

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot

FINDING_COLUMNS = (
    "severity", "code", "record_id", "locator", "column_name", "value", "message_en", "message_bg",
)  # fmt: skip


def source(snapshot: Snapshot, source_id: str) -> dict[str, Any] | None:
    """The manifest's entry of one source, or None."""
    return next((entry for entry in snapshot.manifest["sources"] if entry["source_id"] == source_id), None)


def findings(snapshot: Snapshot, source_id: str, *, limit: int | None = None) -> list[dict[str, Any]]:
    """What the build had to say about a source's rows: errors first, then in the order of codes and records."""
    sql = f"""SELECT {", ".join(FINDING_COLUMNS)} FROM findings WHERE source_id = ?
              ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, code, record_id, locator
              LIMIT ?"""
    rows = snapshot.connection().execute(sql, (source_id, limit if limit is not None else 2**31)).fetchall()
    return [dict(zip(FINDING_COLUMNS, row, strict=True)) for row in rows]


class NotPublished(Exception):
    """A snapshot that never was public, or is not kept any more."""


def published_pair(older: str | None, newer: str | None) -> tuple[Snapshot, Snapshot]:
    """Two published snapshots by name; without names the current one and the one that was current before it.

    Errors: NotPublished. A build that waits is nobody's business but the team's.
    """
    told = [one for one in store().publications() if one.is_kept]
    names = [one.name for one in told]
    later = newer or (names[-1] if names else None)
    if later not in names:
        raise NotPublished(f"{later}: no such publication")
    before = [name for name in names[: len(names) - names[::-1].index(later) - 1] if name != later]
    earlier = older or (before[-1] if before else later)
    if earlier not in names:
        raise NotPublished(f"{earlier}: no such publication")
    kept = store()
    return open_snapshot(kept.find(earlier)), open_snapshot(kept.find(later))


def organisation_ids(snapshot: Snapshot, *, start: int, limit: int) -> list[str]:
    """Ids of `limit` organisations from the `start`-th of the snapshot's default order."""
    ids: list[str] = snapshot.index.rows["org_id"].slice(start, limit).to_pylist()
    return ids
