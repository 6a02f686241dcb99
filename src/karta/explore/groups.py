"""Groups of organisations that have a name: places, sectors, segments. What a profile is about and a comparison sets
side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from karta.explore.filters import Filter
from karta.explore.frame import UNKNOWN, Mask, frame
from karta.explore.labels import REV_2, UNKNOWN_LABEL, label_of
from karta.explore.matches import Matches, match
from karta.snapshot.reader import Snapshot
from karta.vocab.labels import closed_list

PLACES = ("region", "district", "municipality", "settlement")
SECTORS = ("section", "division", "group", "class")
LEVELS = (*PLACES, *SECTORS, "segment")
# A place takes the place of every other in the filter: a district inside another region would always be empty.
REPLACES = {
    **dict.fromkeys(PLACES, ("region", "district", "municipality", "bbox")),
    **dict.fromkeys(SECTORS, ("nace",)),
}


class NoSuchGroup(LookupError):
    """The snapshot knows no place, sector or segment with this code."""


@dataclass(frozen=True, slots=True)
class Group:
    """One place, sector or segment. `level`: one of LEVELS; `parent`: the code of what it is a part of."""

    level: str
    code: str
    label_bg: str
    label_en: str
    parent: str | None = None

    @property
    def kind(self) -> str:
        """place | sector | segment."""
        return "place" if self.level in PLACES else "sector" if self.level in SECTORS else "segment"


def place(snapshot: Snapshot, code: str) -> Group:
    """The planning region, district, municipality or settlement with this code. Errors: NoSuchGroup."""
    sql = """SELECT level, place_code, name_bg, name_en, parent_code FROM places
        WHERE place_code = ? AND level <> 'country'"""
    return _first(snapshot, sql, code.upper(), "place")


def sector(snapshot: Snapshot, code: str) -> Group:
    """The section, division, group or class of NACE Rev. 2 with this code: C, 21, 21.2, 21.20. Errors: NoSuchGroup."""
    sql = f"SELECT level, code, label_bg, label_en, parent_code FROM sectors WHERE code = ? AND {REV_2}"
    return _first(snapshot, sql, code.upper(), "sector")


def segment(snapshot: Snapshot, slug: str) -> Group:
    """The cluster's segment with this slug or code. Errors: NoSuchGroup."""
    for code in segments(snapshot):
        if slug == code or slug_of(slug) == slug_of(code):
            return Group("segment", code, *label_of(snapshot, frame(snapshot), "segment")(code))
    raise NoSuchGroup(f"segment {slug}: not in {snapshot.name}")


def segments(snapshot: Snapshot) -> list[str]:
    """Codes of the reviewed list in its order, then those that only this snapshot has."""
    told = [code for code in frame(snapshot).codes("segment").values if code != UNKNOWN]
    return list(dict.fromkeys((*closed_list("segment"), *told)))


def slug_of(code: str) -> str:
    """A segment's code as an address bears it: "CRO/clinical research" → "cro-clinical-research"."""
    return re.sub(r"\W+", "-", code.lower()).strip("-")


def unknown(level: str) -> Group:
    """Those of which the place, sector or segment is not known."""
    return Group(level, UNKNOWN, *UNKNOWN_LABEL)


def narrowed(asked: Filter, group: Group) -> Filter:
    """`asked` with this group in the place of its own kind. A settlement is no part of a filter: its municipality is
    asked for, and `matched` narrows the rest.
    """
    for part in REPLACES.get(group.level, (group.level,)):
        asked = asked.without(part)
    part, code = "nace" if group.kind == "sector" else group.level, group.code
    if group.level == "settlement":
        part, code = "municipality", group.parent or UNKNOWN
    chosen: dict[str, Any] = {part: (code,)}
    return replace(asked, **chosen)


def matched(snapshot: Snapshot, asked: Filter, group: Group) -> tuple[Matches, Mask]:
    """The answer to `narrowed(asked, group)`, and which of its rows belong to the group."""
    found = match(snapshot, narrowed(asked, group))
    if group.level != "settlement":
        return found, found.is_match
    codes = found.frame.codes("place")  # the smallest place that is known: of a settlement, the settlement itself
    if group.code not in codes.values:
        return found, np.zeros(found.frame.count, dtype=bool)
    return found, found.is_match & (codes.index == codes.values.index(group.code))


def _first(snapshot: Snapshot, sql: str, code: str, kind: str) -> Group:
    row = snapshot.connection().execute(sql, [code]).fetchone()
    if row is None:
        raise NoSuchGroup(f"{kind} {code}: not in {snapshot.name}")
    level, found, bulgarian, english, parent = row
    return Group(level, found, bulgarian or english or found, english or bulgarian or found, parent)
