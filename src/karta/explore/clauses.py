"""One SQL expression a part of the filter: what it makes of a row. The only place where a filter meets the data.

A row is a match, refused, or something that a reader must be told: a figure whose interval only overlaps the range is
undecided, one in a currency without a rate is that, one older than the window outdated, none at all unknown.
The numbers are ordered so that the greatest of several parts is the row's state: ARCHITECTURE §3b line 10, "one refusal
refuses the row; else unknown > outdated > other currency > undecided > match".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from karta.explore.filters import PLACE_CODES, RANGES, Filter
from karta.matching.names import search_key
from karta.vocab.size import joined_interval

MATCH, UNDECIDED, OTHER_CURRENCY, OUTDATED, UNKNOWN, REFUSED = range(6)
STATE_NAMES = ("match", "undecided", "other_currency", "outdated", "unknown", "refused")
HIDDEN_STATUSES = ("deleted", "merged")


@dataclass(frozen=True, slots=True)
class Clause:
    """An SQL expression over a frame's table that gives a state, and the values bound to its question marks.

    `in_order`: it looks at its row alone; an expression that asks another table may give rows in another order.
    """

    sql: str
    values: tuple[object, ...] = ()

    @property
    def in_order(self) -> bool:
        return "SELECT" not in self.sql


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
