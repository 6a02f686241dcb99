"""The fold: a change log → spells, each a value with the days from and until which it held.

Rules. Changes of one subject count in the order of their entries; of one entry the Erase counts first. A field that
holds one value loses the old one when a new one is added; a field that holds several loses one only by its Erase. An
Erase ends what was added under the same item, and nothing else: without such an Add it changes nothing. The same
change twice counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot.database import connect

_RANGE = 500_000  # changes that are folded at a time


@dataclass(frozen=True, slots=True)
class Spell:
    """A value from `valid_from` (inclusive) to `valid_to` (exclusive; None while it holds).

    `learned_on` is when the newest change of its subject was taken in.
    """

    part: str
    field: str
    item: str
    entry: str
    value: str | None
    valid_from: date
    valid_to: date | None
    learned_on: date


_ORDER = "lpad(entry, 20, '0'), operation DESC, place"  # "Erase" before "Add"
_SPELLS = f"""
    WITH once AS (
        SELECT * FROM asked QUALIFY row_number() OVER (
            PARTITION BY subject, part, field, item, operation, entry ORDER BY day DESC, place DESC) = 1
    ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY subject ORDER BY {_ORDER}) AS step FROM once
    ), followed AS (
        SELECT *, lead(on_date) OVER item_order AS ended_on, max(learned_on) OVER subject_order AS known_on,
            CASE WHEN NOT list_contains($several, field) THEN
                lead(CASE WHEN operation = 'Add' THEN on_date END IGNORE NULLS) OVER field_order END AS replaced_on
        FROM placed
        WINDOW item_order AS (PARTITION BY subject, part, field, item ORDER BY step),
            field_order AS (PARTITION BY subject, part, field ORDER BY step),
            subject_order AS (PARTITION BY subject)
    )
    SELECT subject, part, field, item, entry, value, on_date,
        CASE WHEN coalesce(ended_on, replaced_on) IS NOT NULL
            THEN greatest(least(ended_on, replaced_on), on_date) END AS valid_to, known_on
    FROM followed WHERE operation = 'Add' ORDER BY subject, part, field, step"""


def spells(
    logs: Sequence[Path], *, several: Collection[str], subjects: Collection[str] | None = None,
    between: tuple[str, str] | None = None,
) -> Iterator[tuple[str, list[Spell]]]:  # fmt: skip
    """(subject, its spells) by subject; within it by part, field and entry. `several`: fields that hold many values.

    `subjects` asks for these only, `between` for those above the first and up to the second. Memory is that of half a
    million changes, however long the logs are.
    """
    if not logs:
        return
    with connect() as con:
        _open(con, logs)
        wanted = ""
        if subjects is not None:
            con.execute("CREATE TEMP TABLE wanted AS SELECT unnest(?) AS subject", [sorted(subjects)])
            wanted = " AND subject IN (FROM wanted)"
            between = between or ("", max(subjects, default=""))
        for limits in [between] if between else ranges(logs):
            con.execute(
                "CREATE OR REPLACE TEMP TABLE asked AS SELECT subject, part, field, item, operation, entry, "
                f'"on" AS on_date, value, place, day, learned_on FROM log WHERE subject > ? AND subject <= ?{wanted}',
                limits,
            )
            found = con.execute(_SPELLS, {"several": list(several)})
            for subject, rows in groupby(_rows(found), key=lambda row: row[0]):
                yield subject, [Spell(*row[1:]) for row in rows]


def ranges(logs: Sequence[Path]) -> list[tuple[str, str]]:
    """Ranges of subjects, (above, up to), each with about half a million changes."""
    with connect() as con:
        _open(con, logs)
        row = con.execute("SELECT count(*), max(subject) FROM log").fetchone()
        count, last = row or (0, None)
        pieces = 1 + count // _RANGE
        shares = [place / pieces for place in range(1, pieces)]
        cuts = con.execute("SELECT quantile_disc(subject, ?) FROM log", [shares]).fetchone() if shares else None
    limits = ["", *sorted(set(cuts[0] if cuts else [])), last or ""]
    return [(low, high) for low, high in pairwise(limits) if low < high]


def changed_subjects(logs: Sequence[Path]) -> list[str]:
    """Subjects that any of these logs tells of."""
    with connect() as con:
        _open(con, logs)
        return [row[0] for row in con.execute("SELECT DISTINCT subject FROM log ORDER BY subject").fetchall()]


def state_on(found: Sequence[Spell], on: date) -> list[Spell]:
    """The spells that hold on a day."""
    return [one for one in found if one.valid_from <= on and (one.valid_to is None or on < one.valid_to)]


def _open(con: duckdb.DuckDBPyConnection, logs: Sequence[Path]) -> None:
    con.execute(f"CREATE VIEW log AS FROM read_parquet([{', '.join(repr(str(log)) for log in logs)}])")


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := found.fetchmany(50_000):
        yield from batch
