"""Reads of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


def organisation_name(snapshot: Snapshot, org_id: str) -> dict[str, str] | None:
    """Both names of an organisation of this snapshot; None where it has none of this id."""
    sql = "SELECT name_bg, name_en FROM organisations WHERE org_id = ?"
    row = snapshot.connection().execute(sql, (org_id,)).fetchone()
    return None if row is None else {"bg": row[0], "en": row[1]}
