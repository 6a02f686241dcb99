"""Reads for the reading pages that are no question of the explorer: sources and their findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
