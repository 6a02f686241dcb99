"""Scaffolds a source from one of its files: `make source NAME=bg_example_clinics FILE=clinics.csv`.

Reads the file's encoding, delimiter and header, puts the columns that it knows where they belong, and leaves the
others to the audit, which names each at the first run.
"""

from __future__ import annotations

import csv
import re
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import charset_normalizer

PROJECT = Path(__file__).resolve().parents[1]
SOURCES = PROJECT / "src/karta/sources"
SAMPLE_ROWS = 20
# Field of a Record → headers under which lists publish it, lower case.
KNOWN = {
    "name_bg": ("наименование", "име", "организация", "name_bg"),
    "name_en": ("name", "name_en", "organisation"),
    "eik": ("еик", "булстат", "еик/булстат", "eik", "bulstat"),
    "district": ("област", "district"),
    "municipality": ("община", "municipality"),
    "settlement": ("населено място", "град", "city", "settlement"),
    "address": ("адрес", "address"),
    "website": ("сайт", "уебсайт", "website", "url"),
    "founded": ("основана", "founded", "founded_year"),
}


@dataclass(frozen=True)
class Listing:
    """What a file says about itself."""

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    rows: int


def main(arguments: list[str]) -> int:
    """Scaffold; 2 with a reason when the name or the file will not do."""
    name, file = (*arguments, "", "")[:2]
    if not re.fullmatch(r"[a-z]{2,3}_[a-z0-9]+_[a-z0-9_]+", name):
        return _refuse(
            f"{name!r} is not a source id; say NAME=<country>_<publisher>_<dataset>, as in bg_bda_manufacturers"
        )
    if (SOURCES / name).exists():
        return _refuse(f"src/karta/sources/{name} is there already; choose another name or edit it")
    if not Path(file).is_file():
        return _refuse(f"{file!r} is not a file; say FILE=<path of one CSV file of the source>")
    scaffold(SOURCES / name, read(Path(file)))
    print(f"src/karta/sources/{name}: fill manifest.yml, then run: karta build --only {name}")
    return 0


def read(path: Path) -> Listing:
    """Encoding, delimiter, header and number of rows. Errors: ValueError for a file that is not a table."""
    data = path.read_bytes()
    best = charset_normalizer.from_bytes(data).best()
    encoding = "utf-8" if _is_utf8(data) else (best.encoding if best else "windows-1251")
    text = data.decode(encoding).removeprefix("\ufeff")
    delimiter = max(";,\t|", key=text.partition("\n")[0].count)
    header, *rows = csv.reader(text.splitlines(), delimiter=delimiter)
    if len(header) < 2:
        raise ValueError(f"{path}: its first row is one cell; a table needs a header with at least two columns")
    return Listing(path, encoding, delimiter, [cell.strip() for cell in header], len(rows))


def scaffold(folder: Path, listing: Listing) -> None:
    """Write the source's folder: manifest, connector, README, the file itself and a sample of it."""
    for part in ("sample", "shipped"):
        (folder / part).mkdir(parents=True)
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "manifest.yml").write_text(manifest(folder.name, listing), "utf-8")
    (folder / "connector.py").write_text(connector(folder.name, listing.header), "utf-8")
    (folder / "README.md").write_text(f"# {folder.name}\n\nWhat it lists, what it does not, what to watch.\n", "utf-8")
    shutil.copy(listing.path, folder / "shipped" / listing.path.name)
    lines = listing.path.read_bytes().splitlines(keepends=True)
    (folder / "sample" / listing.path.name).write_bytes(b"".join(lines[: SAMPLE_ROWS + 1]))


def manifest(source_id: str, listing: Listing) -> str:
    """A manifest that loads; what a person must say stands in capitals."""
    country = source_id.partition("_")[0]
    today = f"{datetime.now(tz=UTC):%Y-%m-%d}"
    least, most = int(listing.rows * 0.8), int(listing.rows * 1.2) + 1
    file = (
        f'name: rows, file: {listing.path.name}, encoding: {listing.encoding}, delimiter: "{_yaml(listing.delimiter)}"'
    )
    return f"""\
title: {{en: TITLE, bg: ЗАГЛАВИЕ}}
publisher: {{name: PUBLISHER, country: {country}, official: false, page: "https://PAGE"}}
files: [{{{file}}}]
licence: {{name: LICENCE, url: "https://TERMS", checked: {today}}}
attribution: "PUBLISHER, LICENCE"
observes: organisation    # legal_unit | local_unit | organisation
personal_data: none       # or: which fields, on what basis
rank: 5                   # 1 register filing … 8 undated copy
retrieved: {today}
tested: shipped           # address | mirror | shipped: what the connector was really run on
ships: true               # false when its terms do not let the file into this repository; then: karta fetch
country: {country.upper()}
expect: {{every: year, rows: [{least}, {most}], filled: {{name: 1.0}}}}   # outside this, publishing stops
lookups: {{}}
runbook: WHAT TO DO WHEN THE BOUNDS ARE LEFT.
"""


def connector(source_id: str, header: list[str]) -> str:
    """A connector that runs: known columns are taken, the others are left to the audit."""
    column = {
        field: next((name for name in header if name.casefold() in known), None) for field, known in KNOWN.items()
    }
    names = [
        f'Name(text=row.required("{column[field]}"), language="{language}")'
        for field, language in (("name_bg", "bg"), ("name_en", "en"))
        if column[field]
    ]
    fields = [f'            {field}=row.pop("{column[field]}"),' for field in list(KNOWN)[3:] if column[field]]
    if column["eik"]:
        fields.insert(0, f'            identifiers=[("eik", eik)] if (eik := row.pop("{column["eik"]}")) else (),')
    body = "\n".join(fields)
    name_lines = "\n".join(f"                {name}," for name in names or [f'Name(text=row.required("{header[1]}"))'])
    return f'''\
"""{source_id}: one record per row."""

from __future__ import annotations

from collections.abc import Iterator

from karta.pipeline.ingest.raw import Raw
from karta.pipeline.tables import Name, Record


def records(raw: Raw) -> Iterator[Record]:
    """One record per row, in source order."""
    for row in raw.csv("rows"):
        yield Record(
            key=row.required("{header[0]}"),  # must never change: not a name that may be corrected
            locator=row.locator,
            names=[
{name_lines}
            ],
            country="{source_id.partition("_")[0].upper()}",
{body}
        )
        raw.audit(row, ignore=[])  # each column that stays here is a finding: map it above, or ignore it by name
'''


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _yaml(delimiter: str) -> str:
    return "\\t" if delimiter == "\t" else delimiter


def _refuse(reason: str) -> int:
    print(f"make source: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
