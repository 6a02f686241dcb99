"""Rule 1: the same valid register id is the same organisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from karta.pipeline.link.clusters import Edge, Record
from karta.vocab.eik import company_part, is_valid_eik

# The order tells which id names an organisation that has several.
SCHEMES = ("eik", "lei", "ror_id", "ro_cif", "gb_crn", "vat")
_LABELS = {"eik": ("ЕИК", "ЕИК"), "lei": ("LEI", "LEI"), "ror_id": ("ROR", "ROR"), "ro_cif": ("CIF", "CIF"),
           "gb_crn": ("Companies House number", "номер в Companies House"),
           "vat": ("VAT number", "номер по ДДС")}  # fmt: skip


@dataclass(slots=True)
class RegisterIds:
    """Register ids of all records. `eik` is the company's nine digits; a branch's own number is in `branches`."""

    by_scheme: dict[str, dict[Record, str]] = field(default_factory=lambda: {scheme: {} for scheme in SCHEMES})
    branches: dict[Record, str] = field(default_factory=dict)

    @property
    def eiks(self) -> dict[Record, str]:
        """Record → nine-digit ЕИК."""
        return self.by_scheme["eik"]

    def org_id(self, members: list[Record]) -> str | None:
        """The id that a group gets from its best register id, or None."""
        for scheme in SCHEMES:
            values = sorted({self.by_scheme[scheme][record] for record in members if record in self.by_scheme[scheme]})
            if values:
                return _PREFIX[scheme] + values[0].removeprefix("https://ror.org/")
        return None


_PREFIX = {"eik": "bg-eik-", "lei": "lei-", "ror_id": "ror-", "ro_cif": "ro-cif-", "gb_crn": "gb-crn-", "vat": "vat-"}


def read_register_ids(con: duckdb.DuckDBPyConnection) -> RegisterIds:
    """Register ids from the claims; an ЕИК whose check digits do not hold identifies nothing."""
    ids = RegisterIds()
    rows = con.execute(
        "SELECT source_id, record_id, property, value FROM claims WHERE property IN "
        "('eik', 'lei', 'ror_id', 'ro_cif', 'gb_crn', 'vat') AND state = 'known' AND value IS NOT NULL "
        "ORDER BY source_id, record_id, property, value DESC"
    ).fetchall()
    for source_id, record_id, scheme, value in rows:
        record = (source_id, record_id)
        if scheme == "eik":
            if not is_valid_eik(value):
                continue
            if len(value) == 13:
                ids.branches[record] = value
        ids.by_scheme[scheme][record] = company_part(value) if scheme == "eik" else value
    return ids


def register_edges(ids: RegisterIds) -> Iterator[Edge]:
    """One edge from each record to the first one with the same id, the strongest scheme first."""
    for scheme in SCHEMES:
        first: dict[str, Record] = {}
        for record, value in sorted(ids.by_scheme[scheme].items(), key=lambda found: (found[1], found[0])):
            if value in first:
                yield _edge(scheme, value, first[value], record, ids)
            else:
                first[value] = record


def _edge(scheme: str, value: str, left: Record, right: Record, ids: RegisterIds) -> Edge:
    label_en, label_bg = _LABELS[scheme]
    branch = ids.branches.get(right) or ids.branches.get(left)
    if scheme == "eik" and branch:
        english = f"Branch {branch} of the company with {label_en} {value}."
        bulgarian = f"Клон {branch} на дружеството с {label_bg} {value}."
    else:
        english, bulgarian = f"Same {label_en} {value}.", f"Еднакъв {label_bg} {value}."
    return Edge(left, right, "register_id", english, bulgarian)
