"""What each row of a snapshot gives to a sum of one measure: the figure's source and year, or why it gives none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from karta.explore.frame import Frame, frame
from karta.snapshot.index.bits import unpack
from karta.snapshot.reader import Snapshot

# Every row is in one of them. The first is added to a sum (ARCHITECTURE §3b line 12); the next are figures left out.
PARTS = (
    "counted", "group", "not_legal_unit", "open_interval", "too_large", "other_currency", "outdated", "unknown",
)  # fmt: skip
NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class RowParts:
    """Columns in the snapshot's order. `part`: position in PARTS; `year` and `source`: of the figure in the window
    or in the year asked for, -1 where there is none; `sources[source]` is its source_id."""

    part: NDArray[np.uint8]
    year: NDArray[np.int16]
    source: NDArray[np.int16]
    sources: tuple[str, ...]


@lru_cache(maxsize=12)  # 5 MB each for a million rows
def row_parts(snapshot: Snapshot, measure: str, year: int | None) -> RowParts:
    """The columns of one measure, with the figures of the window or of a year."""
    rows = frame(snapshot, year)
    table = rows.scope.table(measure)
    known = table["row"].to_numpy().astype(np.int64)
    years = np.full(rows.count, NONE, dtype=np.int16)
    years[known] = table["year"].to_numpy()
    source, sources = _sources(snapshot, rows.count, measure, year)
    return RowParts(part=_parts(rows, measure), year=years, source=source, sources=sources)


def _parts(rows: Frame, measure: str) -> NDArray[np.uint8]:
    """Which rows are added, the index says; here is only why the others are not."""
    state = rows.codes(f"{measure}_state")
    table = rows.scope.table(measure)
    consolidated = np.zeros(rows.count, dtype=np.bool_)
    of_group = pc.fill_null(pc.equal(table["statement"].cast(pa.string()), "consolidated"), False)
    consolidated[table["row"].to_numpy()] = of_group.to_numpy()
    low, high = rows.intervals(measure).ends()
    is_open = np.isinf(low) | np.isinf(high)
    is_legal_unit = unpack(rows.rows_with("unit_kind", "legal_unit"), rows.count)
    part = np.full(rows.count, PARTS.index("unknown"), dtype=np.uint8)
    for name in ("outdated", "other_currency"):
        part[state.index == state.values.index(name)] = PARTS.index(name)
    # The first that holds is the reason: what is not a legal unit, then groups, then open intervals.
    current = rows.is_current(measure)
    for name, holds in (("too_large", current), ("open_interval", current & is_open), ("group", current & consolidated),
                        ("not_legal_unit", current & ~is_legal_unit),
                        ("counted", unpack(rows.scope.is_added(measure), rows.count))):  # fmt: skip
        part[holds] = PARTS.index(name)
    return part


def _sources(
    snapshot: Snapshot, count: int, measure: str, year: int | None
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """The source of each row's figure as a position among all sources."""
    chosen, values = ("is_shown", [measure]) if year is None else ("is_year_winner AND year = ?", [measure, year])
    told = snapshot.connection().execute(
        f"""SELECT position, source_id FROM figures JOIN positions USING (org_id)
        WHERE measure = ? AND {chosen} AND source_id IS NOT NULL""",
        values,
    ).fetchnumpy()  # fmt: skip
    names, index = np.unique(np.asarray(told["source_id"]).astype(str), return_inverse=True)
    every = tuple(dict.fromkeys((*(one["source_id"] for one in snapshot.manifest["sources"]), *names.tolist())))
    source = np.full(count, NONE, dtype=np.int16)
    source[np.asarray(told["position"])] = np.array([every.index(name) for name in names.tolist()], dtype=np.int16)[
        index
    ]
    return source, every
