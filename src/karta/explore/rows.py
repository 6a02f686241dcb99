"""The list: rows of organisations under a filter, sorted and paged. The same rows that the counter counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any, Generic, TypeVar

import numpy as np

from karta.explore.filters import Filter, one_of
from karta.explore.frame import Frame, Mask, Rows, frame
from karta.explore.labels import Label, label_of
from karta.explore.matches import match
from karta.snapshot.index.bits import places_among
from karta.snapshot.index.printed import Printed
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

Item = TypeVar("Item")
SORT_KEYS = ("default", "name_bg", "name_en", *MEASURES, "founded")
ATTRIBUTES = (
    "name_bg", "name_en", "eik", "lei", "ror_id", "legal_form", "kind", "unit_kind", "status", "country", "region",
    "nuts3", "district", "municipality", "ekatte", "lon", "lat", "place_precision", "nace_code", "nace_origin",
    "segment", "founded_year", "website", "completeness", "has_disagreement",
)  # fmt: skip
LABELLED = ("region", "district", "municipality", "ekatte", "nace_code", "kind", "status", "segment", "unit_kind")


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure shown for one measure. Money in EUR, headcount in persons; None for an open end or where unknown."""

    value: float | None
    min: float | None
    max: float | None
    year: int | None
    state: str  # current | outdated | other_currency | unknown
    statement: str | None
    disagreement: bool
    claim_id: str | None


NO_FIGURE = Figure(None, None, None, None, "unknown", None, False, None)
BLOCK = 1 << 16  # rows that a sorted list looks through at a time


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation as lists, the API and exports show it. `labels`: name of a code → (Bulgarian, English)."""

    org_id: str
    attributes: dict[str, Any]
    labels: dict[str, tuple[str, str]]
    measures: dict[str, Figure]
    source_ids: tuple[str, ...]
    records: tuple[tuple[str, str], ...]  # (source_id, record_id), sorted

    def as_dict(self) -> dict[str, Any]:
        """The organisation as JSON: `id`, the attributes, `<code>_bg` and `<code>_en` labels, `measures`, `records`."""
        named = {
            f"{name}_{lang}": text
            for name, both in self.labels.items()
            for lang, text in zip(("bg", "en"), both, strict=True)
        }
        return {
            "id": self.org_id,
            **self.attributes,
            **named,
            "source_ids": list(self.source_ids),
            "records": [{"source_id": source, "record_id": record} for source, record in self.records],
            "measures": {
                name: {key: getattr(figure, key) for key in Figure.__slots__} for name, figure in self.measures.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of `count` items, from `offset` on."""

    items: list[Item]
    count: int
    offset: int


def organisations(
    snapshot: Snapshot, asked: Filter, *, sort: str = "default", limit: int = 50, offset: int = 0
) -> Page[OrganisationRow]:
    """The matches of a filter. `sort`: one of SORT_KEYS, `-` before it for descending (`-headcount`); unknown last,
    ties in the snapshot's own order.

    Errors: FilterError for another sort key.
    """
    found = match(snapshot, asked)
    if sort == "default":
        chosen = found.page(offset, limit)
    else:
        chosen = _first(_ordered(found.frame, sort), found.is_match, offset, limit)
    return Page(rows_at(snapshot, found.frame, chosen), found.count, offset)


def rows_at(snapshot: Snapshot, rows: Frame, positions: Rows) -> list[OrganisationRow]:
    """The organisations at these positions, in this order."""
    printed = rows.cached("rows", "", lambda: Printed(rows.index.rows)).at(positions)
    figures = [_figures(rows, measure, positions) for measure in MEASURES]
    attributes = [printed[name] for name in ATTRIBUTES]
    labels = {name.removesuffix("_code"): _labels(snapshot, rows, name, printed[name]) for name in LABELLED}
    return [
        OrganisationRow(
            org_id=org_id,
            attributes={name: column[i] for name, column in zip(ATTRIBUTES, attributes, strict=True)},
            labels={name: label for name, column in labels.items() if (label := column[i]) is not None},
            measures={measure: column[i] for measure, column in zip(MEASURES, figures, strict=True)},
            source_ids=tuple(printed["source_ids"][i] or ()),
            records=records,
        )
        for i, (org_id, records) in enumerate(zip(printed["org_id"], _records(rows, positions), strict=True))
    ]


def records_of(snapshot: Snapshot, org_ids: Iterable[str]) -> set[tuple[str, str]]:
    """(source_id, record_id) of all records that these organisations are; ids that the snapshot lacks have none."""
    rows = frame(snapshot)
    known = sorted(row for one in org_ids if (row := rows.row_of(one)) is not None)
    return {record for told in _records(rows, np.array(known, dtype=np.int64)) for record in told}


def finite(number: float | None) -> float | None:
    """A number as JSON can hold it: an infinite end is None."""
    return number if number is not None and isfinite(number) else None


def _labels(snapshot: Snapshot, rows: Frame, name: str, codes: list[str | None]) -> list[Label | None]:
    find = label_of(snapshot, rows, name)
    known: dict[str | None, Label | None] = {code: find(code) for code in set(codes) if code is not None}
    return [known.get(code) for code in codes]


def _figures(rows: Frame, measure: str, positions: Rows) -> list[Figure]:
    """The figure of each row; a row without one is unknown."""
    table = rows.scope.table(measure)
    known = rows.cached("known", measure, table["row"].to_numpy)
    places, found = places_among(known, positions)
    printed = rows.cached("figures", measure, lambda: Printed(table.select(Figure.__slots__)))
    told = printed.at(places[found])
    for name in ("value", "min", "max"):
        told[name] = [finite(number) for number in told[name]]
    told["disagreement"] = [bool(disagrees) for disagrees in told["disagreement"]]
    figures = map(Figure, *told.values())
    return [next(figures) if is_known else NO_FIGURE for is_known in found.tolist()]


def _records(rows: Frame, positions: Rows) -> list[tuple[tuple[str, str], ...]]:
    """The source records of each row, sorted."""
    table = rows.index.records
    row_of = rows.cached("records", "", table["row"].to_numpy)
    asked = positions.astype(row_of.dtype)
    starts, ends = (np.searchsorted(row_of, asked, side=side).tolist() for side in ("left", "right"))
    spans = list(zip(starts, ends, strict=True))
    printed = rows.cached("records", "printed", lambda: Printed(table.select(["source_id", "record_id"])))
    told = printed.at(np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(*span) for span in spans)]))
    records = zip(told["source_id"], told["record_id"], strict=True)
    return [tuple(islice(records, end - start)) for start, end in spans]


def _first(ordered: Rows, matching: Mask, offset: int, limit: int) -> Rows:
    """The matches from `offset` on in this order. Looks at as many rows as it takes to find them, no more."""
    found: list[Rows] = []
    passed = 0
    for start in range(0, len(ordered), BLOCK):
        block = ordered[start : start + BLOCK]
        found.append(block[matching[block]])
        passed += len(found[-1])
        if passed >= offset + limit:
            break
    return np.concatenate([*found, np.zeros(0, dtype=np.int64)])[offset : offset + limit].astype(np.int64)


def _ordered(rows: Frame, sort: str) -> Rows:
    """Positions of all rows in this order."""
    key = one_of("sort", sort.removeprefix("-"), SORT_KEYS)
    if key == "default":
        return np.arange(rows.count)[:: -1 if sort.startswith("-") else 1]
    return rows.cached("order", sort, lambda: _sorted(rows, key, is_descending=sort.startswith("-")))


def _sorted(rows: Frame, key: str, *, is_descending: bool) -> Rows:
    if key.startswith("name"):
        order, known = rows.index.order(key), rows.count - rows.index.rows[key].null_count
        return np.concatenate([order[:known][::-1], order[known:]]) if is_descending else order
    if key == "founded":
        founded = rows.numbers("founded")
        known_rows = np.flatnonzero(~founded.is_unknown)
        numbers = founded.at(known_rows)
    else:
        table = rows.scope.table(key)
        known_rows = table["row"].to_numpy()
        is_current = rows.is_current(key)[known_rows]
        known_rows, numbers = known_rows[is_current], table["value"].to_numpy()[is_current]
    order = known_rows[np.argsort(-numbers if is_descending else numbers, kind="stable")]
    is_known = np.zeros(rows.count, dtype=np.bool_)
    is_known[order] = True
    return np.concatenate([order, np.flatnonzero(~is_known)]).astype(np.uint32)
