"""Reads of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


def present_id(snapshot: Snapshot, org_id: str) -> str | None:
    """The id that an organisation has in this snapshot, which may have joined it with another; None for no such id."""
    if snapshot.index.row_of(org_id) is not None:
        return org_id
    moved = snapshot.connection().execute("SELECT org_id FROM redirects WHERE old_org_id = ?", (org_id,)).fetchone()
    return str(moved[0]) if moved else None


def organisation_name(snapshot: Snapshot, org_id: str) -> dict[str, str] | None:
    """Both names of an organisation of this snapshot, also under a former id; None where it has none of this id."""
    sql = "SELECT name_bg, name_en FROM organisations WHERE org_id = ?"
    row = snapshot.connection().execute(sql, (present_id(snapshot, org_id),)).fetchone()
    return None if row is None else {"bg": row[0], "en": row[1]}
