"""What the first page tells in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from karta.explore.compare import MOST
from karta.explore.facets import Choice, Facets, facets
from karta.explore.filters import Filter

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot

SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Key:
    """The four numbers beside the search, and where most is. `unknown`: organisations without a current figure of
    `measure`; `regions`: as many as can be compared."""

    organisations: int
    districts: int
    sources: int
    measure: str
    unknown: int
    segments: list[Choice]
    regions: list[Choice]


@dataclass(frozen=True, slots=True)
class Companies:
    """Companies of the map by what is known of their result."""

    all: int
    profit: int
    unknown: int


def key_numbers(snapshot: Snapshot) -> Key:
    """Of the default population: legal units that are neither deleted nor merged."""
    found: Facets = facets(snapshot, Filter())
    measure = snapshot.manifest["default_measure"] or "headcount"
    figures = found.sums[measure]
    return Key(
        organisations=found.totals["count"],
        districts=sum(one.count > 0 and one.code != "unknown" for one in found.facets["district"]),
        sources=sum(not one.get("reference") for one in snapshot.manifest["sources"]),
        measure=measure,
        unknown=found.totals["count"] - figures.organisations - figures.left_out,
        segments=_most(found.facets["segment"])[:SEGMENTS],
        regions=_most(found.facets["region"])[:MOST],
    )


def _most(choices: list[Choice]) -> list[Choice]:
    known = (one for one in choices if one.count and one.code != "unknown")
    return sorted(known, key=lambda one: (-one.count, one.code))


def companies(snapshot: Snapshot) -> Companies:
    """Companies of the default population."""
    found = facets(snapshot, Filter(kind=("company",)))
    results = {one.code: one.count for one in found.facets["result"]}
    return Companies(found.totals["count"], results.get("profit", 0), results.get("unknown", 0))
