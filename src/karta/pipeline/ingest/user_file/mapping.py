"""mapping.yml: what each column of a file holds. Written by `guess`, edited by a person, kept beside the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping as Keys
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from karta.pipeline.ingest.user_file.messages import BadFile
from karta.snapshot.schema import PROFILE_MEASURES
from karta.vocab.labels import closed_list
from karta.vocab.money import UNITS

KEYS = ("eik", "name", "key")  # one of them says which organisation a row is about
IDENTIFIERS = ("eik", "vat", "lei", "ror_id")
CODED = ("kind", "unit_kind", "status", "segment")  # closed lists of karta.vocab
PLACES = ("country", "district", "municipality", "settlement", "ekatte", "address")
TEXTS = ("legal_form", "nace_code", "website", "description", "note")
FIELDS = ("name", "alias", "key", *IDENTIFIERS, *CODED, *PLACES, *TEXTS, "founded",
          "figure", "year", "measure", "value", "unit")  # fmt: skip
PERSON_UNITS = {"headcount": "persons", "fte": "fte"}
STATEMENTS = ("individual", "consolidated", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `figure` needs a measure; its year and unit stand here or in columns of their own.

    `decimal`: the decimal sign of this column where it differs from the file's, or where a person was asked.
    """

    column: str
    field: str
    language: str | None = None
    measure: str | None = None
    unit: str | None = None
    year: int | None = None
    decimal: str | None = None
    statement: str = "unknown"
    basis: str = "unspecified"

    @property
    def is_figure(self) -> bool:
        return self.field in ("figure", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """How the file was written when it was brought in. `decimal` None: the file does not tell."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    decimal: str | None = None
    thousands: str | None = None
    date_order: str = "DMY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A whole mapping.yml. `retrieved`: the day the list was as it says; it dates the claims."""

    source_id: str
    title: Keys[str, str]
    licence: str
    attribution: str
    rank: int
    retrieved: date
    file: FileForm
    country: str | None = None  # of rows that do not say theirs
    columns: tuple[Column, ...]
    ignored: tuple[str, ...] = ()
    stored_at: str | None = None

    def of(self, *names: str) -> list[Column]:
        """Columns that hold one of these fields, in file order."""
        return [column for column in self.columns if column.field in names]

    def to_keys(self) -> dict[str, Any]:
        """The mapping as it stands in mapping.yml and in JSON; empty settings are left out."""
        return {
            "source_id": self.source_id,
            "title": dict(self.title),
            "licence": self.licence,
            "attribution": self.attribution,
            "rank": self.rank,
            "retrieved": self.retrieved.isoformat(),
            **({"country": self.country} if self.country else {}),
            **({"stored_at": self.stored_at} if self.stored_at else {}),
            "file": _filled(self.file, FileForm()),
            "columns": [_filled(column, Column(column="", field="")) for column in self.columns],
            "ignored": list(self.ignored),
        }

    def dated(self, stored_at: str) -> Mapping:
        return replace(self, stored_at=stored_at)


def load(path: Path) -> Mapping:
    """Read and check a mapping.yml. Errors: BadFile bad_mapping that says which key is wrong and what it may be."""
    try:
        loaded = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _wrong(path.name, f"it is not YAML ({error})", f"не е YAML ({error})") from error
    if not isinstance(loaded, dict):
        raise _wrong(path.name, "it is empty", "празно е")
    return from_keys(loaded, path.name)


def refuse_unlicensed(mapping: Mapping) -> None:
    """A snapshot is public, so rows come in only with a licence and with whom to name. Errors: BadFile bad_mapping."""
    for key in ("licence", "attribution"):
        if not getattr(mapping, key):
            raise _wrong("mapping.yml", f"“{key}” is missing", f"липсва „{key}“")


def dump(mapping: Mapping, path: Path) -> None:
    text = yaml.safe_dump(mapping.to_keys(), allow_unicode=True, sort_keys=False, width=110)
    path.write_text(text, "utf-8")


def from_keys(keys: Keys[str, Any], file: str = "mapping.yml") -> Mapping:
    """A mapping from its keys. Errors: BadFile bad_mapping."""
    for key in ("source_id", "title", "columns"):
        if not keys.get(key):
            raise _wrong(file, f"“{key}” is missing", f"липсва „{key}“")
    if not re.fullmatch(r"user_[a-z0-9_]{1,60}", str(keys["source_id"])):
        raise _wrong(file, "source_id is user_ and small Latin letters", "source_id е user_ и малки латински букви")
    title = keys["title"]
    if not isinstance(title, dict) or not (title.get("bg") or title.get("en")):
        raise _wrong(file, "title needs bg and en", "title иска bg и en")
    rank = keys.get("rank", 5)
    if rank not in range(1, 9):
        raise _wrong(file, "rank is 1 to 8", "rank е от 1 до 8")
    return Mapping(
        source_id=str(keys["source_id"]),
        title={"bg": str(title.get("bg") or title["en"]), "en": str(title.get("en") or title["bg"])},
        licence=str(keys.get("licence") or ""),
        attribution=str(keys.get("attribution") or ""),
        rank=rank,
        retrieved=_day(file, keys.get("retrieved")),
        file=_form(file, keys.get("file") or {}),
        country=_country(file, keys.get("country")),
        columns=tuple(_column(file, entry) for entry in keys["columns"]),
        ignored=tuple(str(column) for column in keys.get("ignored") or ()),
        stored_at=keys.get("stored_at"),
    )


def _form(file: str, entry: Keys[str, Any]) -> FileForm:
    known = {item.name for item in fields(FileForm)}
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise _wrong(file, f"file: unknown key “{unknown[0]}”", f"file: непознат ключ „{unknown[0]}“")
    if entry.get("decimal") not in (None, ",", "."):
        raise _wrong(file, "file: decimal is “,” or “.”", "file: decimal е „,“ или „.“")
    return FileForm(**entry)


def _column(file: str, entry: Keys[str, Any]) -> Column:
    name = entry.get("column")
    known = {item.name for item in fields(Column)}
    units = tuple(UNITS)
    checks: list[tuple[bool, str]] = [
        (bool(name), "column"),
        (set(entry) <= known, f"{', '.join(sorted(set(entry) - known))}: ?"),
        (entry.get("field") in FIELDS, f"field: {', '.join(FIELDS)}"),
        (
            entry.get("field") != "figure" or entry.get("measure") in PROFILE_MEASURES,
            f"measure: {', '.join(PROFILE_MEASURES)}",
        ),
        (entry.get("unit") is None or entry["unit"] in units, f"unit: {', '.join(units)}"),
        (entry.get("year") is None or isinstance(entry["year"], int), "year: 2023"),
        (entry.get("decimal") in (None, ",", "."), "decimal: “,” / “.”"),
        (entry.get("statement", "unknown") in STATEMENTS, f"statement: {', '.join(STATEMENTS)}"),
        (entry.get("basis", "unspecified") in closed_list("basis"), f"basis: {', '.join(closed_list('basis'))}"),
    ]
    for is_right, allowed in checks:
        if not is_right:
            raise _wrong(file, f"column “{name}” – allowed: {allowed}", f"колона „{name}“ – допустимо: {allowed}")
    return Column(**entry)


def _country(file: str, value: object) -> str | None:
    if value is not None and not re.fullmatch(r"[A-Z]{2}", str(value)):
        raise _wrong(file, "country is two letters, BG", "country е две букви, BG")
    return None if value is None else str(value)


def _day(file: str, value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(file, "retrieved is a day, 2026-11-23", "retrieved е ден, 2026-11-23") from None


def _filled(item: object, empty: object) -> dict[str, Any]:
    found = {}
    for each in fields(item):  # type: ignore[arg-type]  # always one of our dataclasses
        value = getattr(item, each.name)
        if value != getattr(empty, each.name):
            found[each.name] = value
    return found


def _wrong(file: str, english: str, bulgarian: str) -> BadFile:
    return BadFile("bad_mapping", file, reason=(english, bulgarian))
