"""Figures of all years as columns: what a chart over time looks positions up in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from karta.explore.filters import one_of
from karta.explore.frame import Floats, Frame, frame
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES


@dataclass(frozen=True, slots=True, eq=False)
class YearFigures:
    """The winner of each organisation and year of one measure, by year, then by position.

    `middles` is NaN for a figure that no sum takes (ARCHITECTURE §3b line 12): of a group, with an open end, in a
    currency without a rate, of something that is no legal unit.
    """

    years: tuple[int, ...]
    year_index: NDArray[np.int64]
    rows: NDArray[np.int64]
    middles: Floats


def year_figures(snapshot: Snapshot, measure: str) -> YearFigures:
    """All years' winners of `measure`, put together once from the index of each year.

    Errors: FilterError for another measure.
    """
    one_of("measure", measure, MEASURES)
    return frame(snapshot).cached("year figures", measure, lambda: _load(snapshot, measure))


def _load(snapshot: Snapshot, measure: str) -> YearFigures:
    frames = [frame(snapshot, year) for year in sorted(snapshot.index.years)]
    told = [(of_year, rows) for of_year in frames if len(rows := _rows(of_year, measure))]
    empty = np.zeros(0)
    return YearFigures(
        years=tuple(int(of_year.year or 0) for of_year, _ in told),
        year_index=np.repeat(np.arange(len(told)), [len(rows) for _, rows in told]),
        rows=np.concatenate([empty.astype(np.int64), *(rows for _, rows in told)]),
        middles=np.concatenate([empty, *(of_year.middles_at(measure, rows) for of_year, rows in told)]),
    )


def _rows(of_year: Frame, measure: str) -> NDArray[np.int64]:
    rows: NDArray[np.int64] = of_year.scope.table(measure)["row"].to_numpy().astype(np.int64)
    return rows


def sources_of_figures(snapshot: Snapshot, *measures: str) -> list[str]:
    """Ids of the sources that the years' winners of these measures come from, the most frequent first."""

    def load() -> list[str]:
        sql = """SELECT source_id FROM figures WHERE is_year_winner AND measure IN (SELECT unnest(?::VARCHAR[]))
            GROUP BY source_id ORDER BY count(*) DESC, source_id"""
        return [str(row[0]) for row in snapshot.connection().execute(sql, [list(measures)]).fetchall()]

    return frame(snapshot).cached("sources of figures", " ".join(measures), load)
