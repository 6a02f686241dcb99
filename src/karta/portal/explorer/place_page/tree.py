"""The lists of all places and all sectors as trees with counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from karta.explore import places
from karta.portal.explorer.compare_page.page import group_name, profile_address
from karta.snapshot.reader import Snapshot

TREES = {"place": ("region", "district", "municipality"), "sector": ("section", "division", "group")}


@dataclass(slots=True)
class Branch:
    """One place or sector with what is inside it. `count`: its organisations in the map's population."""

    name: str
    address: str
    count: int
    inside: list[Branch] = field(default_factory=list)


def tree(snapshot: Snapshot, kind: str, language: str) -> list[Branch]:
    """The three outer levels, by name inside their parent (sectors by code)."""
    made: dict[str, Branch] = {}
    roots: list[Branch] = []
    for depth, level in enumerate(TREES[kind]):
        for part in sorted(places.parts(snapshot, None, level), key=lambda part: part.group.code):
            group = part.group
            made[group.code] = branch = Branch(group_name(group, language), profile_address(group), part.organisations)
            home = roots if depth == 0 else made[group.parent].inside if group.parent in made else None
            if home is not None:
                home.append(branch)
    if kind == "place":
        for branch in made.values():
            branch.inside.sort(key=lambda one: one.name)
    return roots


def segment_list(snapshot: Snapshot, language: str) -> list[Branch]:
    """The segments, most organisations first."""
    return [
        Branch(group_name(part.group, language), profile_address(part.group), part.organisations)
        for part in places.parts(snapshot, None, "segment")
    ]
