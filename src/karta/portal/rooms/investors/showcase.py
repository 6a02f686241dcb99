"""The showcase: offers under the explorer's filter and by stage, with counts, chips and what to drop when none match.

`Asked` is one address of the page. Organisations are asked of the snapshot's own index with the one `Filter`; a stage
is no part of the map and is chosen among the rows that it gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from karta.explore.facets import Facets, facets
from karta.explore.filters import UNIT_KINDS, Filter, FilterError, one_of
from karta.explore.rows import OrganisationRow, organisations
from karta.explore.sentence import filter_parts
from karta.portal.rooms.investors.models import Offer
from karta.snapshot.reader import Snapshot

FACETS = ("region", "district", "segment", "size_class", "result")
STAGE = "stage"
OWN = (STAGE, "page")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter of an address: that of the map, and stages (OR between them, AND with the rest)."""

    filter: Filter
    stages: tuple[str, ...] = ()

    def query(self) -> str:
        """`?…` that gives it again; "" without a filter."""
        pairs = [*self.filter.to_params(), *((STAGE, one) for one in self.stages)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def parts(self) -> tuple[str, ...]:
        return (*self.filter.parts(), *((STAGE,) if self.stages else ()))

    def without(self, part: str) -> Asked:
        return replace(self, stages=()) if part == STAGE else replace(self, filter=self.filter.without(part))


def asked_of(params: Mapping[str, Sequence[str]]) -> Asked:
    """The filter of an address. Errors: FilterError; also for `as_of`: only who is open today is shown."""
    found = Filter.from_params(params, also=OWN)
    if found.as_of is not None:
        raise FilterError("as_of", str(found.as_of), "leave it out: offers are those of today",
                          "махнете го: офертите са днешните")  # fmt: skip
    stages = [text.strip() for text in params.get(STAGE, ()) if text.strip()]
    return Asked(found, tuple(sorted({one_of(STAGE, one, Offer.Stage.values) for one in stages})))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows. `rows`: organisation with its offer, the newest offer first; `all`: offers at all."""

    rows: list[tuple[OrganisationRow, Offer]]
    all: int
    stages: dict[str, int] = field(default_factory=dict)
    facets: Facets | None = None


def shown(snapshot: Snapshot, asked: Asked, offers: dict[str, Offer]) -> Shown:
    """Offers that match, with counts beside each choice. `offers`: organisation of this snapshot → its offer."""
    found = _rows(snapshot, asked.filter, offers)
    stages = dict.fromkeys(Offer.Stage.values, 0)
    for row in found:
        stages[offers[row.org_id].stage] += 1
    staged = {one: offer for one, offer in offers.items() if not asked.stages or offer.stage in asked.stages}
    rows = [(row, offers[row.org_id]) for row in found if row.org_id in staged]
    rows.sort(key=lambda pair: (pair[1].published_at, pair[1].pk), reverse=True)
    return Shown(rows, len(offers), stages, facets(snapshot, _among(asked.filter, staged)))


def count(snapshot: Snapshot, asked: Asked, offers: dict[str, Offer]) -> int:
    """How many offers match."""
    found = _rows(snapshot, asked.filter, offers)
    return sum(not asked.stages or offers[row.org_id].stage in asked.stages for row in found)


def _rows(snapshot: Snapshot, asked: Filter, offers: dict[str, Offer]) -> list[OrganisationRow]:
    narrowed = _among(asked, offers)
    return organisations(snapshot, narrowed, limit=len(offers)).items


def _among(asked: Filter, offers: dict[str, Offer]) -> Filter:
    """The filter within the organisations that made an offer: whatever is asked, no other one is found.

    Start-ups stand on the map before they are registered: every kind of unit counts unless one is asked for.
    """
    ids = set(offers) & set(asked.id) if asked.id else set(offers)
    kinds = asked.unit_kind or UNIT_KINDS
    return replace(asked, id=tuple(sorted(ids)) or ("none",), unit_kind=kinds)


@dataclass(frozen=True, slots=True)
class Chip:
    """One active part in words, and the address without it."""

    part: str
    name: str
    value: str
    without: str


def chips(snapshot: Snapshot, asked: Asked, language: str, stage_name: str) -> list[Chip]:
    """The active parts of the filter in their order, stages last."""
    made = [
        Chip(part, name, value, asked.without(part).query() or "?")
        for part, name, value in filter_parts(snapshot, asked.filter, language)
    ]
    if asked.stages:
        labels = ", ".join(str(Offer.Stage(one).label) for one in asked.stages)
        made.append(Chip(STAGE, stage_name, labels, asked.without(STAGE).query() or "?"))
    return made


def helpful(snapshot: Snapshot, asked: Asked, offers: dict[str, Offer], made: list[Chip]) -> tuple[Chip, int] | None:
    """Of the chips of an empty result, the one whose removal brings most, and how many; None where none helps."""
    counted = [(chip, count(snapshot, asked.without(chip.part), offers)) for chip in made]
    best = max(counted, key=lambda pair: pair[1], default=None)
    return best if best and best[1] else None
