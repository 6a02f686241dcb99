"""Kept rows of an import → records, read exactly as the check read them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from karta.pipeline.ingest.user_file import mapping as mappings
from karta.pipeline.ingest.user_file import values
from karta.pipeline.ingest.user_file.mapping import CODED, IDENTIFIERS, PERSON_UNITS, PLACES, TEXTS, Column, Mapping
from karta.pipeline.ingest.user_file.store import MAPPING, ROW_NUMBER, ROWS
from karta.pipeline.tables import Figure, Name, NameKind, Record
from karta.vocab.eik import clean_eik

_Row = dict[str, str]


def records(folder: Path) -> Iterator[Record]:
    """One record per organisation, in the order of its first row; figures of all its rows.

    Rows belong together that have the same ЕИК, own number, or name and place. An organisation's own fields are those
    of its first row that fills them.
    """
    mapping = mappings.load(folder / MAPPING)
    groups: dict[str, list[_Row]] = {}
    with (folder / ROWS).open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            groups.setdefault(_key(mapping, row), []).append(row)
    for key, rows in groups.items():
        yield _record(mapping, key, rows)


def _key(mapping: Mapping, row: _Row) -> str:
    for column in mapping.of("key"):
        if row[column.column]:
            return row[column.column]
    for column in mapping.of("eik"):
        if row[column.column]:
            return clean_eik(row[column.column]).value or row[column.column]
    parts = [row[column.column] for column in (*mapping.of("name"), *mapping.of("settlement"))]
    return " | ".join(part for part in parts if part)


def _record(mapping: Mapping, key: str, rows: list[_Row]) -> Record:
    def first(field: str) -> str | None:
        filled = (row[column.column] for column in mapping.of(field) for row in rows if row[column.column])
        return next(filled, None)

    own = {field: first(field) for field in (*PLACES, *TEXTS)}
    own["country"] = own["country"] or mapping.country
    coded = {field: values.code_of(field, text) if (text := first(field)) else None for field in CODED}
    nace_code = first("nace_code")
    return Record(
        key=key,
        locator=f"{ROWS}:{rows[0][ROW_NUMBER]}",
        names=_names(mapping, rows),
        identifiers=_identifiers(first),
        founded=_founded(mapping, first("founded")),
        nace_origin="declared" if nace_code else None,
        figures=list(_figures(mapping, rows)),
        **own,  # type: ignore[arg-type]  # all are text or None
        **coded,  # type: ignore[arg-type]  # all are text or None
    )


def _names(mapping: Mapping, rows: list[_Row]) -> list[Name]:
    found: dict[tuple[str, str | None], Name] = {}
    for column in mapping.of("name", "alias"):
        for row in rows:
            text = row[column.column]
            if text:
                kind: NameKind = "official" if column.field == "name" else "alias"
                name = Name(text=text, language=column.language or _alphabet(text), kind=kind)
                found.setdefault((text, name.language), name)
    return list(found.values())


def _alphabet(text: str) -> str | None:
    """Bulgarian where the letters are Cyrillic; Latin letters may be any language."""
    letters = [char for char in text if char.isalpha()]
    cyrillic = sum("а" <= char.casefold() <= "я" for char in letters)
    return "bg" if letters and cyrillic > len(letters) / 2 else "en" if letters and not cyrillic else None


def _identifiers(first: object) -> list[tuple[str, str]]:
    assert callable(first)  # noqa: S101 - tells mypy what the caller gives
    found = []
    for scheme in IDENTIFIERS:
        text = first(scheme)
        if text:
            found.append((scheme, clean_eik(text).value or text if scheme == "eik" else text))
    return found


def _founded(mapping: Mapping, text: str | None) -> str | None:
    if text is None:
        return None
    latest = mapping.retrieved.year + 1
    number, _ = values.year(text, latest=latest, date_order=mapping.file.date_order, earliest=values.FIRST_FOUNDED)
    return str(number)


def _figures(mapping: Mapping, rows: list[_Row]) -> Iterator[Figure]:
    for row in rows:
        for column in mapping.columns:
            if column.is_figure and row[column.column]:
                yield _figure(mapping, column, row)


def _figure(mapping: Mapping, column: Column, row: _Row) -> Figure:
    measure = column.measure or next(filter(None, (values.measure_of(row[c.column]) for c in mapping.of("measure"))))
    units = [values.unit_of(row[each.column]) for each in mapping.of("unit") if row[each.column]]
    unit = column.unit or PERSON_UNITS.get(measure) or (units[0] if units else None)
    cell = row[column.column]
    read = values.amount(cell, measure, unit, column.decimal)
    period = str(column.year) if column.year else ""
    for each in mapping.of("year") if not period else ():
        latest = mapping.retrieved.year + 1
        _, period = values.year(row[each.column], latest=latest, date_order=mapping.file.date_order)
    is_exact = read.low == read.high
    return Figure(
        measure=measure,
        period=period,
        value=values.printed(read.value) or "",
        unit=read.unit or "",
        value_min=None if is_exact else values.printed(read.low),
        value_max=None if is_exact else values.printed(read.high),
        bounded=not is_exact,
        as_published=cell,
        statement=column.statement,
        basis=column.basis,
        locator=f"{ROWS}:{row[ROW_NUMBER]}:{column.column}",
    )
