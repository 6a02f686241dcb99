"""What can be told of organisations that another's list already names by id: columns to add to that list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from karta.explore.frame import frame
from karta.explore.reconcile import CODED, COLUMNS
from karta.explore.rows import Figure, OrganisationRow, rows_at
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab import labels

PARTS = ("value", "min", "max", "year")  # of a figure
CONTENTS = ("label", "code")
TOLD = ("name_bg", "name_en", *COLUMNS, "status", "website")
PROPERTIES = (*TOLD, *MEASURES)
_SETTLEMENT = {"bg": "Населено място", "en": "Settlement"}
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Wanted:
    """One column. year: of a figure, None for the newest of the window; part: one of PARTS; content: one of CONTENTS,
    what is told of a coded property."""

    name: str  # one of PROPERTIES
    year: int | None = None
    part: str = "value"
    content: str = "label"


def property_label(name: str, language: str) -> str:
    """What a property is called."""
    if name == "settlement":
        return _SETTLEMENT[language]
    if name in MEASURES:
        return labels.label("measure", name, language) or name
    found: str = labels.field("organisations", COLUMNS.get(name, name))["label"][language]
    return found


def extend(
    snapshot: Snapshot, org_ids: Sequence[str], wanted: Sequence[Wanted], language: str
) -> dict[str, list[Value | None]]:
    """{org_id: one value for each wanted column}, None where it is not known. A former id is answered as the present
    one; an id that nobody has gets only None. Money in EUR, headcount in persons."""
    present = _present_ids(snapshot, org_ids)
    rows = {
        org_id: row for org_id in org_ids if (row := snapshot.index.row_of(present.get(org_id, org_id))) is not None
    }
    positions = sorted(set(rows.values()))
    told: dict[str, list[Value | None]] = {org_id: [None] * len(wanted) for org_id in org_ids}
    for year in {one.year for one in wanted}:
        listed = rows_at(snapshot, frame(snapshot, year), np.array(positions, dtype=np.int64))
        by_row = dict(zip(positions, listed, strict=True))
        for at, one in enumerate(wanted):
            if one.year == year:
                for org_id, row in rows.items():
                    told[org_id][at] = _value(by_row[row], one, language)
    return told


def _present_ids(snapshot: Snapshot, org_ids: Sequence[str]) -> dict[str, str]:
    sql = "SELECT old_org_id, org_id FROM redirects WHERE old_org_id IN (SELECT unnest(?::VARCHAR[]))"
    return dict(snapshot.connection().execute(sql, [list(org_ids)]).fetchall())


def _value(row: OrganisationRow, wanted: Wanted, language: str) -> Value | None:
    if wanted.name in MEASURES:
        return _figure(row.measures[wanted.name], wanted)
    column = COLUMNS.get(wanted.name, wanted.name)
    value: Value | None = row.attributes[column]
    is_coded = wanted.name in CODED or wanted.name == "status"
    if value is None or not is_coded or wanted.content == "code":
        return value
    both = row.labels.get(column.removesuffix("_code"))
    if both is None:
        return labels.label(column, str(value), language) if column == "legal_form" else value
    return both[language == "en"]


def _figure(figure: Figure, wanted: Wanted) -> Value | None:
    value: Value | None = getattr(figure, wanted.part)
    is_whole = wanted.name == "headcount" and isinstance(value, float) and value.is_integer()
    return int(value) if value is not None and is_whole else value
