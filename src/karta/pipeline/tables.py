"""Row types that the stages exchange.

A connector yields `Record`s with values as published. `normalise` turns them into rows of `claims`, one per thing
that one source says; from there on the stages exchange tables of one DuckDB connection, whose columns stand here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

NameKind = Literal["official", "alias", "acronym", "as_written"]
Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One written form. `language` is `bg`, `en`, another ISO 639-1 code, or None where the source does not say."""

    text: str
    language: str | None = None
    kind: NameKind = "official"
    valid_from: date | None = None
    valid_to: date | None = None  # the day from which it held no more
    locator: str | None = None  # where a source tells more exactly than the record's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Where a compiled list read a value: one row of its `sources.csv`. `rank` is ARCHITECTURE §3b line 7."""

    ref: str
    title: str
    url: str | None = None
    published_on: str | None = None  # as printed: 2022, 2022-03 or 2022-03-09
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published number, as printed.

    `value`, `value_min`, `value_max` are in `unit` (EUR, BGN, thousand BGN, RON, USD, persons, fte). Where a
    source states an interval, `value_min` and `value_max` carry it and `bounded` is True: an empty bound is then
    infinite. Otherwise `normalise` derives the interval from `value` as text ("over 300", "250 - 499", "1 234,5").
    `period` is a year or a day; `observed_on` is a day inside the year where the source tells one.
    """

    measure: str
    period: str
    value: str
    unit: str
    value_min: str | None = None
    value_max: str | None = None
    bounded: bool = False
    as_published: str | None = None
    statement: str = "unknown"
    basis: str = "unspecified"
    population: str = "all"
    observed_on: str | None = None
    is_period_inferred: bool = False
    note: str | None = None
    locator: str | None = None
    publication: Publication | None = None
    derived: str | None = None  # the rule, where the connector worked the value out: "profit_net-pierdere_net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`relation` is one of snapshot.schema.RELATIONS; the target is named as the source names it."""

    relation: str
    target_name: str
    target_key: str | None = None  # record key in the same source, where it has one
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """What an attribute was before: a claim of the property `former_<attribute>`, from one day to another."""

    attribute: str
    value: str
    valid_from: date
    valid_to: date
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a source, values as published. Empty text is None; `key` is raw and stable."""

    key: str
    locator: str  # finds it again: "organisations.csv:12"
    names: Sequence[Name]
    identifiers: Sequence[tuple[str, str]] = ()  # (scheme, value): eik, lei, ror_id, vat, ro_cif, gb_crn
    legal_form: str | None = None
    kind: str | None = None
    unit_kind: str | None = None
    status: str | None = None
    country: str | None = None
    district: str | None = None
    municipality: str | None = None
    settlement: str | None = None
    ekatte: str | None = None
    address: str | None = None
    nace_code: str | None = None  # as printed: in `uk_sic_2007` several codes in a cell
    nace_version: str | None = None  # None: NACE Rev. 2; uk_sic_2007
    nace_origin: str | None = None  # declared | assigned
    segment: str | None = None
    founded: str | None = None
    website: str | None = None
    description: str | None = None
    descriptions: Sequence[tuple[str, str]] = ()  # (language, text), where a source tells it in both
    relations: Sequence[Relation] = ()
    figures: Sequence[Figure] = ()
    publications: Sequence[Publication] = ()  # where the record's own attributes were read
    note: str | None = None
    capital: str | None = None  # amount and currency, "5000 BGN"
    since: Sequence[tuple[str, date]] = ()  # property, the day from which its value holds
    former: Sequence[Former] = ()
    recorded_at: date | None = None  # where records of one version were learned on different days


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a person should see: where, what, what to do. `value` is never a natural person's number."""

    source_id: str
    record_id: str | None
    locator: str  # file:row, or file
    column: str | None
    value: str | None
    severity: Severity
    code: str  # stable slug, e.g. eik_checksum
    message_en: str
    message_bg: str


# Tables of the working connection, column -> DuckDB type. Published tables stand in karta.snapshot.schema.
RECORDS = {
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",  # Record.key
    "locator": "VARCHAR",
    "source_rank": "TINYINT",  # manifest's rank
    "recorded_at": "DATE",
    "position": "INTEGER",  # order in the source, from 0
}

# `claims` has the columns of snapshot.schema.CLAIMS less org_id, which `link` adds. Attribute claims hold their value
# in `value` as text (property: name, eik, lei, ror_id, vat, ro_cif, gb_crn, legal_form, kind, unit_kind, status,
# country, district, municipality, settlement, ekatte, address, nace_code, segment, founded_year, website, description,
# and snapshot.schema.RELATIONS). Figure claims hold value_min and value_max in `unit`.

RECORD_PLACES = {  # written by locate, one row a record
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
    "country": "VARCHAR",
    "region": "VARCHAR",  # NUTS 2
    "nuts3": "VARCHAR",
    "district": "VARCHAR",
    "municipality": "VARCHAR",
    "ekatte": "VARCHAR",
    "lon": "DOUBLE",
    "lat": "DOUBLE",
    "precision": "VARCHAR",  # address | settlement | municipality | district | country | unknown
}
