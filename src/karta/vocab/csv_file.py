"""A CSV file that a person hands to a command: read row by row, and told what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LONGEST_CELL = 10_000_000  # characters; the csv module's own limit is 131,072


class CsvProblem(Exception):
    """A file that cannot be read: `message_en`, `message_bg` say where, what, and what to do."""

    code = "csv_file"

    def __init__(self, english: str, bulgarian: str) -> None:
        super().__init__(english)
        self.message_en, self.message_bg = english, bulgarian


@contextmanager
def csv_rows(path: Path, required: Sequence[str]) -> Iterator[tuple[list[str], Iterator[dict[str, str]]]]:
    """The columns of a file in UTF-8, with or without a byte order mark, and its rows; a short row has empty cells.

    Errors: CsvProblem where it is missing, empty, no CSV in UTF-8, or lacks a column of `required`; of a bad row when
    that is reached.
    """
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = list(reader.fieldnames or ())
            _check(path, columns, required)
            yield columns, _rows(path, reader)
    except UnicodeDecodeError as error:
        raise CsvProblem(
            f"{path}: not UTF-8 (byte {error.start}); save it as CSV in UTF-8",
            f"{path}: не е UTF-8 (байт {error.start}); запазете го като CSV в UTF-8",
        ) from error
    except FileNotFoundError as error:
        raise CsvProblem(f"{path}: no such file", f"{path}: няма такъв файл") from error
    except IsADirectoryError as error:
        raise CsvProblem(f"{path}: a folder; name a file", f"{path}: папка; посочете файл") from error
    finally:
        csv.field_size_limit(before)


def _check(path: Path, columns: list[str], required: Sequence[str]) -> None:
    missing = ", ".join(name for name in required if name not in columns)
    if not any(columns):
        raise CsvProblem(
            f"{path}: no column {missing}: the file is empty; its first line must name the columns",
            f"{path}: липсва колона {missing}: файлът е празен; първият ред трябва да назовава колоните",
        )
    if missing:
        has = ", ".join(columns)
        raise CsvProblem(
            f"{path}: no column {missing}; it has {has}. Name the columns so in the first line",
            f"{path}: липсва колона {missing}; има {has}. Назовете така колоните в първия ред",
        )


def _rows(path: Path, reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    try:
        for row in reader:
            yield {name: value or "" for name, value in row.items() if isinstance(name, str)}
    except csv.Error as error:
        raise CsvProblem(
            f"{path} line {reader.line_num}: {error}; save it as CSV in UTF-8",
            f"{path} ред {reader.line_num}: {error}; запазете го като CSV в UTF-8",
        ) from error
