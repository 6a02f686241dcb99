"""The organisations behind a number as a table to take away, each with the claim that it gives to the number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from karta.explore.aggregate_proof import CLAIM_COLUMNS, claims_of
from karta.explore.citation import citation, source_terms
from karta.explore.export import harmless
from karta.explore.frame import Rows, frame
from karta.explore.number import Number
from karta.explore.rows import OrganisationRow, rows_at
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot

BATCH = 500
ORGANISATION = ("org_id", "name_bg", "name_en", "eik", "district", "municipality", "nace_code", "segment")
FIGURE = ("state", "value", "min", "max", "year")
TERMS = ("licence", "citation", "snapshot", "filter", "number")


def csv_lines(
    snapshot: Snapshot, number: Number, positions: Rows, *, lang: str = "en", delimiter: str = ","
) -> Iterator[str]:
    """The rows at `positions` as CSV, piece by piece, with a byte order mark so that spreadsheets read it as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    buffer.write("\ufeff")
    with_figure = number.measure is not None
    writer.writerow((*ORGANISATION, *((*FIGURE, *CLAIM_COLUMNS) if with_figure else ("source_ids",)), *TERMS))
    terms = {source["source_id"]: source_terms(source, lang) for source in snapshot.manifest["sources"]}
    said = "&".join(f"{name}={value}" for name, value in number.to_params())
    same = (citation(snapshot, lang), snapshot.name, filter_sentence(snapshot, number.asked, lang), said)
    rows = frame(snapshot, number.asked.year)
    for start in range(0, len(positions), BATCH):
        batch = rows_at(snapshot, rows, positions[start : start + BATCH])
        for cells, sources in _lines(snapshot, number, batch):
            licences = " | ".join(terms[source] for source in sources if source in terms)
            writer.writerow([_cell(value, delimiter) for value in (*cells, licences, *same)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if not len(positions):
        yield buffer.getvalue()


def _lines(
    snapshot: Snapshot, number: Number, batch: list[OrganisationRow]
) -> Iterator[tuple[list[Any], tuple[str, ...]]]:
    """Cells of each organisation, and the sources whose terms hold for them."""
    measure = number.measure
    told = {} if measure is None else claims_of(snapshot, batch, measure)
    for row in batch:
        cells: list[Any] = [row.org_id, *(row.attributes[name] for name in ORGANISATION[1:])]
        if measure is None:
            yield [*cells, "; ".join(row.source_ids)], row.source_ids
            continue
        figure = row.measures[measure]
        claim = told.get(figure.claim_id) or {}
        source = claim.get("source_id")
        figures = [getattr(figure, name) for name in FIGURE]
        yield [*cells, *figures, *(claim.get(name) for name in CLAIM_COLUMNS)], (source,) if source else ()


def _cell(value: Any, delimiter: str) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() else repr(value)
        return text.replace(".", ",") if delimiter == ";" else text
    return harmless(str(value))
