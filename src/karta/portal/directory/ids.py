"""Ids of organisations over time: a snapshot may join an organisation with another, and what people wrote keeps the id
of its day. A function asks the snapshot twice at most, however many ids there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from karta.explore.blocks import rows_of
from karta.explore.frame import frame
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot

Name = dict[str, str | None]  # {"bg": …, "en": …}


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation that a snapshot has: its id there, and both names."""

    org_id: str
    name: Name


def unnamed(org_id: str) -> Name:
    """What stands in place of the name of an organisation that no map knows: its id."""
    return {"bg": org_id, "en": org_id}


def present_ids(snapshot: Snapshot, org_ids: Iterable[str]) -> dict[str, str]:
    """Id as it was kept → id in this snapshot, of those that it knows."""
    wanted = {one for one in org_ids if one}
    found = {one: one for one in wanted if snapshot.index.row_of(one) is not None}
    if moved := sorted(wanted - found.keys()):
        sql = "SELECT old_org_id, org_id FROM redirects WHERE old_org_id IN (SELECT unnest(?))"
        found |= dict(snapshot.connection().execute(sql, [moved]).fetchall())
    return found


def present_id(snapshot: Snapshot, org_id: str) -> str | None:
    """The id that an organisation has in this snapshot; None for no such id."""
    return present_ids(snapshot, [org_id]).get(org_id)


def now(org_ids: Iterable[str]) -> dict[str, str]:
    """Id → id of today; itself where nothing moved it, nobody has it, or nothing is published."""
    asked = dict.fromkeys(org_ids)
    try:
        found = present_ids(current_snapshot(), asked)
    except NoSnapshot:
        found = {}
    return {one: found.get(one, one) for one in asked}


def former_ids(snapshot: Snapshot, org_id: str) -> list[str]:
    """Ids that this organisation of the snapshot had before it was known by its present one, sorted."""
    of_block = "WHERE org_id >= $low AND org_id < $high ORDER BY org_id, old_org_id"
    sql = f"SELECT org_id AS subject, old_org_id FROM redirects {of_block}"
    return [row["old_org_id"] for row in rows_of(frame(snapshot), sql, org_id)]


def ids_of(snapshot: Snapshot, org_id: str) -> list[str]:
    """The organisation's id in this snapshot first, then every former one; none for an id that nobody has."""
    present = present_id(snapshot, org_id)
    return [present, *former_ids(snapshot, present)] if present else []


def family(org_ids: Iterable[str], snapshot: Snapshot | None = None) -> set[str]:
    """These ids, those that their organisations have now, and all that they had before.

    `snapshot` None: the current one; where nothing is published, the ids themselves.
    """
    asked = {one for one in org_ids if one}
    if not asked:
        return set()
    try:
        snapshot = snapshot or current_snapshot()
    except NoSnapshot:
        return asked
    present = set(present_ids(snapshot, asked).values())
    sql = "SELECT old_org_id FROM redirects WHERE org_id IN (SELECT unnest(?))"
    rows = snapshot.connection().execute(sql, [sorted(present)]).fetchall()
    return asked | present | {old for (old,) in rows}


def known(snapshot: Snapshot | None, org_ids: Iterable[str]) -> dict[str, Known]:
    """Id as it was kept → the organisation, of those that the snapshot has; none without a snapshot."""
    present = present_ids(snapshot, org_ids) if snapshot else {}
    if snapshot is None or not present:
        return {}
    sql = "SELECT org_id, name_bg, name_en FROM organisations WHERE org_id IN (SELECT unnest(?))"
    rows = snapshot.connection().execute(sql, [sorted(set(present.values()))]).fetchall()
    found = {org_id: Known(org_id, {"bg": bg, "en": en}) for org_id, bg, en in rows}
    return {one: found[org_id] for one, org_id in present.items() if org_id in found}
