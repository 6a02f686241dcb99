"""Who stands beside whom: groups with the nearest number of organisations, organisations of the nearest size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from karta.explore.filters import Filter
from karta.explore.frame import Frame, Rows
from karta.explore.groups import Group
from karta.explore.matches import Matches, match
from karta.explore.rows import OrganisationRow, rows_at
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

if TYPE_CHECKING:
    from karta.explore.places import Part

PEERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Peers:
    """Organisations like one, nearest first, with how they were chosen.

    part, code   what they share: `segment`, or `nace` with the narrowest code that has enough of them
    measure      whose figure is nearest, as a ratio; those without one follow. None where the organisation has no
                 figure itself: then the largest stand
    """

    rows: list[OrganisationRow]
    part: str
    code: str
    label_bg: str
    label_en: str
    measure: str | None


def nearest_in_number(snapshot: Snapshot, group: Group, organisations: int) -> list[Part]:
    """Groups of the same level with the nearest number of organisations, the larger first where two are as near."""
    from karta.explore.places import parts

    others = [one for one in parts(snapshot, None, group.level) if one.group.code != group.code and one.organisations]
    others.sort(key=lambda one: (abs(one.organisations - organisations), -one.organisations, one.group.code))
    return sorted(others[:PEERS_SHOWN], key=lambda one: (-one.organisations, one.group.code))


def peers(snapshot: Snapshot, organisation: OrganisationRow) -> Peers | None:
    """Organisations of the same segment, or of the same sector, nearest in size; None where neither is known."""
    chosen = _chosen(snapshot, organisation)
    if chosen is None:
        return None
    part, code, found = chosen
    measure = _measure(snapshot, organisation)
    positions = _nearest(found.frame, found.rows, organisation, measure)
    labels = organisation.labels["segment" if part == "segment" else "nace"]
    rows = [row for row in rows_at(snapshot, found.frame, positions) if row.org_id != organisation.org_id]
    return Peers(rows[:PEERS_SHOWN], part, code, *labels, measure) if rows else None


def _chosen(snapshot: Snapshot, organisation: OrganisationRow) -> tuple[str, str, Matches] | None:
    known = organisation.attributes
    if known["segment"]:
        return "segment", known["segment"], match(snapshot, Filter(segment=(known["segment"],)))
    code = str(known["nace_code"] or "")
    # From the class to the division: the narrowest that has enough others.
    for length in range(len(code), 1, -1):
        if code[:length].endswith("."):
            continue
        found = match(snapshot, Filter(nace=(code[:length],)))
        if found.count > PEERS_SHOWN or length == len("21"):
            return "nace", code[:length], found
    return None


def _measure(snapshot: Snapshot, organisation: OrganisationRow) -> str | None:
    """The best covered measure, profit aside, that this organisation has a positive current figure of."""
    order = [str(one["measure"]) for one in snapshot.manifest.get("measures_by_coverage", ())] or list(MEASURES)
    for measure in order:
        figure = organisation.measures[measure]
        if measure != "profit" and figure.state == "current" and (figure.value or 0) > 0:
            return measure
    return None


def _nearest(rows: Frame, positions: Rows, organisation: OrganisationRow, measure: str | None) -> Rows:
    """Positions by ratio of the figures; without a measure the first of the snapshot's order, which are the largest.

    One more than is shown: the organisation itself may be among them.
    """
    if measure is None:
        return positions[: PEERS_SHOWN + 1]
    own = float(organisation.measures[measure].value or 1)
    values = np.where(rows.is_current(measure), rows.printed(measure, "value"), np.nan)[positions]
    usable = values > 0
    distance = np.abs(np.log(values[usable] / own))
    order = np.argsort(distance, kind="stable")[: PEERS_SHOWN + 1]
    near = positions[usable][order]
    return np.asarray([*near, *positions[~usable][: PEERS_SHOWN + 1 - len(near)]], dtype=np.int64)
