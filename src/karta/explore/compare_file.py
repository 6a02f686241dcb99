"""A comparison taken away: one number a row, so that any tool can pivot it; terms stand in the last columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from karta.explore.citation import address, citation, source_terms
from karta.explore.compare import Column, ComparedOrganisation, Comparison
from karta.explore.export import harmless
from karta.explore.facets import Choice
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot

COLUMNS = (
    "kind", "code", "name_bg", "name_en", "number", "measure", "category", "category_bg", "category_en", "year",
    "value", "min", "max", "unit", "organisations", "left_out", "statement", "basis", "claim_id",
    "parameters", "filter", "snapshot", "citation", "licences",
)  # fmt: skip
Record = dict[str, Any]


def csv_text(snapshot: Snapshot, found: Comparison, language: str, delimiter: str = ",") -> str:
    """The numbers of a comparison as CSV with a byte order mark. Unknown is an empty cell, never 0.

    number: organisations, sum, median, organisations_with (of a `category`), sum_of_year, figure (of an organisation).
    value: EUR, persons or organisations; `organisations`: how many a sum or median is made of.
    """
    used = {source for one in found.organisations for source in one.organisation.source_ids}
    sources = [s for s in snapshot.manifest["sources"] if not used or s["source_id"] in used or s.get("reference")]
    terms = {
        "snapshot": snapshot.name,
        "citation": citation(snapshot, language),
        "licences": " | ".join(source_terms(source, language) for source in sources),
    }
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for column in found.columns:
        same = {**_named(column), **terms, "parameters": address(column.asked),
                "filter": filter_sentence(snapshot, column.asked, language)}  # fmt: skip
        _write(writer, (record | same for record in _numbers(column, found)), delimiter)
    for one in found.organisations:
        _write(writer, (record | terms for record in _figures(one)), delimiter)
    return text.getvalue()


def _write(writer: Any, records: Iterator[Record], delimiter: str) -> None:
    for record in records:
        writer.writerow([_cell(record.get(name), delimiter) for name in COLUMNS])


def _named(column: Column) -> Record:
    group = column.group
    return {"kind": group.level, "code": group.code, "name_bg": group.label_bg, "name_en": group.label_en}


def _numbers(column: Column, found: Comparison) -> Iterator[Record]:
    said = column.summary
    yield {"number": "organisations", "value": said.organisations, "unit": "organisations"}
    for measure, told in said.measures.items():
        of = {"measure": measure, "unit": _unit(measure), "organisations": told.sum.organisations,
              "left_out": told.sum.left_out}  # fmt: skip
        yield {**of, "number": "sum", "value": told.sum.sum}
        yield {**of, "number": "median", "value": told.median}
    for part, choices in (("result", said.results), ("size_class", said.sizes), *said.lists.items()):
        for choice in choices:
            yield _with_category(part, choice)
    for year in said.years:
        yield {"number": "sum_of_year", "measure": found.measure, "unit": _unit(found.measure), "year": year.year,
               "value": year.sum, "organisations": year.organisations, "left_out": year.left_out}  # fmt: skip


def _with_category(part: str, choice: Choice) -> Record:
    return {
        "number": "organisations_with", "category": f"{part}:{choice.code}", "category_bg": choice.label_bg,
        "category_en": choice.label_en, "value": choice.count, "unit": "organisations",
    }  # fmt: skip


def _figures(one: ComparedOrganisation) -> Iterator[Record]:
    known = one.organisation.attributes
    same = {"kind": "organisation", "code": one.organisation.org_id, "name_bg": known["name_bg"],
            "name_en": known["name_en"]}  # fmt: skip
    for series in one.series:
        for point in series.points:
            told = point.winner
            yield {
                **same, "number": "figure", "measure": series.measure, "year": point.year, "value": told.value,
                "min": told.min, "max": told.max, "unit": _unit(series.measure),
                "statement": told.published["statement"], "basis": told.published["basis"], "claim_id": told.claim_id,
            }  # fmt: skip


def _unit(measure: str) -> str:
    return {"headcount": "persons", "fte": "fte"}.get(measure, "EUR")


def _cell(value: Any, delimiter: str) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() else repr(value)
        return text.replace(".", ",") if delimiter == ";" else text
    return harmless(value) if isinstance(value, str) else str(value)
