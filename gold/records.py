"""Records that pairs of the gold set refer to, read from where each source keeps them.

A pair names its sides by `(source_id, record_id, name_field)`; no text of a side stands in the files of pairs.

shipped   lists of the project, in src/karta/sources/<source_id>/shipped
gold      lists compiled for this set, in gold/lists/<source_id>.csv
mirror    files that may not be committed, in $KARTA_MIRROR/<source_id>
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

GOLD = Path(__file__).resolve().parent
SHIPPED = GOLD.parent / "src/karta/sources"
MIRRORED = ("bg_compiled_procurement_names", "int_ror_organisations", "int_gleif_lei_names")
_NOT_LETTER = re.compile(r"[\W_]+")


class MirrorMissing(Exception):
    """A record stands in a file that may not ship, and KARTA_MIRROR does not say where it is."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of one source: its names as printed, what else the source prints, and its identifiers.

    `identifiers` settle labels; a matcher that is measured here is not given them.
    """

    source_id: str
    record_id: str
    names: dict[str, str]
    legal_form: str | None = None
    settlement: str | None = None
    website: str | None = None
    identifiers: dict[str, str] = field(default_factory=dict)


def records(source_id: str) -> dict[str, Record]:
    """All records of a source by their id.

    Errors: MirrorMissing where the source is in the mirror and the mirror is not at hand; KeyError on another source.
    """
    return _records(source_id, os.environ.get("KARTA_MIRROR", ""))


@cache
def _records(source_id: str, mirror: str) -> dict[str, Record]:
    if source_id in MIRRORED and not mirror:
        raise MirrorMissing(f"{source_id} may not ship; set KARTA_MIRROR to the folder that holds it")
    folder = Path(mirror) / source_id if source_id in MIRRORED else SHIPPED / source_id / "shipped"
    read = READERS.get(source_id)
    found = read(folder) if read else _compiled(source_id)
    return {record.record_id: record for record in found}


def source_ids() -> list[str]:
    """Sources whose records may stand in a pair, in order of their id."""
    return sorted([*READERS, *(path.stem for path in (GOLD / "lists").glob("*.csv") if path.stem != "sources")])


def text_hash(text: str) -> str:
    """First 12 hex digits of SHA-256 of a name as printed: tells when a source's text has changed under a pair."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def plain(text: str) -> str:
    """A name without case, quotes, punctuation and blanks: names that agree in it differ in nothing worth a test."""
    return _NOT_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def _life_science(folder: Path) -> Iterator[Record]:
    for row in _csv(folder / "organisations.csv"):
        yield Record(
            "bg_compiled_life_science",
            row["id"],
            {"name_bg": row["name_bg"], "name_en": row["name_en"]},
            legal_form=row["legal_form"] or None,
            settlement=row["city"] or None,
            website=row["website"] or None,
            identifiers=_given(eik=row["eik"]),
        )


def _home_page(folder: Path) -> Iterator[Record]:
    """Mentions of bodies in Bulgaria, by their number in the file."""
    for number, row in enumerate(_csv(folder / "organisations.csv"), start=1):
        if row["country_iso2"] == "BG":
            names = {name: row[name] for name in ("name_as_written", "canonical_name_bg", "canonical_name_en")}
            yield Record("bg_hlscb_home_page", str(number), names, identifiers={"entity": row["entity_id"]})


def _procurement(folder: Path) -> Iterator[Record]:
    """Names as printed, by their number in the file; a supplier's settlement is its buyer's and is left out."""
    for number, row in enumerate(_csv(folder / "names.csv"), start=1):
        settlement = row["settlement_ekatte"] if row["role"] == "awarder" else None
        yield Record(
            "bg_compiled_procurement_names",
            str(number),
            {"name_as_printed": row["name_as_printed"]},
            settlement=settlement,
            identifiers={"eik": row["eik"]},
        )


def _ror(folder: Path) -> Iterator[Record]:
    """Bulgarian records in both schemas of the registry; a name's field is its place in the record."""
    with gzip.open(folder / "ror_BG.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield _ror_record(row, _ror_names(row))


def _ror_names(row: dict[str, Any]) -> dict[str, str]:
    if "names" in row:
        return {f"names[{place}]": name["value"] for place, name in enumerate(row["names"])}
    names = {"name": row["name"]}
    names |= {f"aliases[{place}]": name for place, name in enumerate(row["aliases"])}
    names |= {f"acronyms[{place}]": name for place, name in enumerate(row["acronyms"])}
    return names | {f"labels[{place}]": label["label"] for place, label in enumerate(row["labels"])}


def _ror_record(row: dict[str, Any], names: dict[str, str]) -> Record:
    newer = "names" in row
    links = [link["value"] if isinstance(link, dict) else link for link in row["links"]]
    place = row["locations"][0]["geonames_details"]["name"] if newer else row["addresses"][0]["city"]
    return Record(
        "int_ror_organisations",
        row["id"].rsplit("/", 1)[1],
        names,
        settlement=place,
        website=links[0] if links else None,
        identifiers={"ror": row["id"]},
    )


def _gleif(folder: Path) -> Iterator[Record]:
    with gzip.open(folder / "lei_bg.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = {"legal_name": row["legal_name"]}
            yield Record("int_gleif_lei_names", row["LEI"], names, identifiers={"lei": row["LEI"]})


def _compiled(source_id: str) -> Iterator[Record]:
    """A list of gold/lists: `record_id, name, name_en, settlement, website` as its publisher prints them, and ids."""
    path = GOLD / "lists" / f"{source_id}.csv"
    if source_id == "sources" or not path.is_file():
        raise KeyError(f"{source_id} is no source of the gold set; see gold/lists/sources.csv")
    for row in _csv(path):
        yield Record(
            source_id,
            row["record_id"],
            _given(name=row["name"], name_en=row["name_en"]),
            settlement=row["settlement"] or None,
            website=row["website"] or None,
            identifiers=_given(eik=row["eik"], other=row["other_id"]),
        )


def _given(**values: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


READERS = {
    "bg_compiled_life_science": _life_science,
    "bg_hlscb_home_page": _home_page,
    "bg_compiled_procurement_names": _procurement,
    "int_ror_organisations": _ror,
    "int_gleif_lei_names": _gleif,
}
