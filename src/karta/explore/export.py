"""The rows that the counter counts, taken away: CSV, XLSX, GeoJSON, Parquet.

Each file carries its citation, its filter in words and the licences of its sources. In CSV they stand in the last
columns of every row, not in a block of comments: a leading block breaks each tool that expects a header line, and a
row that was copied out alone still says where it comes from and under which terms. An empty `_min` or `_max` beside a
known figure is an open end.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import IO, Any

from karta.explore.citation import citation, source_terms
from karta.explore.filters import Filter, FilterError
from karta.explore.labels import label_of
from karta.explore.matches import match
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES, ORGANISATIONS

FORMATS = ("csv", "xlsx", "geojson", "parquet")
LANGUAGES = ("bg", "en")
BATCH = 2000
XLSX_MOST_ROWS = 1_048_575  # a sheet's rows less the header
LABELLED = {
    "kind": "kind", "unit_kind": "unit_kind", "status": "status", "region": "region", "district": "district",
    "municipality": "municipality", "ekatte": "settlement", "nace_code": "nace", "segment": "segment",
}  # fmt: skip
ATTRIBUTES = tuple(
    name for name in ORGANISATIONS if not name.startswith(MEASURES) and name not in ("org_id", "source_ids")
)
OF_MEASURE = ("value", "min", "max", "year", "state", "statement", "disagreement")  # columns of organisations
OF_CLAIM = {  # column of the export → column of claims
    "published_value": "value", "unit": "unit", "as_published": "as_published", "source_id": "source_id",
    "publication_ref": "publication_ref",
    "publication": "publication_title", "publication_url": "publication_url", "published_on": "published_on",
}  # fmt: skip
WITH_EVERY_ROW = ("source_ids", "records", "licences", "citation", "snapshot", "filter")
NUMBERS = frozenset(f"{m}_{end}" for m in MEASURES for end in ("value", "min", "max", "published_value")) | {
    "lon",
    "lat",
}
WHOLE = frozenset(f"{m}_year" for m in MEASURES) | {"founded_year", "completeness", "measure_count"}
FLAGS = frozenset(f"{m}_disagreement" for m in MEASURES) | {"has_disagreement"}

# A spreadsheet runs a cell that begins so as a formula, whole-width forms and leading blanks of control included.
_DANGEROUS = re.compile(r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)*")

Row = dict[str, Any]


class TooManyRows(ValueError):
    """A worksheet cannot hold the rows: take CSV or Parquet."""

    def __init__(self, count: int) -> None:
        self.message_en = f"{count} rows do not fit in a worksheet; take CSV or Parquet, or narrow the filter"
        self.message_bg = f"{count} реда не се побират в лист; вземете CSV или Parquet или стеснете филтъра"
        super().__init__(self.message_en)


@dataclass(frozen=True, slots=True)
class Taken:
    """What leaves: column names in order, rows in the snapshot's order."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    count: int


def columns() -> tuple[str, ...]:
    """The columns of every export, in order: organisation, places and sectors in both languages, measures, terms."""
    names = ["id"]
    for name in ATTRIBUTES:
        names.append(name)
        if name in LABELLED:
            names += [f"{LABELLED[name]}_bg", f"{LABELLED[name]}_en"]
    for measure in MEASURES:
        names += [f"{measure}_{column}" for column in (*OF_MEASURE, *OF_CLAIM)]
    return (*names, *WITH_EVERY_ROW)


def taken(snapshot: Snapshot, asked: Filter, lang: str) -> Taken:
    """All matches of a filter with everything that is known of them; `lang` is that of citation and filter sentence."""
    found = match(snapshot, asked)
    claimed = ", ".join(
        f"TRY_CAST(c_{m}.value AS DOUBLE) AS {m}_{name}" if column == "value" else f"c_{m}.{column} AS {m}_{name}"
        for m in MEASURES
        for name, column in OF_CLAIM.items()
    )
    joined = " ".join(f"LEFT JOIN claims c_{m} ON c_{m}.claim_id = t.{m}_claim_id" for m in MEASURES)
    sql = f"""SELECT t.*, {claimed}, r.records FROM {found.frame.table} t {joined}
        LEFT JOIN (SELECT org_id, string_agg(DISTINCT source_id || ':' || record_id, '; ' ORDER BY
            source_id || ':' || record_id) AS records FROM links GROUP BY org_id) r ON r.org_id = t.org_id
        WHERE t.rowid IN (SELECT unnest(?::BIGINT[])) ORDER BY t.rowid"""

    def rows() -> Iterator[Row]:
        answer = found.frame.query(sql, [found.rows.tolist()])
        names = [column[0] for column in answer.description]
        made = _maker(snapshot, asked, lang)
        while batch := answer.fetchmany(BATCH):
            for record in batch:
                yield made(dict(zip(names, record, strict=True)))

    return Taken(columns(), rows(), found.count)


def _maker(snapshot: Snapshot, asked: Filter, lang: str) -> Callable[[Row], Row]:
    rows = match(snapshot, asked).frame
    labelled = {name: label_of(snapshot, rows, name) for name in LABELLED}
    terms = {source["source_id"]: source_terms(source, lang) for source in snapshot.manifest["sources"]}
    reference = [source["source_id"] for source in snapshot.manifest["sources"] if source.get("reference")]
    same = {
        "citation": citation(snapshot, lang),
        "snapshot": snapshot.name,
        "filter": filter_sentence(snapshot, asked, lang),
    }

    def make(row: Row) -> Row:
        sources = row["source_ids"] or []
        named: Row = {}
        for name, find in labelled.items():
            label = (None, None) if row[name] is None else find(row[name])
            named[f"{LABELLED[name]}_bg"], named[f"{LABELLED[name]}_en"] = label
        licences = " | ".join(terms[source] for source in (*sources, *reference) if source in terms)
        made = {**row, **named, **same, "id": row["org_id"], "source_ids": "; ".join(sources), "licences": licences}
        return {name: _value(name, made[name]) for name in in_order}

    in_order = columns()
    return make


def _value(name: str, value: Any) -> Any:
    if value is None or name in WHOLE or name in FLAGS:
        return value
    if name in NUMBERS:
        number = float(value)
        return number if isfinite(number) else None
    return str(value)


def harmless(text: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe before it, unless it is plainly a number."""
    return f"'{text}" if _DANGEROUS.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def csv_lines(snapshot: Snapshot, asked: Filter, *, lang: str = "en", delimiter: str = ",") -> Iterator[str]:
    """The CSV piece by piece, beginning with a byte order mark so that spreadsheets read it as UTF-8.

    With `;` decimals have a comma: that is what a Bulgarian spreadsheet expects of it.
    """
    out = taken(snapshot, asked, lang)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(out.columns)
    for number, row in enumerate(out.rows, start=1):
        writer.writerow([_cell(value, delimiter) for value in row.values()])
        if number % BATCH == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _cell(value: Any, delimiter: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() else repr(value)
        return text.replace(".", ",") if delimiter == ";" else text
    return harmless(value) if isinstance(value, str) else str(value)


def write_csv(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en", delimiter: str = ",") -> None:
    """Write all matches as CSV in UTF-8 to a binary file."""
    for piece in csv_lines(snapshot, asked, lang=lang, delimiter=delimiter):
        file.write(piece.encode("utf-8"))


def write_xlsx(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as a workbook; its second sheet holds citation, filter, totals and licences.

    Errors: TooManyRows above 1,048,575.
    """
    from xlsxwriter import Workbook

    out = taken(snapshot, asked, lang)
    if out.count > XLSX_MOST_ROWS:
        raise TooManyRows(out.count)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        head = book.add_format({"bold": True})
        sheet = book.add_worksheet({"bg": "Организации", "en": "Organisations"}[lang])
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, out.columns, head)
        for number, row in enumerate(out.rows, start=1):
            for column, value in enumerate(row.values()):
                if isinstance(value, str):
                    sheet.write_string(number, column, harmless(value))
                elif value is not None:
                    sheet.write(number, column, value)
        about = book.add_worksheet({"bg": "Източници", "en": "Sources"}[lang])
        for number, (name, text) in enumerate(about_file(snapshot, asked, lang)):
            about.write_string(number, 0, name, head)
            about.write_string(number, 1, harmless(text))


def about_file(snapshot: Snapshot, asked: Filter, lang: str) -> list[tuple[str, str]]:
    """What an export says of itself: citation, filter, totals, how to read it, sources with their terms."""
    words = {
        "bg": ("цитиране", "снимка", "филтър", "празна граница", "отворен край на интервала", "източник"),
        "en": ("citation", "snapshot", "filter", "empty bound", "an open end of the interval", "source"),
    }[lang]
    used = _used_sources(snapshot, asked)
    return [
        (words[0], citation(snapshot, lang)),
        (words[1], snapshot.name),
        (words[2], filter_sentence(snapshot, asked, lang)),
        *((name, str(count)) for name, count in match(snapshot, asked).totals.items()),
        (words[3], words[4]),
        *((words[5], source_terms(s, lang)) for s in snapshot.manifest["sources"] if s["source_id"] in used),
    ]


def _used_sources(snapshot: Snapshot, asked: Filter) -> set[str]:
    """Sources of the rows, and those that name every row's place and sector."""
    found = match(snapshot, asked)
    codes = found.frame.codes("source")
    counted = codes.counts(found.is_match)
    used = {code for code, count in zip(codes.values, counted.tolist(), strict=True) if count}
    return used | {source["source_id"] for source in snapshot.manifest["sources"] if source.get("reference")}


def write_geojson(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as GeoJSON (RFC 7946): a point by `place_precision`, no geometry where no place is known."""
    out = taken(snapshot, asked, lang)
    about = {
        "citation": citation(snapshot, lang),
        "snapshot": snapshot.name,
        "filter": filter_sentence(snapshot, asked, lang),
    }
    head = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)[:-1]
    file.write(f'{head}, "features": ['.encode())
    for number, row in enumerate(out.rows):
        point = None if row["lon"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        properties = {name: value for name, value in row.items() if name not in ("id", "lon", "lat", *about)}
        feature = {"type": "Feature", "id": row["id"], "geometry": point, "properties": properties}
        file.write(("\n" if number == 0 else ",\n").encode() + json.dumps(feature, ensure_ascii=False).encode())
    file.write(b"\n]}\n")


def write_parquet(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as Parquet; citation and filter stand in the file's metadata too."""
    from pyarrow import parquet

    schema, batches = arrow_batches(snapshot, asked, lang)
    with parquet.ParquetWriter(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def arrow_batches(snapshot: Snapshot, asked: Filter, lang: str) -> tuple[Any, Iterator[Any]]:
    """All matches as an Arrow schema, with citation and filter in its metadata, and its record batches."""
    import pyarrow as pa

    out = taken(snapshot, asked, lang)
    kinds = {
        **dict.fromkeys(NUMBERS, pa.float64()),
        **dict.fromkeys(WHOLE, pa.int32()),
        **dict.fromkeys(FLAGS, pa.bool_()),
    }
    about = {"citation": citation(snapshot, lang), "filter": filter_sentence(snapshot, asked, lang)}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in out.columns], metadata=about)
    parts = iter(lambda: list(islice(out.rows, 10 * BATCH)), [])
    return schema, (pa.RecordBatch.from_pylist(part, schema=schema) for part in parts)


def write_file(
    snapshot: Snapshot, asked: Filter, path: Path, *, form: str, lang: str = "en", delimiter: str = ","
) -> None:
    """Write all matches to `path` in one of FORMATS. The file appears when it is whole, or not at all.

    Errors: FilterError for another format, language or delimiter; TooManyRows.
    """
    for name, given, choices in (
        ("format", form, FORMATS),
        ("lang", lang, LANGUAGES),
        ("delimiter", delimiter, ",;\t"),
    ):
        if given not in tuple(choices):
            listed = " ".join(choices)
            raise FilterError(name, given, f"write one of {listed}", f"пишете едно от {listed}")
    writers: dict[str, Callable[[IO[bytes]], None]] = {
        "csv": lambda file: write_csv(snapshot, asked, file, lang=lang, delimiter=delimiter),
        "xlsx": lambda file: write_xlsx(snapshot, asked, file, lang=lang),
        "geojson": lambda file: write_geojson(snapshot, asked, file, lang=lang),
        "parquet": lambda file: write_parquet(snapshot, asked, file, lang=lang),
    }
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            writers[form](file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
