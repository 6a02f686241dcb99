"""What the first page tells in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from karta.explore.compare import MOST
from karta.explore.facets import Choice, Facets, facets
from karta.explore.filters import Filter
from karta.portal.directory.models import Body, Claim
from karta.portal.directory.properties import AWARDS
from karta.portal.directory.queries import org_ids, standing
from karta.portal.platform.map_file import map_file
from karta.portal.platform.public_state import kept

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
class Goal:
    """Spin-offs towards a goal. A spin-off is verified when the map knows its origin, its year and the source of
    both; `checked` are those that lack one of these, winners of the award among them."""

    verified: int
    checked: int
    target: int

    @property
    def open(self) -> int:
        return max(self.target - self.verified - self.checked, 0)


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


def goal(snapshot: Snapshot | None) -> Goal | None:
    """How far the goal of the initiative is reached; None where no claim names one. Asked once a state."""
    initiative = map_file().initiative
    return kept(f"home.goal {initiative} {snapshot and snapshot.name}", lambda: _goal(snapshot, initiative))


def _goal(snapshot: Snapshot | None, initiative: str) -> Goal | None:
    claim = standing("series", initiative, "target") if initiative else None
    if claim is None or claim.value_min is None:
        return None
    verified, lacking = _spin_offs(snapshot) if snapshot else (set(), set())
    winners = Body.objects.filter(claims__in=Claim.objects.public().filter(property__in=AWARDS)).distinct()
    known = org_ids(snapshot, winners) if snapshot else {}
    checked = {known.get(body.code, body.code) for body in winners} | lacking
    return Goal(len(verified), len(checked - verified), int(claim.value_min))


def _spin_offs(snapshot: Snapshot) -> tuple[set[str], set[str]]:
    """Organisations with a known origin: with a year, without one."""
    rows = snapshot.connection().execute(
        """SELECT DISTINCT org_id, founded_year IS NOT NULL FROM relations JOIN organisations USING (org_id)
           WHERE relation = 'spun_off_from'"""
    ).fetchall()  # fmt: skip
    return {org_id for org_id, is_dated in rows if is_dated}, {org_id for org_id, is_dated in rows if not is_dated}
