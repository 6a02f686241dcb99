"""Figures of all years as columns: what a chart over time and a chart of relations look positions up in.

Positions are those of `karta.explore.frame`: row numbers of the snapshot's own order, which is the order of
`organisations.parquet`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from karta.explore.filters import FilterError
from karta.explore.frame import Floats
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

Made = TypeVar("Made")

POSITIONS = """(SELECT org_id, unit_kind, file_row_number::INTEGER AS position
    FROM read_parquet(?, file_row_number = true))"""  # needs the path of organisations.parquet as its value

_made: WeakKeyDictionary[Snapshot, dict[str, Any]] = WeakKeyDictionary()
_making = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class YearFigures:
    """The winner of each organisation and year of one measure, by year, then by position.

    `middles` is NaN for a figure that no sum takes (ARCHITECTURE §3b line 12): of a group, with an open end, in a
    currency without a rate, of something that is no legal unit.
    """

    years: tuple[int, ...]
    year_index: NDArray[np.int64]
    rows: NDArray[np.int32]
    middles: Floats


def year_figures(snapshot: Snapshot, measure: str) -> YearFigures:
    """All years' winners of `measure`, loaded once: half a second for 1.4 million figures.

    Errors: FilterError for another measure.
    """
    one_of("measure", measure, MEASURES)
    return once(snapshot, f"figures {measure}", lambda: _load(snapshot, measure))


def _load(snapshot: Snapshot, measure: str) -> YearFigures:
    # A claim on a part of the organisation answers with its lower bound only: its interval has an open end (line 4).
    sql = f"""SELECT o.position, f.year, CASE WHEN o.unit_kind = 'legal_unit'
            AND coalesce(f.statement, 'unknown') <> 'consolidated' AND coalesce(f.population, 'all') = 'all'
            AND isfinite(f.value_min) AND isfinite(f.value_max) THEN (f.value_min + f.value_max) / 2 END AS middle
        FROM figures f JOIN {POSITIONS} o USING (org_id)
        WHERE f.measure = ? AND f.is_year_winner AND f.year IS NOT NULL ORDER BY f.year, o.position"""
    found = snapshot.connection().execute(sql, [organisations_file(snapshot), measure]).fetchnumpy()
    years, index = np.unique(np.asarray(found["year"], dtype=np.int64), return_inverse=True)
    return YearFigures(
        years=tuple(years.tolist()),
        year_index=index.astype(np.int64),
        rows=np.asarray(found["position"], dtype=np.int32),
        middles=np.asarray(np.ma.filled(found["middle"], np.nan), dtype=np.float64),
    )


def sources_of_figures(snapshot: Snapshot, *measures: str) -> list[str]:
    """Ids of the sources that the years' winners of these measures come from, the most frequent first."""

    def load() -> list[str]:
        sql = """SELECT source_id FROM figures WHERE is_year_winner AND measure IN (SELECT unnest(?::VARCHAR[]))
            GROUP BY source_id ORDER BY count(*) DESC, source_id"""
        return [str(row[0]) for row in snapshot.connection().execute(sql, [list(measures)]).fetchall()]

    return once(snapshot, f"sources {' '.join(measures)}", load)


def organisations_file(snapshot: Snapshot) -> str:
    """Where POSITIONS reads."""
    return str(snapshot.path / "organisations.parquet")


def once(snapshot: Snapshot, name: str, make: Callable[[], Made]) -> Made:
    """What `make` gives, kept for the life of the snapshot. One thread makes at a time."""
    kept = _made.setdefault(snapshot, {})
    if name not in kept:
        with _making:
            if name not in kept:
                kept[name] = make()
    made: Made = kept[name]
    return made


def one_of(parameter: str, given: str, choices: tuple[str, ...]) -> None:
    """Errors: FilterError where `given` is none of `choices`."""
    if given not in choices:
        listed = ", ".join(choices)
        raise FilterError(parameter, given, f"write one of {listed}", f"пишете едно от {listed}")
