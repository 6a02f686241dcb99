"""How a measure changed between two years, by area: one population, the organisations with a figure in both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from karta.explore.areas import LEVELS
from karta.explore.filters import Filter, FilterError, one_of
from karta.explore.frame import frame
from karta.explore.labels import label_of
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES


@dataclass(frozen=True, slots=True)
class Change:
    """One area. `before` and `after` are sums over the same `known` organisations: those of its `organisations` (the
    matches) that have a figure in both years; None where there are none."""

    code: str
    name_bg: str
    name_en: str
    before: float | None
    after: float | None
    organisations: int
    known: int

    @property
    def difference(self) -> float | None:
        """EUR or persons."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def share(self) -> float | None:
        """The difference as a share of the earlier sum, -1 to infinity; None where that is not above zero."""
        return (
            self.difference / self.before if self.difference is not None and self.before and self.before > 0 else None
        )


def changes(snapshot: Snapshot, asked: Filter, level: str, measure: str, year_from: int) -> list[Change]:
    """The change of `measure` from `year_from` to `asked.year` in each area of `level` that the population stands in.

    Figures of ARCHITECTURE §3b line 12; rows without one in either year are left out (line 10: a change uses the same
    rows in both years or nothing). The matches are those of `asked.year`.
    Errors: FilterError for another level or measure, without `year`, and where `year_from` is not before it.
    """
    one_of("level", level, LEVELS)
    one_of("measure", measure, MEASURES)
    if asked.year is None:
        raise FilterError("year", "", "write the later of the two years", "пишете по-късната от двете години")
    check_years(year_from, asked.year)
    found, earlier = match(snapshot, asked), frame(snapshot, year_from)
    rows = found.frame
    before, after = earlier.middles(measure), rows.middles(measure)
    chosen = np.flatnonzero(found.is_match & ~np.isnan(before) & ~np.isnan(after))
    codes = rows.codes(level)
    size = len(codes.values)
    where = codes.index[chosen]
    known = np.bincount(where, minlength=size)
    sums = [np.bincount(where, weights=values[chosen], minlength=size) for values in (before, after)]
    organisations, population = codes.counts(found.is_match), codes.counts(found.population())
    labelled = label_of(snapshot, rows, level)
    return [
        Change(
            code, *labelled(code),
            before=round(float(sums[0][i]), 2) if known[i] else None,
            after=round(float(sums[1][i]), 2) if known[i] else None,
            organisations=int(organisations[i]), known=int(known[i]),
        )
        for i, code in enumerate(codes.values)
        if population[i]
    ]  # fmt: skip


def check_years(year_from: int, year: int) -> None:
    """Errors: FilterError where `year_from` is not the earlier one."""
    if year_from >= year:
        raise FilterError(
            "year_from", str(year_from), f"write a year before year={year}", f"пишете година преди year={year}"
        )


def years_with_figures(snapshot: Snapshot, measure: str) -> list[tuple[int, int]]:
    """Years with winners of `measure` in the whole snapshot, and how many organisations have one; newest first."""
    rows = frame(snapshot)
    sql = """SELECT year, count(DISTINCT org_id) FROM figures
             WHERE is_year_winner AND measure = ? AND year IS NOT NULL GROUP BY year ORDER BY year DESC"""

    def load() -> list[tuple[int, int]]:
        return [(int(year), int(number)) for year, number in snapshot.connection().execute(sql, [measure]).fetchall()]

    return rows.cached("years_with_figures", measure, load)


def default_years(snapshot: Snapshot, measure: str, year: int | None, year_from: int | None) -> tuple[int, int] | None:
    """(`year_from`, `year`) with what was not asked for filled in: the newest year that at least half as many
    organisations know as the best known one, and the year before it that has figures. None: there are no two years."""
    known = years_with_figures(snapshot, measure)
    if not known:
        return None
    enough = max(number for _, number in known) / 2
    later = year or next(
        (one for one, number in known if number >= enough and (not year_from or one > year_from)), None
    )
    if later is None:
        return None
    earlier = year_from or next((one for one, _ in known if one < later), None)
    return None if earlier is None else (earlier, later)
