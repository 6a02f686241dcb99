"""The files of one version of a source, read as published."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from karta.pipeline.ingest.errors import FileProblem, UnseenValue
from karta.pipeline.ingest.gate import left_out, person_column
from karta.pipeline.ingest.manifest import Manifest
from karta.pipeline.tables import Finding


class Row(dict[str, Any]):
    """One row: column → text without blanks around it, None where empty. `locator` finds it: `sites.csv:84`.

    The number counts rows as a spreadsheet does: the header is row 1. Of a JSON file: key → value as parsed, and lines.
    """

    def __init__(self, cells: Mapping[str, Any], locator: str) -> None:
        super().__init__(cells)
        self.locator = locator

    def pop(self, column: str, *default: Any) -> Any:
        """Take a column out; what is left when the connector is done is what it did not account for."""
        if column not in self and not default:
            file = self.locator.rpartition(":")[0]
            raise FileProblem(
                "missing_column",
                f"{file}: there is no column {column!r}; compare its header with the connector",
                f"{file}: няма колона {column!r}; сравнете заглавния ред с описанието на източника",
            )
        return super().pop(column, *default)

    def required(self, column: str) -> str:
        """Take out a column that must be filled. Errors: FileProblem that names the row."""
        value = self.pop(column)
        if value is None:
            raise FileProblem(
                "missing_key",
                f"{self.locator}: {column!r} is empty, and the record is known by it; correct the row",
                f"{self.locator}: {column!r} е празна, а записът се познава по нея; поправете реда",
            )
        return str(value)


class Raw:
    """What a connector reads from. `findings` gathers what it met; unread columns are added by `close`."""

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self.manifest = manifest
        self.folder = folder
        self.findings: list[Finding] = []
        self._unmapped: Counter[tuple[str, str]] = Counter()

    def csv(self, name: str, *, delimiter: str | None = None) -> Iterator[Row]:
        """Rows of a file in source order, without natural persons. A row of another length is a finding and left out.

        Errors: FileProblem for a file that is missing, empty, cut off, has a duplicated header, or is in another
        encoding than its manifest says.
        """
        described = self.manifest.file(name)
        lines = published_lines(self.folder / described.file, described.encoding, delimiter or described.delimiter)
        header = [column.strip() for column in next(lines)]
        for number, cells in enumerate(lines, start=2):
            locator = f"{described.file.removesuffix('.gz')}:{number}"
            if not cells:
                continue
            if len(cells) != len(header):
                self._wrong_length(locator, len(cells), len(header))
                continue
            row = Row({column: cell.strip() or None for column, cell in zip(header, cells, strict=True)}, locator)
            for private in self.manifest.private_columns:
                row.pop(private, None)
            if self._is_let_in(row, locator):
                yield row

    def documents(self, name: str) -> Iterator[Row]:
        """Objects of a JSON Lines file (or of one array) in source order, without natural persons.

        Errors: FileProblem for a file that is missing, empty, cut off or not JSON.
        """
        described = self.manifest.file(name)
        for number, document in published_documents(self.folder / described.file):
            locator = f"{described.file.removesuffix('.gz')}:{number}"
            if all(self._is_let_in({path: text}, locator) for path, text in texts_in(document)):
                yield Row(document, locator)

    def _is_let_in(self, row: Mapping[str, str | None], locator: str) -> bool:
        """Whether a row may pass the gate; a natural person's leaves a finding."""
        column = person_column(row, amounts=self.manifest.amounts, sole_traders=self.manifest.sole_traders)
        if column is not None:
            self.findings.append(left_out(self.manifest.source_id, locator, column))
        return column is None

    def lookup(self, name: str, value: str | None) -> Any:
        """The reviewed meaning of a published value; None stays None. Errors: UnseenValue, which stops the run."""
        if value is None:
            return None
        table = self.manifest.lookups.get(name, {})
        if value not in table:
            source_id = self.manifest.source_id
            raise UnseenValue(
                "unseen_value",
                f"{source_id}: unknown {name} {value!r}; add it to lookups.{name} in {source_id}/manifest.yml",
                f"{source_id}: непозната стойност {value!r} за {name}; добавете я в lookups.{name} на "
                f"{source_id}/manifest.yml",
            )
        return table[value]

    def audit(self, row: Row, ignore: Collection[str] = ()) -> None:
        """Account for what the connector left in a row: each column is mapped, ignored by name, or a finding."""
        for column in row:
            if column not in ignore:
                self._unmapped[(row.locator.rpartition(":")[0], column)] += row[column] is not None

    def close(self) -> list[Finding]:
        """All findings, with one for each column that nobody mapped."""
        for (file, column), filled in sorted(self._unmapped.items()):
            self.findings.append(
                self.finding(
                    "unmapped_column",
                    file,
                    column=column,
                    en=f"{file}: nobody maps column {column!r} ({filled} values); map it or ignore it by name",
                    bg=f"{file}: никой не чете колоната {column!r} ({filled} стойности); опишете я или я "
                    "пренебрегнете изрично",
                )
            )
        self._unmapped.clear()
        return self.findings

    def finding(self, code: str, locator: str, *, en: str, bg: str, column: str | None = None,
                value: str | None = None, record_id: str | None = None) -> Finding:  # fmt: skip
        """A warning of this source; the caller appends it to `findings`."""
        return Finding(
            source_id=self.manifest.source_id,
            record_id=record_id,
            locator=locator,
            column=column,
            value=value,
            severity="warning",
            code=code,
            message_en=en,
            message_bg=bg,
        )

    def _wrong_length(self, locator: str, found: int, expected: int) -> None:
        self.findings.append(
            self.finding(
                "wrong_row_length",
                locator,
                en=f"{locator}: {found} cells where the header has {expected}; the row was left out, correct the file",
                bg=f"{locator}: {found} клетки при {expected} в заглавния ред; редът е пропуснат, поправете файла",
            )
        )


def published_lines(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Lines of a CSV file as published, the header first. Errors: FileProblem, before the first line is given."""
    lines = csv.reader(io.StringIO(_text(path, encoding), newline=""), delimiter=delimiter)
    header = next(lines)
    _check_header(path, [column.strip() for column in header])
    yield header
    yield from lines


def published_documents(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects of a JSON Lines file with the number of their line, or of one JSON array with their place in it.

    Errors: FileProblem, also for a line that is not one whole object: the file is then cut off.
    """
    text = _decoded(path, "utf-8")
    is_array = text.lstrip().startswith("[")
    try:
        found = json.loads(text) if is_array else (json.loads(line) for line in text.split("\n") if line.strip())
        for number, document in enumerate(found, start=1):
            if not isinstance(document, dict):
                raise TypeError(f"{number}: {document!r:.40}")
            yield number, document
    except (json.JSONDecodeError, TypeError) as error:
        _fail("truncated_file", path, f"holds something else than whole objects ({error}); fetch it again",
              f"съдържа нещо друго освен цели обекти ({error}); изтеглете го отново")  # fmt: skip


def texts_in(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """All texts and numbers of a JSON value, each with its keys: `names.value`, `locations.geonames_details.name`."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts_in(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part, path)
    elif value is not None:
        yield path, str(value)


def _text(path: Path, encoding: str) -> str:
    """The whole CSV file as text. Errors: FileProblem."""
    text = _decoded(path, encoding)
    if text.count('"') % 2:
        _fail("truncated_file", path, "ends inside a quoted cell; fetch it again",
              "свършва по средата на клетка; изтеглете го отново")  # fmt: skip
    return text


def _decoded(path: Path, encoding: str) -> str:
    """The whole file as text. Errors: FileProblem."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
    except FileNotFoundError:
        _fail("missing_file", path, "is not there; fetch the source again", "липсва; изтеглете източника отново")
    except (OSError, EOFError) as error:
        _fail("truncated_file", path, f"cannot be unpacked ({error}); fetch it again",
              f"не може да се разархивира ({error}); изтеглете го отново")  # fmt: skip
    try:
        text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        _fail("wrong_encoding", path, f"is not {encoding} (byte {error.start}); name its encoding in the manifest",
              f"не е в кодировка {encoding} (байт {error.start}); посочете кодировката в manifest.yml")  # fmt: skip
    if not text.strip():
        _fail("empty_file", path, "is empty; fetch it again", "е празен; изтеглете го отново")
    return text


def _check_header(path: Path, columns: list[str]) -> None:
    repeated = sorted(column for column, count in Counter(columns).items() if count > 1)
    if repeated:
        _fail("repeated_header", path, f"has two columns named {repeated[0]!r}; rename one",
              f"има две колони с име {repeated[0]!r}; преименувайте едната")  # fmt: skip


def _fail(code: str, path: Path, en: str, bg: str) -> NoReturn:
    raise FileProblem(code, f"{path.name} {en}", f"{path.name} {bg}")
