"""The matches as a Frictionless Data Package: a zip of CSV files and `datapackage.json`, which describes columns."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import IO, Any

import pyarrow as pa
import yaml

from karta.explore.citation import citation, source_terms
from karta.explore.export.columns import FLAGS, LABELLED, NUMBERS, OF_CLAIM, WHOLE, columns
from karta.explore.export.csv_file import PIECE, csv_lines, csv_pieces, header
from karta.explore.export.drain import Drain
from karta.explore.export.harmless import harmless
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab import labels

FIGURES = {  # column → type of Table Schema
    "org_id": "string", "measure": "string", "year": "integer", "value": "number", "value_min": "number",
    "value_max": "number", "currency": "string", "statement": "string", "basis": "string", "population": "string",
    "source_id": "string", "claim_id": "string", "is_year_winner": "boolean", "is_shown": "boolean",
}  # fmt: skip
SOURCES = (
    "source_id",
    "title_bg",
    "title_en",
    "publisher",
    "licence",
    "licence_url",
    "attribution",
    "retrieved",
    "version",
)
TERMS = {  # columns that only exports have: what they hold
    "records": "The source records behind the row, source:record",
    "licences": "Licence and attribution of the row's sources",
    "citation": "How to quote the map",
    "snapshot": "The publication that the row is of",
    "filter": "The filter that chose the rows, in words",
}


def package_pieces(snapshot: Snapshot, asked: Filter, *, lang: str = "en") -> Iterator[bytes]:
    """The package as a zip file, piece by piece. Its CSV files have commas, decimal points and no byte order mark."""
    drain = Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr(
            "datapackage.json", json.dumps(descriptor(snapshot, asked, lang), ensure_ascii=False, indent=1)
        )
        parts = {
            "organisations.csv": csv_pieces(snapshot, asked, lang=lang),
            "figures.csv": _figures(snapshot, asked),
            "sources.csv": _sources(snapshot),
        }
        for name, pieces in parts.items():
            with package.open(name, "w", force_zip64=True) as file:
                for number, piece in enumerate(pieces):
                    file.write(bytes(piece).removeprefix("\ufeff".encode()) if number == 0 else piece)
                    yield drain.taken()
    yield drain.taken()


def write_package(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write the package to a binary file."""
    for piece in package_pieces(snapshot, asked, lang=lang):
        file.write(piece)


def descriptor(snapshot: Snapshot, asked: Filter, lang: str) -> dict[str, Any]:
    """`datapackage.json`: title, licences, sources, and each file with its columns (Data Package 1)."""
    said = snapshot.manifest
    licences = {
        licence["name"]: {"name": licence["name"], "path": licence["url"]}
        for source in said["sources"]
        if (licence := source.get("licence") or {}).get("url") and re.fullmatch(r"[-a-zA-Z0-9._]+", licence["name"])
    }
    return {
        "profile": "tabular-data-package",
        "name": f"karta-{snapshot.name.lower()}",
        "id": snapshot.name,
        "title": said["title"][lang],
        "description": f"{citation(snapshot, lang)}. {filter_sentence(snapshot, asked, lang)}",
        "version": snapshot.name,
        "created": said["built_at"],
        "licenses": list(licences.values()),
        "contributors": [
            {"title": title, "role": "publisher"}
            for title in sorted({source["publisher"]["name"] for source in said["sources"] if source.get("publisher")})
        ],
        "sources": [{"title": source_terms(source, lang)} for source in said["sources"]],
        "resources": [
            _resource("organisations", [_field(name, lang) for name in columns()], "id"),
            _resource("figures", [_figure_field(name, lang) for name in FIGURES], None),
            _resource("sources", [{"name": name, "type": "string"} for name in SOURCES], "source_id"),
        ],
    }


def _resource(name: str, fields: list[dict[str, Any]], key: str | None) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    if name == "figures":
        reference = {"resource": "organisations", "fields": "id"}
        schema["foreignKeys"] = [{"fields": "org_id", "reference": reference}]
    return {
        "profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "mediatype": "text/csv",
        "format": "csv", "encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": schema,
    }  # fmt: skip


def _field(column: str, lang: str) -> dict[str, Any]:
    kind = (
        "number" if column in NUMBERS else "integer" if column in WHOLE else "boolean" if column in FLAGS else "string"
    )
    return {"name": column, "type": kind, **_described(column, lang)}


def _figure_field(column: str, lang: str) -> dict[str, Any]:
    return {"name": column, "type": FIGURES[column], **_described(f"figures.{column}", lang)}


def _described(column: str, lang: str) -> dict[str, str]:
    """Title and definition of a column by vocab/fields.yml."""
    if column in TERMS:
        return {"description": TERMS[column]}
    name = {"id": "org_id"}.get(column, column)
    for code, beginning in LABELLED.items():
        if name in (f"{beginning}_bg", f"{beginning}_en") and name not in _fields():
            name = code
    measure = next((measure for measure in MEASURES if name.startswith(f"{measure}_")), "")
    rest = name.removeprefix(f"{measure}_")
    told = _fields().get(f"{{measure}}_{rest}") if measure else None
    told = told or _fields().get(name) or _fields().get(name.rpartition(".")[2]) or _fields()[_claim_column(rest)]
    word = labels.label("measure", measure, lang) if measure else ""
    return {key: told[kind][lang].replace("{measure}", word or "") for key, kind in
            (("title", "label"), ("description", "definition"))}  # fmt: skip


def _claim_column(rest: str) -> str:
    column = OF_CLAIM[rest]
    return f"claims.{column}" if f"claims.{column}" in _fields() else column


@cache
def _fields() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((files("karta.vocab") / "fields.yml").read_text("utf-8"))
    return loaded


def _figures(snapshot: Snapshot, asked: Filter) -> Iterator[bytes]:
    """Every figure of the matches, winners and losers, all years."""
    yield header(FIGURES)
    is_match = match(snapshot, asked).is_match
    numbers = [
        f"CASE WHEN isfinite({name}) THEN {name} END AS {name}" for name, kind in FIGURES.items() if kind == "number"
    ]
    sql = f"""SELECT {", ".join(FIGURES)}, position FROM (SELECT * REPLACE ({", ".join(numbers)}) FROM figures)
        JOIN positions USING (org_id)"""
    for batch in snapshot.connection().execute(sql).to_arrow_reader(PIECE):
        chosen = batch.filter(pa.array(is_match[batch["position"].to_numpy()]))
        yield csv_lines(chosen.drop_columns("position"))


def _sources(snapshot: Snapshot) -> Iterator[bytes]:
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(SOURCES)
    for source in snapshot.manifest["sources"]:
        licence, publisher = source.get("licence") or {}, source.get("publisher") or {}
        row = (
            source["source_id"], source["title"]["bg"], source["title"]["en"], publisher.get("name"),
            licence.get("name"), licence.get("url"), source.get("attribution"), source.get("retrieved"),
            source.get("version"),
        )  # fmt: skip
        writer.writerow([harmless(str(cell)) if cell is not None else "" for cell in row])
    yield buffer.getvalue().encode()
