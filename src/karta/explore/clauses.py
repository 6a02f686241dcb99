"""What each part of a filter makes of the rows. The only place where a filter meets the data.

A row is a match, refused, or something that a reader must be told: a figure whose interval only overlaps the range is
undecided, one in a currency without a rate is that, one older than the window outdated, none at all unknown.
The states are ordered so that the greatest of several parts is the row's state: ARCHITECTURE §3b line 10, "one refusal
refuses the row; else unknown > outdated > other currency > undecided > match". So a part is five sets of rows, each
within the next: those in state 0, in state 0 or 1, and so on; and several parts together are the sets they share.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import numpy as np

from karta.explore.filters import PLACE_CODES, RANGES, Filter
from karta.explore.frame import Floats, Frame
from karta.matching.names import search_key
from karta.snapshot.index.bits import Mask, Rows, Words, pack, unpack
from karta.vocab.size import joined_interval

MATCH, UNDECIDED, OTHER_CURRENCY, OUTDATED, UNKNOWN, REFUSED = range(6)
STATE_NAMES = ("match", "undecided", "other_currency", "outdated", "unknown", "refused")
MISSING = ("other_currency", "outdated", "unknown")  # states of a measure without a figure to compare
HIDDEN_STATUSES = ("deleted", "merged")
NACE_LEVELS = {3: "group", 4: "class"}  # by the number of digits asked for

Part = tuple[Words, Words, Words, Words, Words]  # [s]: rows whose state is s or a lesser one


def parts(asked: Filter, rows: Frame) -> dict[str, Part]:
    """What each active part of the filter makes of the rows, and `unit_kind` and `status`, which always choose."""
    return {name: _part(name, asked, rows) for name in dict.fromkeys(("unit_kind", "status", *asked.parts()))}


def _part(name: str, asked: Filter, rows: Frame) -> Part:
    if name in RANGES:
        return _founded(asked, rows) if name == "founded" else _range(name, asked, rows)
    if name in (*PLACE_CODES, "segment", "kind", "source"):
        return _chosen(rows.rows_with(name, *getattr(asked, name)))
    makers: dict[str, Callable[[Filter, Frame], Part]] = {
        "unit_kind": lambda asked, rows: _chosen(rows.rows_with("unit_kind", *(asked.unit_kind or ("legal_unit",)))),
        "status": _status,
        "nace": _nace,
        "size_class": _size_class,
        "result": _result,
        "id": _id,
        "disagreement": lambda _, rows: _chosen(rows.rows_with("has_disagreement", "true")),
        "completeness": _completeness,
        "q": _q,
        "bbox": _bbox,
    }
    return makers[name](asked, rows)


def _chosen(matches: Words) -> Part:
    """A part that either matches or refuses."""
    return (matches, matches, matches, matches, matches)


def _status(asked: Filter, rows: Frame) -> Part:
    if asked.status:
        return _chosen(rows.rows_with("status", *asked.status))
    return _chosen(rows.every & ~rows.rows_with("status", *HIDDEN_STATUSES))


def _completeness(asked: Filter, rows: Frame) -> Part:
    return _chosen(pack(rows.numbers("completeness").within(asked.completeness_min or 0, inf)))


def _nace(asked: Filter, rows: Frame) -> Part:
    """A section by its letter; else the codes that begin with the digits; `unknown`: no code is known."""
    matches = np.zeros_like(rows.every)
    for asked_code in asked.nace:
        digits = asked_code.replace(".", "")
        level = "section" if len(digits) == 1 and digits.isalpha() else NACE_LEVELS.get(len(digits), "division")
        codes = rows.codes(level).values
        chosen = [code for code in codes if code.replace(".", "").startswith(digits)]
        matches |= rows.rows_with(level, *chosen)
    return _chosen(matches)


def _founded(asked: Filter, rows: Frame) -> Part:
    low, high = _bounds("founded", asked)
    years = rows.numbers("founded")
    matches, unknown = pack(years.within(low, high)), pack(years.is_unknown)
    if asked.founded_unknown:
        return _chosen(matches | unknown)
    return (matches, matches, matches, matches, matches | unknown)


def _range(measure: str, asked: Filter, rows: Frame) -> Part:
    inside, overlapping = rows.intervals(measure).compared(*_bounds(measure, asked))
    return _figure(rows, measure, inside, overlapping, with_unknown=bool(getattr(asked, f"{measure}_unknown")))


def _bounds(name: str, asked: Filter) -> tuple[float, float]:
    low, high = getattr(asked, f"{name}_min"), getattr(asked, f"{name}_max")
    return (-inf if low is None else float(low), inf if high is None else float(high))


def _figure(rows: Frame, measure: str, inside: Words, overlapping: Words, *, with_unknown: bool) -> Part:
    """`inside` and `overlapping` where there is a figure in the window; else what is missing, or a match where that
    is asked for."""
    other, outdated, unknown = (rows.rows_with(f"{measure}_state", state) for state in MISSING)
    if with_unknown:
        inside = inside | outdated | unknown
        outdated = unknown = np.zeros_like(inside)
    undecided = inside | overlapping
    return (inside, undecided, undecided | other, undecided | other | outdated, undecided | other | outdated | unknown)


def _size_class(asked: Filter, rows: Frame) -> Part:
    """Rows of the chosen classes, and of those that lie in no one class the ones inside neighbours that were chosen."""
    ranges = joined_interval([code for code in asked.size_class if code != "unknown"])
    inside = rows.rows_with("size_class", *(code for code in asked.size_class if code != "unknown"))
    between, least, most = rows.cached("between", "size_class", lambda: _between_classes(rows))
    within, touched = np.zeros((2, len(between)), dtype=np.bool_)
    for low, high in ranges:
        within |= (least >= low) & (most <= high)
        touched |= (most >= low) & (least <= high)
    inside = inside | _of(rows, between[within])
    return _figure(rows, "headcount", inside, _of(rows, between[touched]), with_unknown="unknown" in asked.size_class)


def _between_classes(rows: Frame) -> tuple[Rows, Floats, Floats]:
    """The rows that lie in no one size class, and the whole persons that their headcount lies between."""
    between = np.flatnonzero(unpack(rows.rows_with("size_class", "undecided"), rows.count))
    # An annual average of 9.5 persons stands in the class 1-9: classes hold whole persons.
    least, most = (np.floor(end) for end in rows.intervals("headcount").ends_at(between))
    return between, least, most


def _result(asked: Filter, rows: Frame) -> Part:
    wanted = [code for code in asked.result if code != "unknown"]
    inside, undecided = rows.rows_with("result", *wanted), np.zeros_like(rows.every)
    if wanted:  # `unknown` alone asks for rows without a figure, never for doubts
        undecided = rows.rows_with("result", "undecided") & rows.rows_with("profit_state", "current")
    part = _figure(rows, "profit", inside, undecided, with_unknown="unknown" in asked.result)
    if wanted:
        return part
    return _chosen(part[MATCH])


def _id(asked: Filter, rows: Frame) -> Part:
    sql = "SELECT org_id FROM redirects WHERE old_org_id IN (SELECT unnest(?::VARCHAR[]))"
    moved = [org_id for (org_id,) in rows.query(sql, [list(asked.id)]).fetchall()]
    found = [row for org_id in (*asked.id, *moved) if (row := rows.row_of(org_id)) is not None]
    return _chosen(_of(rows, np.array(found, dtype=np.int64)))


def _bbox(asked: Filter, rows: Frame) -> Part:
    west, south, east, north = asked.bbox or (0.0, 0.0, 0.0, 0.0)
    lon, lat = rows.numbers("lon"), rows.numbers("lat")
    return _chosen(pack(lon.within(west, east) & lat.within(south, north)))


def _q(asked: Filter, rows: Frame) -> Part:
    """The ЕИК starts with the digits of the text, or one name holds every word of it.

    A word may be a beginning, in either alphabet: "софар" and "sofar" find Sopharma's Bulgarian name. On a phonetic
    keyboard я is typed as q, so that reading is tried as well. Text without a letter or digit finds nothing.
    """
    text = asked.q or ""
    found: Mask = np.zeros(rows.count, dtype=np.bool_)
    digits = text.upper().removeprefix("BG").replace(" ", "")
    if digits.isdigit() and len(digits) >= 4:
        found[rows.rows_with_eik(digits)] = True
    for key in sorted({search_key(text), search_key(text.lower().replace("q", "я"))}):
        if key:
            found[rows.rows_with_words(key.split())] = True
    return _chosen(pack(found))


def _of(rows: Frame, positions: Rows) -> Words:
    mask: Mask = np.zeros(rows.count, dtype=np.bool_)
    mask[positions] = True
    return pack(mask)
