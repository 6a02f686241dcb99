"""What each row of a snapshot gives to a sum of one measure: the figure's source and year, or why it gives none."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from karta.explore.frame import Frame
from karta.snapshot.reader import Snapshot

# Every row is in one of them. The first is added to a sum (ARCHITECTURE §3b line 12); the next are figures left out.
PARTS = (
    "counted", "group", "not_legal_unit", "open_interval", "too_large", "other_currency", "outdated", "unknown",
)  # fmt: skip
LEFT_OUT = PARTS[1:6]
NO_SOURCE = -1


@dataclass(frozen=True, slots=True, eq=False)
class RowParts:
    """Columns in the snapshot's order. `part`: position in PARTS; `year` and `source`: of the figure in the window
    or in the year asked for, -1 where there is none; `sources[source]` is its source_id."""

    part: NDArray[np.uint8]
    year: NDArray[np.int16]
    source: NDArray[np.int16]
    sources: tuple[str, ...]


_kept: WeakKeyDictionary[Snapshot, dict[tuple[str, int | None], RowParts]] = WeakKeyDictionary()
_lock = threading.Lock()
_MOST_KEPT = 12  # 5 MB each for a million rows


def row_parts(snapshot: Snapshot, rows: Frame, measure: str, year: int | None) -> RowParts:
    """The columns of one measure; read once and kept for the life of the snapshot."""
    with _lock:
        kept = _kept.setdefault(snapshot, {})
        made = kept.pop((measure, year), None)
    if made is None:
        made = _read(snapshot, rows, measure, year)
    with _lock:
        kept[measure, year] = made  # the one asked for last stands last
        while len(kept) > _MOST_KEPT:
            del kept[next(iter(kept))]
    return made


def _read(snapshot: Snapshot, rows: Frame, measure: str, year: int | None) -> RowParts:
    columns = snapshot.connection().execute(_sql(measure, year), _values(snapshot, measure, year)).fetchnumpy()
    part = np.asarray(np.ma.filled(columns["part"], 0), dtype=np.uint8)
    # Which rows are added is said in one place alone; here is only why the others are not.
    part[~np.isnan(rows.middles(measure))] = PARTS.index("counted")
    names = tuple(source["source_id"] for source in snapshot.manifest["sources"])
    texts = np.asarray(np.ma.filled(columns["source_id"], ""), dtype=object)
    known, index = np.unique(texts.astype(str), return_inverse=True)
    every = tuple(dict.fromkeys((*names, *(name for name in known.tolist() if name))))
    lookup = np.array([every.index(name) if name else NO_SOURCE for name in known.tolist()], dtype=np.int16)
    years = np.asarray(np.ma.filled(columns["year"], -1), dtype=np.int16)
    return RowParts(part=part, year=years, source=lookup[index], sources=every)


def _values(snapshot: Snapshot, measure: str, year: int | None) -> list[Any]:
    folder = str(snapshot.path / "organisations.parquet")
    return [folder, measure] if year is None else [folder, year, measure]


def _sql(measure: str, year: int | None) -> str:
    """One row an organisation in the snapshot's order, which is that of the file."""
    if year is None:
        figure = f"""SELECT o.unit_kind, o.{measure}_state AS state, o.{measure}_statement AS statement,
                o.{measure}_min AS low, o.{measure}_max AS high, o.{measure}_year AS year, f.source_id, o.position
            FROM o LEFT JOIN (FROM figures WHERE measure = ? AND is_shown) f USING (org_id)"""
    else:
        figure = """SELECT o.unit_kind, CASE WHEN f.org_id IS NULL THEN 'unknown' WHEN f.value_min IS NULL
                THEN 'other_currency' ELSE 'current' END AS state, f.statement, f.value_min AS low,
                CASE WHEN coalesce(f.population, 'all') = 'all' THEN f.value_max ELSE 'inf' END AS high,
                f.year, f.source_id, o.position
            FROM o LEFT JOIN (FROM figures WHERE year = ? AND measure = ? AND is_year_winner) f USING (org_id)"""
    at = {name: position for position, name in enumerate(PARTS)}
    return f"""WITH o AS (SELECT *, file_row_number AS position FROM read_parquet(?, file_row_number = true)),
        figure AS ({figure})
        SELECT (CASE coalesce(state, 'unknown') WHEN 'current' THEN CASE
                WHEN unit_kind IS DISTINCT FROM 'legal_unit' THEN {at["not_legal_unit"]}
                WHEN statement = 'consolidated' THEN {at["group"]}
                WHEN NOT (isfinite(low) AND isfinite(high)) THEN {at["open_interval"]}
                ELSE {at["too_large"]} END
            WHEN 'other_currency' THEN {at["other_currency"]} WHEN 'outdated' THEN {at["outdated"]}
            ELSE {at["unknown"]} END)::UTINYINT AS part,
            CASE WHEN coalesce(state, 'unknown') <> 'unknown' THEN year END AS year, source_id
        FROM figure ORDER BY position"""
