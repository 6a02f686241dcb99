"""The profile of a place, a sector or a segment: its numbers, its years, its parts, its peers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from karta.explore import groups
from karta.explore.filters import Filter
from karta.explore.frame import Frame, Mask
from karta.explore.groups import PLACES, SECTORS, Group
from karta.explore.labels import REV_2
from karta.explore.matches import match
from karta.explore.peers import nearest_in_number
from karta.explore.rows import OrganisationRow, rows_at
from karta.explore.summary import Summary, largest, summary
from karta.explore.years import YearSum, sums_by_year
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

LARGEST_SHOWN = 10
INSIDE = dict([*pairwise(PLACES), *pairwise(SECTORS)])
LISTED_BY = {"section": ("segment", "division"), "division": ("segment", "group"), "group": ("segment", "class")}


@dataclass(frozen=True, slots=True)
class Part:
    """A group with the number of its organisations in the map's population."""

    group: Group
    organisations: int


@dataclass(frozen=True, slots=True)
class GroupProfile:
    """One place, sector or segment over the map's population.

    asked    the filter that gives its organisations, settlements aside
    path     what it is a part of, outermost first
    years    sums by year of every measure that has one
    parts    what it is made of, most organisations first: districts of a region, classes of a group
    peers    groups of its level with the nearest numbers of organisations
    sources  manifest entries of the sources that speak of its organisations, and of those that name its codes
    lists    the two dimensions that its organisations are listed by
    """

    group: Group
    asked: Filter
    path: list[Group]
    summary: Summary
    years: dict[str, list[YearSum]]
    largest: list[OrganisationRow]
    parts: list[Part]
    peers: list[Part]
    sources: list[dict[str, Any]]
    lists: tuple[str, ...]
    point: tuple[float, float] | None


def group_profile(snapshot: Snapshot, group: Group, measure: str) -> GroupProfile:
    """Everything about one group. `measure`: by which its largest organisations are told."""
    found, mask = groups.matched(snapshot, Filter(), group)
    lists = LISTED_BY.get(group.level, ("segment", "division"))
    lists = ("division", "kind") if group.level == "segment" else lists
    years = {name: sums_by_year(snapshot, name, mask) for name in MEASURES}
    top = largest(found.frame, mask, measure, LARGEST_SHOWN)
    return GroupProfile(
        group=group,
        asked=groups.narrowed(Filter(), group),
        path=path(snapshot, group),
        summary=summary(snapshot, found.frame, mask, measure, lists),
        years={name: made for name, made in years.items() if any(year.sum is not None for year in made)},
        largest=rows_at(snapshot, found.frame, top),
        parts=[part for part in parts(snapshot, group) if part.organisations],
        peers=nearest_in_number(snapshot, group, int(np.count_nonzero(mask))),
        sources=_sources(snapshot, found.frame, mask),
        lists=lists,
        point=_point(snapshot, group),
    )


def path(snapshot: Snapshot, group: Group) -> list[Group]:
    """What a place or sector is a part of, outermost first."""
    find = groups.place if group.kind == "place" else groups.sector
    above: list[Group] = []
    parent = group.parent
    while parent and parent not in ("", snapshot.manifest.get("default_country")):
        try:
            above.append(find(snapshot, parent))
        except groups.NoSuchGroup:  # a country other than the map's own
            break
        parent = above[-1].parent
    return above[::-1]


def parts(snapshot: Snapshot, group: Group | None, level: str | None = None) -> list[Part]:
    """The groups inside one, or with None all of a level, most organisations first; those without any too."""
    level = level or (INSIDE.get(group.level) if group else None)
    if level is None:
        return []
    everyone = match(snapshot, Filter())
    codes = everyone.frame.codes("place" if level == "settlement" else level)
    counted = dict(zip(codes.values, codes.counts(everyone.is_match).tolist(), strict=True))
    made = [Part(one, counted.get(one.code, 0)) for one in groups_of(snapshot, level, group.code if group else None)]
    return sorted(made, key=lambda part: (-part.organisations, part.group.code))


def groups_of(snapshot: Snapshot, level: str, parent: str | None = None) -> list[Group]:
    """Every group of a level that the snapshot's tables name, by code; only those inside `parent` where it is given."""
    if level == "segment":
        return [groups.segment(snapshot, code) for code in groups.segments(snapshot)]
    if level in PLACES:
        table, columns, also = "places", "place_code, name_bg, name_en", "true"
    else:
        table, columns, also = "sectors", "code, label_bg, label_en", REV_2
    sql = f"""SELECT {columns}, parent_code FROM {table} WHERE level = $level AND {also}
        AND ($parent IS NULL OR parent_code = $parent) ORDER BY 1"""
    rows = snapshot.connection().execute(sql, {"level": level, "parent": parent}).fetchall()
    return [Group(level, code, bg or en or code, en or bg or code, above) for code, bg, en, above in rows]


def _sources(snapshot: Snapshot, rows: Frame, mask: Mask) -> list[dict[str, Any]]:
    codes = rows.codes("source")
    counted = dict(zip(codes.values, codes.counts(mask).tolist(), strict=True))
    return [
        source | {"here": counted.get(source["source_id"], 0)}
        for source in snapshot.manifest["sources"]
        if counted.get(source["source_id"]) or source.get("reference")
    ]


def _point(snapshot: Snapshot, group: Group) -> tuple[float, float] | None:
    """Longitude and latitude of a settlement, or of the seat; None for a sector."""
    if group.kind != "place":
        return None
    row = snapshot.connection().execute("SELECT lon, lat FROM places WHERE place_code = ?", [group.code]).fetchone()
    return (row[0], row[1]) if row and row[0] is not None else None
