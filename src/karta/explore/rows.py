"""The list: rows of organisations under a filter, sorted and paged. The same rows that the counter counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import isfinite
from typing import Any, Generic, TypeVar

import numpy as np

from karta.explore.filters import Filter, FilterError
from karta.explore.frame import Frame, Rows
from karta.explore.labels import label_of
from karta.explore.matches import match
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
    ties by org_id.

    Errors: FilterError for another sort key.
    """
    found = match(snapshot, asked)
    ordered = _ordered(found.frame, sort)
    chosen = ordered[found.is_match[ordered]][offset : offset + limit]
    return Page(rows_at(snapshot, found.frame, chosen), found.count, offset)


def rows_at(snapshot: Snapshot, rows: Frame, positions: Rows) -> list[OrganisationRow]:
    """The organisations at these positions, in this order."""
    answer = rows.query(
        f"SELECT rowid, * FROM {rows.table} WHERE rowid IN (SELECT unnest(?::BIGINT[]))", [positions.tolist()]
    )
    columns = [column[0] for column in answer.description]
    by_position = {record[0]: dict(zip(columns, record, strict=True)) for record in answer.fetchall()}
    records = _records(rows, [row["org_id"] for row in by_position.values()])
    labelled = {name: label_of(snapshot, rows, name) for name in LABELLED}
    return [_row(by_position[position], records, labelled) for position in positions.tolist()]


def finite(number: float | None) -> float | None:
    """A number as JSON can hold it: an infinite end is None."""
    return number if number is not None and isfinite(number) else None


def _row(row: dict[str, Any], records: dict[str, list[tuple[str, str]]], labelled: dict[str, Any]) -> OrganisationRow:
    return OrganisationRow(
        org_id=row["org_id"],
        attributes={name: row[name] for name in ATTRIBUTES},
        labels={
            name.removesuffix("_code"): find(row[name]) for name, find in labelled.items() if row[name] is not None
        },
        measures={measure: _figure(row, measure) for measure in MEASURES},
        source_ids=tuple(row["source_ids"] or ()),
        records=tuple(records[row["org_id"]]),
    )


def _figure(row: dict[str, Any], measure: str) -> Figure:
    return Figure(
        value=finite(row[f"{measure}_value"]),
        min=finite(row[f"{measure}_min"]),
        max=finite(row[f"{measure}_max"]),
        year=row[f"{measure}_year"],
        state=row[f"{measure}_state"] or "unknown",
        statement=row[f"{measure}_statement"],
        disagreement=bool(row[f"{measure}_disagreement"]),
        claim_id=row[f"{measure}_claim_id"],
    )


def _records(rows: Frame, org_ids: list[str]) -> dict[str, list[tuple[str, str]]]:
    sql = """SELECT DISTINCT org_id, source_id, record_id FROM links
        WHERE org_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY source_id, record_id"""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for org_id, source_id, record_id in rows.query(sql, [org_ids]).fetchall():
        found[org_id].append((source_id, record_id))
    return found


def _ordered(rows: Frame, sort: str) -> Rows:
    """Positions of all rows in this order."""
    key = sort.removeprefix("-")
    if key not in SORT_KEYS:
        keys = ", ".join(SORT_KEYS)
        raise FilterError("sort", sort, f"sort by one of {keys}", f"подредете по едно от {keys}")
    if key == "default":
        return np.arange(rows.count)[:: -1 if sort.startswith("-") else 1]
    column = {"founded": "founded_year", "name_bg": "lower(name_bg)", "name_en": "lower(name_en)"}.get(key)
    column = column or f"CASE WHEN {key}_state = 'current' THEN {key}_value END"
    direction = "DESC" if sort.startswith("-") else "ASC"
    sql = f"SELECT rowid FROM {rows.table} ORDER BY {column} {direction} NULLS LAST, org_id"

    def load() -> Rows:
        return np.asarray(rows.query(sql).fetchnumpy()["rowid"], dtype=np.int64)

    return rows.cached("order", sort, load)
