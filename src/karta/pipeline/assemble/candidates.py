"""How much a decision on two organisations would change the map: the order of the curation queue."""

from __future__ import annotations

import duckdb

from karta.snapshot.schema import CANDIDATES, MONEY_MEASURES

# What one may know and the other not, so that joined they would stand in a filter where now one is missing.
_MEETING = ("district", "nace_code", "segment", "founded_year", "website")
_BOTH = "l.{m}_state = 'current' AND r.{m}_state = 'current'"
_COUNTED_TWICE = "CASE WHEN {both} THEN log10(1 + least(abs({l}), abs({r})) / {unit}) ELSE 0 END"
_FIGURE = "coalesce({side}.{m}_value, {side}.{m}_min, 0)"


def assemble_candidates(con: duckdb.DuckDBPyConnection) -> None:
    """Write `out_candidates` with `worth`: the probability that both are one, times what would change if they were.

    What would change: one organisation less (1); of figures that both have, the smaller one, now counted twice, in
    powers of ten of persons and of thousands of euro; half for each fact, figures included, that one has only.
    """
    twice = [_counted_twice("headcount", 1), f"greatest({', '.join(_counted_twice(m, 1000) for m in MONEY_MEASURES)})"]
    alone = [f"((l.{fact} IS NULL) <> (r.{fact} IS NULL))::INTEGER" for fact in _MEETING]
    alone += [
        f"((l.{m}_state = 'current') <> (r.{m}_state = 'current'))::INTEGER" for m in ("headcount", *MONEY_MEASURES)
    ]
    change = f"1 + {' + '.join(twice)} + 0.5 * ({' + '.join(alone)})"
    columns = ", ".join(column for column in CANDIDATES if column != "worth")
    con.execute(
        f"CREATE OR REPLACE TABLE out_candidates AS SELECT {columns}, round(score * ({change}), 3) AS worth "
        "FROM candidates JOIN out_organisations l ON l.org_id = left_org_id "
        "JOIN out_organisations r ON r.org_id = right_org_id"
    )


def _counted_twice(measure: str, unit: int) -> str:
    left, right = (_FIGURE.format(side=side, m=measure) for side in ("l", "r"))
    return _COUNTED_TWICE.format(both=_BOTH.format(m=measure), l=left, r=right, unit=unit)
