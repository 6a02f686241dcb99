"""What a publication changed for one filter: organisations that came or went, figures that are others now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.published import FigureChange, changes
from karta.snapshot.reader import Snapshot, open_snapshot

LISTED = 50  # of each kind; the numbers beside them are whole
SAID_OF_ORGANISATIONS = ("new_organisation", "gone")  # their figures came and went with them: no news of their own


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation that came or went."""

    org_id: str
    name_bg: str | None
    name_en: str | None


@dataclass(frozen=True, slots=True)
class News:
    """The difference that one publication made to the matches of a filter. Lists hold LISTED at most.

    An organisation may come or go because it is new or because it matches now; `figures` are of all that match in
    either snapshot, without those that came or went with their organisation; `reasons` counts them.
    """

    old: str
    new: str
    count_before: int
    count_after: int
    came: list[Named]
    came_count: int
    went: list[Named]
    went_count: int
    figures: list[FigureChange]
    figures_count: int
    reasons: dict[str, int]

    @property
    def is_empty(self) -> bool:
        return not (self.came_count or self.went_count or self.figures_count)


@lru_cache(maxsize=512)
def news(left: Path, right: Path, asked: Filter) -> News:
    """What the snapshot `right` shows otherwise than `left` under `asked`; they never change, so answers are kept.

    Errors: FilterError for a filter that one of them cannot answer, SnapshotError.
    """
    old, new = open_snapshot(left), open_snapshot(right)
    before, after = _matches(old, asked), _matches(new, asked)
    came = after.filter(pc.invert(pc.is_in(after, value_set=before)))
    went = before.filter(pc.invert(pc.is_in(before, value_set=after)))
    reasons = {reason: number for reason, number in changes(old, new, asked, limit=0).reasons.items()
               if reason not in SAID_OF_ORGANISATIONS}  # fmt: skip
    figures = [one for reason in reasons for one in changes(old, new, asked, limit=LISTED, reason=reason).figures]
    return News(
        old=old.name, new=new.name, count_before=len(before), count_after=len(after),
        came=_named(new, came), came_count=len(came), went=_named(old, went), went_count=len(went),
        figures=figures[:LISTED], figures_count=sum(reasons.values()), reasons=reasons,
    )  # fmt: skip


def _matches(snapshot: Snapshot, asked: Filter) -> pa.Array:
    """Ids of the matches, in the snapshot's order."""
    return snapshot.index.rows["org_id"].take(match(snapshot, asked).rows).combine_chunks()


def _named(snapshot: Snapshot, ids: pa.Array) -> list[Named]:
    wanted = ids.slice(0, LISTED).to_pylist()
    sql = "SELECT org_id, name_bg, name_en FROM organisations WHERE org_id IN (SELECT unnest(?::VARCHAR[]))"
    found = {row[0]: Named(*row) for row in snapshot.connection().execute(sql, [wanted]).fetchall()}
    return [found[one] for one in wanted]
