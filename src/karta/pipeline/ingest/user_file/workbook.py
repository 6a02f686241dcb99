"""XLSX by python-calamine: typed cells become the text that a person would type."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

ENDINGS = (".xlsx", ".xlsm", ".ods", ".xlsb")
UNPACKED_LIMIT_MB = 600


class UnknownSheet(Exception):
    """The workbook has no sheet of this name."""

    def __init__(self, sheets: list[str]) -> None:
        self.sheets = sheets
        super().__init__(", ".join(sheets))


class TooLarge(Exception):
    """Unpacked, the workbook is far larger than a table of 50 MB: a trap or a mistake."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        super().__init__(f"{megabytes} MB unpacked")


class Broken(Exception):
    """Not a workbook inside, or locked with a password."""


def is_workbook(start: bytes) -> bool:
    """Whether the first bytes are a zip archive's, which XLSX is whatever its name says."""
    return start.startswith(b"PK\x03\x04")


def read_sheet(path: Path, asked: str | None) -> tuple[str, list[str], list[list[str]]]:
    """(sheet, the other sheets, its rows as text from row 1). Without `asked`: the first sheet that holds anything.

    Errors: UnknownSheet, TooLarge, Broken, zipfile.BadZipFile.
    """
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist()) // (1024 * 1024)
    if unpacked > UNPACKED_LIMIT_MB:
        raise TooLarge(unpacked)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        if asked is not None and asked not in names:
            raise UnknownSheet(names)
        for name in [asked] if asked else names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows or name == asked:
                others = [other for other in names if other != name]
                return name, others, [[_printed(cell) for cell in row] for row in rows]
    except CalamineError as error:
        raise Broken(str(error)) from error
    return names[0] if names else "", names[1:], []


def _printed(cell: object) -> str:
    """A typed cell as text with a decimal point and ISO dates.

    A fraction of three digits gets a fourth, so that nobody can take 12.345 for thousands.
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        text = format(Decimal(repr(cell)), "f").removesuffix(".0")
        return f"{text}0" if len(text.partition(".")[2]) == 3 else text
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
