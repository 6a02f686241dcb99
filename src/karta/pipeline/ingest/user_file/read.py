"""Reading a CSV, TSV or XLSX into a grid of text, with rows about natural persons left out at the door."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from karta.pipeline.ingest.user_file import encoding, workbook
from karta.pipeline.ingest.user_file.messages import BadFile
from karta.vocab.persons import holds_egn, is_egn, is_sole_trader

LIMIT_BYTES = 50 * 1024 * 1024
_HEADER_WITHIN = 30  # rows above the header that a title may take
_DELIMITERS = (";", ",", "\t", "|")
# Cheap signs that make the exact check worth its time: ten digits, nine, or a word for a sole trader.
_MAYBE_PERSON = re.compile(
    r"[0-9]{2}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{3}|[ЕEеe]\.?\s*[ТTтt]|(?i:едноличен|ednolichen|sole )"
)
_NUMBER = re.compile(r"[-+−]?[0-9][0-9 .,'\u00a0\u202f]*%?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
csv.field_size_limit(LIMIT_BYTES)


@dataclass(frozen=True)
class Form:
    """How the file is written. None: to be guessed. `header_row` counts from 1, as spreadsheets do."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass
class Grid:
    """`rows[i]` stands in row `numbers[i]` of the file, with as many cells as `columns`; printed text, stripped.

    `persons`: numbers of the rows left out because of a natural person; nothing else of them is kept.
    `ragged`: row number → cells found, of rows that do not fit the header (they are not in `rows`).
    `duplicates`: renamed column → (first, second position). `notes`: (code, values) about the whole file.
    """

    file: str
    form: Form
    columns: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)
    ragged: dict[int, int] = field(default_factory=dict)
    duplicates: dict[str, tuple[int, int]] = field(default_factory=dict)
    notes: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Rows under the header, whether good, ragged or left out."""
        return len(self.rows) + len(self.persons) + len(self.ragged)


def read(path: Path, form: Form | None = None, *, name: str | None = None) -> Grid:
    """Read a file as `form` says, guessing what it leaves open. `name`: what messages call the file.

    Errors: BadFile (empty_file, too_large, not_a_table, broken_workbook, wrong_encoding, unknown_encoding,
    truncated_quote, truncated_row, no_header, no_rows, unknown_sheet).
    """
    asked, file = form or Form(), name or path.name
    size = path.stat().st_size
    if size == 0:
        raise BadFile("empty_file", file)
    if size > LIMIT_BYTES:
        megabytes = -(-size // (1024 * 1024))
        raise BadFile("too_large", file, size=megabytes, limit=LIMIT_BYTES // (1024 * 1024))
    with path.open("rb") as opened:
        start = opened.read(8)
    if workbook.is_workbook(start):
        lines, found, notes = _from_workbook(path, file, asked)
        is_text = False
    else:
        lines, found, notes = _from_text(path.read_bytes(), file, asked)
        is_text = True
    return _grid(lines, found, file, notes, is_text=is_text)


def _from_workbook(
    path: Path, file: str, asked: Form
) -> tuple[list[list[str]], Form, list[tuple[str, dict[str, object]]]]:
    try:
        sheet, others, lines = workbook.read_sheet(path, asked.sheet)
    except workbook.UnknownSheet as error:
        raise BadFile("unknown_sheet", file, sheet=asked.sheet, sheets=", ".join(error.sheets)) from None
    except workbook.TooLarge as error:
        raise BadFile("too_large", file, size=error.megabytes, limit=workbook.UNPACKED_LIMIT_MB) from None
    except (zipfile.BadZipFile, workbook.Broken):
        raise BadFile("broken_workbook", file) from None
    notes = _renamed(file, workbook.ENDINGS, "XLSX")
    if others:
        notes.append(("more_sheets", {"sheet": sheet, "others": ", ".join(others)}))
    return lines, Form(sheet=sheet, header_row=asked.header_row), notes


def _from_text(
    data: bytes, file: str, asked: Form
) -> tuple[list[list[str]], Form, list[tuple[str, dict[str, object]]]]:
    if not data.strip():
        raise BadFile("empty_file", file)
    if data.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"\x1f\x8b", b"SQLite")):
        raise BadFile("not_a_table", file, kind=_kind(data))
    text, used = encoding.decode(data, file, asked.encoding)
    if "\0" in text[:100_000]:
        raise BadFile("not_a_table", file, kind="binary")
    if not text.strip():
        raise BadFile("empty_file", file)
    delimiter = asked.delimiter or guess_delimiter(text)
    lines = _parse(text, delimiter, file)
    return lines, Form(used, delimiter, None, asked.header_row), _renamed(file, (".csv", ".tsv", ".txt", ".tab"), "CSV")


def _renamed(file: str, endings: Sequence[str], kind: str) -> list[tuple[str, dict[str, object]]]:
    ending = Path(file).suffix.lower()
    return [] if not ending or ending in endings else [("renamed_file", {"ending": ending, "kind": kind})]


def _kind(data: bytes) -> str:
    return {b"%PDF": "PDF", b"\xd0\xcf": "XLS", b"\x89PN": "PNG"}.get(data[:4]) or "binary"


def _parse(text: str, delimiter: str, file: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        lines.extend(reader)
    except csv.Error:
        # Strict reading fails on a quotation mark inside a cell, too ("x"y); only an unclosed one means a cut.
        lenient = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if _ends_inside_quotes(text, delimiter):
            raise BadFile("truncated_quote", file, row=len(lines) + 1) from None
        lines = lenient
    return lines


def _ends_inside_quotes(text: str, delimiter: str) -> bool:
    """Whether a last cell opened with a quotation mark swallows the end: reading on finds the mark that we add."""
    probe = "\x01probe"
    last = list(csv.reader(io.StringIO(text + probe, newline=""), delimiter=delimiter))[-1]
    closed = list(csv.reader(io.StringIO(text + '"' + delimiter + probe, newline=""), delimiter=delimiter))[-1]
    return last[-1].endswith(probe) and closed[-1] == probe and len(closed) > len(last)


def guess_delimiter(text: str) -> str:
    """The separator that gives the first rows the same number of cells, the more the better; a comma if none does."""
    sample = "\n".join(text[:60_000].splitlines()[:80])
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(map(str.strip, row))]
        width, times = Counter(widths).most_common(1)[0]
        # Rows above the header are short, so nine in ten is as good as all.
        score = (min(times / len(widths), 0.9) if width > 1 else 0.0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _grid(
    lines: list[list[str]], form: Form, file: str, notes: list[tuple[str, dict[str, object]]], *, is_text: bool
) -> Grid:
    header = (form.header_row or _header_row(lines, file)) - 1
    if header >= len(lines):
        raise BadFile("no_header", file)
    columns, duplicates = _columns(lines[header])
    if not columns or any(holds_egn(column) for column in columns):
        raise BadFile("no_header", file)
    grid = Grid(
        file, Form(form.encoding, form.delimiter, form.sheet, header + 1), columns, duplicates=duplicates, notes=notes
    )
    for number, line in enumerate(lines[header + 1 :], header + 2):
        _add_row(grid, number, line)
    if grid.row_count == 0:
        raise BadFile("no_rows", file)
    if is_text:
        _refuse_cut_end(grid, file)
    return grid


def _add_row(grid: Grid, number: int, line: list[str]) -> None:
    cells = [cell.strip() for cell in line]
    if not any(cells):
        return
    width = len(grid.columns)
    if _is_person(cells):
        grid.persons.append(number)
    elif len(cells) > width and not any(cells[width:]):
        grid.rows.append(cells[:width])
        grid.numbers.append(number)
    elif len(cells) != width:
        grid.ragged[number] = len(cells)
    else:
        grid.rows.append(cells)
        grid.numbers.append(number)


def _refuse_cut_end(grid: Grid, file: str) -> None:
    """A short last row is a cut file, unless other rows are short as well."""
    last = max([*grid.numbers[-1:], *grid.persons[-1:], *list(grid.ragged)[-1:]])
    found = grid.ragged.get(last)
    if found is not None and found < len(grid.columns) and len(grid.ragged) == 1:
        raise BadFile("truncated_row", file, row=last, found=found, expected=len(grid.columns))


def _is_person(cells: list[str]) -> bool:
    for cell in cells:
        if len(cell) > 1 and _MAYBE_PERSON.search(cell) and (_holds_ten_digit_egn(cell) or is_sole_trader(cell, cell)):
            return True
    return False


def _holds_ten_digit_egn(cell: str) -> bool:
    """An ЕГН of ten digits. One that lost its zero is looked for in identifier columns only (check.py): nine digits
    are as often an amount, and one amount in ninety would pass the check by chance."""
    return (len(cell) != 9 or not cell.isdecimal()) and holds_egn(cell)


def _header_row(lines: list[list[str]], file: str) -> int:
    """The first row that is nearly as wide as the table and holds names, not numbers. Counts from 1."""
    filled = [sum(bool(cell.strip()) for cell in line) for line in lines[:200]]
    widths = Counter(count for count in filled if count)
    if not widths:
        raise BadFile("empty_file", file)
    usual = widths.most_common(1)[0][0]
    for index, line in enumerate(lines[:_HEADER_WITHIN]):
        cells = [cell.strip() for cell in line if cell.strip()]
        if len(cells) >= max(1, 0.6 * usual) and not any(is_egn(cell) for cell in cells):
            numbers = sum(bool(_NUMBER.fullmatch(cell)) and not _YEAR.fullmatch(cell) for cell in cells)
            if numbers <= 0.2 * len(cells):
                return index + 1
    raise BadFile("no_header", file)


def _columns(cells: list[str]) -> tuple[tuple[str, ...], dict[str, tuple[int, int]]]:
    """Names of the columns, each once: a second “Име” becomes “Име (2)”, an empty one “column 3”."""
    names: list[str] = []
    duplicates: dict[str, tuple[int, int]] = {}
    width = max((index + 1 for index, cell in enumerate(cells) if cell.strip()), default=0)
    for index, cell in enumerate(cells[:width]):
        name = " ".join(cell.split()) or f"column {index + 1}"
        if name in names:
            count = 2
            while f"{name} ({count})" in names:
                count += 1
            duplicates[f"{name} ({count})"] = (names.index(name) + 1, index + 1)
            name = f"{name} ({count})"
        names.append(name)
    return tuple(names), duplicates
