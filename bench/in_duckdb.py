"""The explorer's questions in plain DuckDB: what the index is measured against, and what its answers must equal.

Written for itself: it shares the words of a filter with the explorer (`Filter`), nothing of how rows are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import duckdb

from karta.explore.filters import PLACE_CODES, RANGES, Filter
from karta.matching.names import search_key
from karta.snapshot.schema import MEASURES
from karta.vocab.size import SIZE_CLASSES, joined_interval

MATCH, UNDECIDED, OTHER_CURRENCY, OUTDATED, UNKNOWN, REFUSED = range(6)
HIDDEN_STATUSES = ("deleted", "merged")
LISTS = ("country", "region", "district", "municipality", "segment", "kind", "unit_kind", "status")
PLACE_LADDER = ("country", "region", "district", "municipality")
HAS_FIGURE = "coalesce({m}_state, 'unknown') IN ('current', 'other_currency')"
MIDDLE = """CASE WHEN {m}_state = 'current' AND unit_kind = 'legal_unit' AND isfinite({m}_min) AND isfinite({m}_max)
    AND coalesce({m}_statement, 'unknown') <> 'consolidated' THEN ({m}_min + {m}_max) / 2 END"""


class InDuckDB:
    """One snapshot's tables in DuckDB's own memory, ready to be scanned."""

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        self.con = duckdb.connect(config={"threads": threads})
        self.con.execute("SET enable_progress_bar = false")
        for table in ("organisations", "figures", "names", "sectors", "redirects"):
            self.con.execute(f"CREATE TABLE {table} AS FROM read_parquet('{folder / table}.parquet')")
        self.con.execute("CREATE VIEW window_rows AS SELECT rowid AS row, * FROM organisations")
        self._years: set[int] = set()

    def question(self, asked: Filter, edges: dict[str, list[float | None]]) -> dict[str, Any]:
        """Count and states, sums, the six histograms each lifted from its own filter, and the first fifty rows."""
        return {
            "totals": self.totals(asked), "sums": self.sums(asked), "first": self.first(asked),
            "histograms": {name: self.histogram(asked, name, ends) for name, ends in edges.items()},
        }  # fmt: skip

    def totals(self, asked: Filter) -> dict[str, int]:
        """Rows by their state."""
        state, values = self._state(asked)
        rows = self._ask(asked, f"SELECT {state} AS state, count(*) FROM {{rows}} GROUP BY state", values)
        counted = dict(rows)
        names = {"count": MATCH, "undecided": UNDECIDED, "unknown": UNKNOWN, "outdated": OUTDATED,
                 "other_currency": OTHER_CURRENCY}  # fmt: skip
        return {name: counted.get(state, 0) for name, state in names.items()}

    def first(self, asked: Filter, limit: int = 50) -> list[str]:
        """The first matches in the snapshot's order."""
        state, values = self._state(asked)
        sql = f"SELECT org_id FROM {{rows}} WHERE {state} = {MATCH} ORDER BY row LIMIT {limit}"
        return [org_id for (org_id,) in self._ask(asked, sql, values)]

    def sums(self, asked: Filter) -> dict[str, tuple[float | None, int, int]]:
        """Sum, rows added, rows with a figure that were not."""
        state, values = self._state(asked)
        columns = ", ".join(
            f"sum(({MIDDLE.format(m=m)})::DECIMAL(38, 4)), count({MIDDLE.format(m=m)}), count(*) FILTER "
            f"({HAS_FIGURE.format(m=m)})" for m in MEASURES
        )  # fmt: skip
        (row,) = self._ask(asked, f"SELECT {columns} FROM {{rows}} WHERE {state} = {MATCH}", values)
        threes = [row[3 * i : 3 * i + 3] for i in range(len(MEASURES))]
        return {
            m: (None if total is None else float(total), added, told - added)
            for m, (total, added, told) in zip(MEASURES, threes, strict=True)
        }

    def histogram(self, asked: Filter, name: str, edges: list[float | None]) -> list[int]:
        """Rows in each bar, then across two, in another currency, without a figure or outdated."""
        state, values = self._state(asked, without=(name,))
        ends = [-inf if edges[0] is None else edges[0], *edges[1:-1], inf]
        last = len(ends) - 1

        def reached(column: str) -> str:
            return " + ".join(f"({column} >= '{end}'::DOUBLE)::TINYINT" for end in ends)

        if name == "founded":
            place = f"""CASE WHEN founded_year IS NULL THEN {last + 2}
                ELSE {reached("founded_year")} - 1 END"""
        else:
            low, high = (f"greatest(0, least({last - 1}, {reached(f'{name}_{end}')} - 1))" for end in ("min", "max"))
            place = f"""CASE coalesce({name}_state, 'unknown') WHEN 'other_currency' THEN {last + 1}
                WHEN 'current' THEN CASE WHEN {low} = {high} THEN {low} ELSE {last} END ELSE {last + 2} END"""
        sql = f"SELECT {place} AS place, count(*) FROM {{rows}} WHERE {state} = {MATCH} GROUP BY place"
        counted = dict(self._ask(asked, sql, values))
        return [counted.get(i, 0) for i in range(last + 3)]

    def choices(self, asked: Filter, name: str) -> dict[str, int]:
        """Rows by code of a list, lifted from its own filter; places from the places inside them too."""
        lifted = PLACE_LADDER[PLACE_LADDER.index(name) :] if name in PLACE_LADDER else (name,)
        state, values = self._state(asked, without=lifted)
        code = {
            "source": "unnest(CASE WHEN len(coalesce(source_ids, [])) = 0 THEN ['unknown'] ELSE source_ids END)",
            "size_class": SIZE_CLASS, "result": RESULT,
        }.get(name, f"coalesce({name}, 'unknown')")  # fmt: skip
        sql = f"SELECT code, count(*) FROM (SELECT {code} AS code FROM {{rows}} WHERE {state} = {MATCH}) GROUP BY code"
        return dict(self._ask(asked, sql, values))

    def _state(self, asked: Filter, without: Sequence[str] = ()) -> tuple[str, list[object]]:
        """The greatest state that any part gives; a lifted `unit_kind` or `status` takes its default with it."""
        kept = [clause for name, clause in clauses(asked).items() if name not in without]
        states = ", ".join([str(MATCH), *(f"({clause.sql})" for clause in kept)])
        return f"greatest({states})", [value for clause in kept for value in clause.values]

    def _ask(self, asked: Filter, sql: str, values: list[object]) -> list[Any]:
        rows = "window_rows" if asked.year is None else self._year(asked.year)
        return self.con.execute(sql.format(rows=rows), values).fetchall()

    def _year(self, year: int) -> str:
        """`organisations` with the winners of a year in place of the window's."""
        if year not in self._years:
            replaced = ", ".join(
                f"""CASE WHEN {m}.org_id IS NULL THEN 'unknown' WHEN {m}.value_min IS NULL THEN 'other_currency'
                ELSE 'current' END AS {m}_state, {m}.value_min AS {m}_min, {m}.statement AS {m}_statement,
                CASE WHEN coalesce({m}.population, 'all') = 'all' THEN {m}.value_max ELSE 'inf' END AS {m}_max"""
                for m in MEASURES
            )
            disagrees = " OR ".join(f"coalesce({m}.year_disagreement, false)" for m in MEASURES)
            joins = " ".join(
                f"""LEFT JOIN (FROM figures WHERE year = {year} AND measure = '{m}' AND is_year_winner) {m}
                ON {m}.org_id = o.org_id"""
                for m in MEASURES
            )
            self.con.execute(
                f"""CREATE TABLE rows_of_{year} AS SELECT o.* REPLACE ({replaced}, ({disagrees}) AS has_disagreement)
                FROM window_rows o {joins}"""
            )
            self._years.add(year)
        return f"rows_of_{year}"


SIZE_CLASS = "CASE WHEN headcount_state = 'current' THEN CASE " + " ".join(
    f"WHEN floor(headcount_min) >= {low} AND floor(headcount_max) <= '{high}'::DOUBLE THEN '{code}'"
    for code, (low, high) in SIZE_CLASSES.items()
) + " ELSE 'undecided' END ELSE 'unknown' END"  # fmt: skip
RESULT = """CASE WHEN profit_state = 'other_currency' THEN 'undecided' WHEN profit_state = 'current' THEN
    CASE WHEN profit_max < 0 THEN 'loss' WHEN profit_min > 0 THEN 'profit'
    WHEN profit_min = 0 AND profit_max = 0 THEN 'zero' ELSE 'undecided' END ELSE 'unknown' END"""


@dataclass(frozen=True, slots=True)
class Clause:
    """An SQL expression over organisations that gives a state, and the values bound to its question marks."""

    sql: str
    values: tuple[object, ...] = ()


def clauses(asked: Filter) -> dict[str, Clause]:
    """The active parts of the filter, in their order, and `unit_kind` and `status`, which always choose."""
    made = {"unit_kind": _unit_kind(asked), "status": _status(asked)}
    for part in asked.parts():
        if part not in made:
            made[part] = _clause(part, asked)
    return made


def _clause(part: str, asked: Filter) -> Clause:
    if part in RANGES:
        return _range(part, asked)
    if part in (*PLACE_CODES, "segment", "kind"):
        return _coded(part, getattr(asked, part))
    makers = {
        "nace": _nace,
        "size_class": _size_class,
        "result": _result,
        "source": _source,
        "id": _id,
        "disagreement": _disagreement,
        "completeness": _completeness,
        "q": _q,
        "bbox": _bbox,
    }
    return makers[part](asked)


def _yes_or_no(condition: str, *values: object) -> Clause:
    return Clause(f"CASE WHEN {condition} THEN {MATCH} ELSE {REFUSED} END", values)


def _coded(column: str, codes: tuple[str, ...]) -> Clause:
    return _yes_or_no(f"coalesce({column}, 'unknown') IN ({_marks(codes)})", *codes)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values)) or "NULL"


def _unit_kind(asked: Filter) -> Clause:
    return _coded("unit_kind", asked.unit_kind or ("legal_unit",))


def _status(asked: Filter) -> Clause:
    if asked.status:
        return _coded("status", asked.status)
    return _yes_or_no(f"coalesce(status, 'unknown') NOT IN ({_marks(HIDDEN_STATUSES)})", *HIDDEN_STATUSES)


def _nace(asked: Filter) -> Clause:
    prefixes = [code.replace(".", "") for code in asked.nace if code[0].isdigit()]
    sections = [code for code in asked.nace if len(code) == 1 and code.isalpha()]
    condition = " OR ".join(
        [
            "(nace_code IS NULL AND ?)",
            *["starts_with(replace(nace_code, '.', ''), ?)"] * len(prefixes),
            f"""nace_code[:2] IN (SELECT code FROM sectors WHERE level = 'division'
                AND parent_code IN ({_marks(sections)}))""",
        ]
    )
    return _yes_or_no(condition, "unknown" in asked.nace, *prefixes, *sections)


def _range(name: str, asked: Filter) -> Clause:
    low, high = getattr(asked, f"{name}_min"), getattr(asked, f"{name}_max")
    bounds = (-inf if low is None else low, inf if high is None else high)
    with_unknown = bool(getattr(asked, f"{name}_unknown"))
    if name == "founded":
        unknown = MATCH if with_unknown else UNKNOWN
        sql = f"""CASE WHEN founded_year IS NULL THEN {unknown}
            WHEN founded_year BETWEEN ? AND ? THEN {MATCH} ELSE {REFUSED} END"""
        return Clause(sql, tuple(float(bound) for bound in bounds))
    return _figure(name, _interval(f"{name}_min", f"{name}_max", [bounds]), with_unknown)


def _figure(measure: str, inside: Clause, with_unknown: bool) -> Clause:
    """`inside` where there is a figure in the window; else what is missing, or a match where that is asked for."""
    sql = f"""CASE coalesce({measure}_state, 'unknown')
        WHEN 'current' THEN {inside.sql}
        WHEN 'other_currency' THEN {OTHER_CURRENCY}
        WHEN 'outdated' THEN {MATCH if with_unknown else OUTDATED}
        ELSE {MATCH if with_unknown else UNKNOWN} END"""
    return Clause(sql, inside.values)


def _interval(low: str, high: str, ranges: list[tuple[float, float]]) -> Clause:
    """Inside one of the ranges: match; apart from all of them: refused; else undecided."""
    within = " OR ".join([f"({low} >= ?::DOUBLE AND {high} <= ?::DOUBLE)"] * len(ranges)) or "false"
    apart = " AND ".join([f"({high} < ?::DOUBLE OR {low} > ?::DOUBLE)"] * len(ranges)) or "true"
    ends = tuple(float(end) for bounds in ranges for end in bounds)
    return Clause(f"CASE WHEN {within} THEN {MATCH} WHEN {apart} THEN {REFUSED} ELSE {UNDECIDED} END", (*ends, *ends))


def _size_class(asked: Filter) -> Clause:
    ranges = joined_interval([code for code in asked.size_class if code != "unknown"])
    # An annual average of 9.5 persons stands in the class 1-9: classes hold whole persons.
    inside = _interval("floor(headcount_min)", "floor(headcount_max)", ranges)
    return _figure("headcount", inside, "unknown" in asked.size_class)


def _result(asked: Filter) -> Clause:
    wanted = [code for code in asked.result if code != "unknown"]
    undecided = UNDECIDED if wanted else REFUSED  # `unknown` alone asks for rows without a figure, never for doubts
    inside = Clause(
        f"""CASE WHEN profit_max < 0 OR profit_min > 0 OR (profit_min = 0 AND profit_max = 0) THEN
            CASE WHEN CASE WHEN profit_max < 0 THEN 'loss' WHEN profit_min > 0 THEN 'profit' ELSE 'zero' END
                IN ({_marks(wanted)}) THEN {MATCH} ELSE {REFUSED} END
            ELSE {undecided} END""",
        tuple(wanted),
    )
    clause = _figure("profit", inside, "unknown" in asked.result)
    if wanted:
        return clause
    return Clause(f"CASE WHEN profit_state = 'other_currency' THEN {REFUSED} ELSE {clause.sql} END", clause.values)


def _source(asked: Filter) -> Clause:
    return _yes_or_no(
        f"list_has_any(source_ids, [{_marks(asked.source)}]) OR (len(coalesce(source_ids, [])) = 0 AND ?)",
        *asked.source,
        "unknown" in asked.source,
    )


def _id(asked: Filter) -> Clause:
    marks = _marks(asked.id)
    sql = f"org_id IN ({marks}) OR org_id IN (SELECT org_id FROM redirects WHERE old_org_id IN ({marks}))"
    return _yes_or_no(sql, *asked.id, *asked.id)


def _disagreement(_: Filter) -> Clause:
    return _yes_or_no("has_disagreement")


def _completeness(asked: Filter) -> Clause:
    return _yes_or_no("coalesce(completeness, 0) >= ?", asked.completeness_min)


def _bbox(asked: Filter) -> Clause:
    west, south, east, north = asked.bbox or (0.0, 0.0, 0.0, 0.0)
    return _yes_or_no("lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?", west, east, south, north)


def _q(asked: Filter) -> Clause:
    """The ЕИК starts with the digits of the text, or one name holds every word of it.

    A word may be a beginning, in either alphabet: "софар" and "sofar" find Sopharma's Bulgarian name. On a phonetic
    keyboard я is typed as q, so that reading is tried as well. Text without a letter or digit finds nothing.
    """
    text = asked.q or ""
    digits = text.upper().removeprefix("BG").replace(" ", "")
    if digits.isdigit() and len(digits) >= 4:
        condition, values = "starts_with(coalesce(eik, ''), ?)", [digits]
    else:
        condition, values = "false", []
    for key in sorted({search_key(text), search_key(text.lower().replace("q", "я"))}):
        words = [f" {word}" for word in key.split()]
        if words:
            holds = " AND ".join(["contains(' ' || search_key, ?)"] * len(words))
            condition += f" OR org_id IN (SELECT org_id FROM names WHERE {holds})"
            values += words
    return _yes_or_no(condition, *values)
