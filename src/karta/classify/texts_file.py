"""A file of activity texts with their sectors: `karta classify TEXTS.csv` (ARCHITECTURE §9)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from karta.classify.answer import CANDIDATES, Answer, classify_text

REQUIRED = ("id", "text")
COLUMNS = (
    "id", "nace_code", "probability", "nace_code_2", "probability_2", "nace_code_3", "probability_3", "segment",
    "abstained", "evidence",
)  # fmt: skip
LONGEST_CELL = 10_000_000  # characters; the csv module's own limit is 131,072


class TextsError(Exception):
    """A file of texts that cannot be read: `message_en`, `message_bg` say where, what, and what to do."""

    code = "texts_file"

    def __init__(self, english: str, bulgarian: str) -> None:
        super().__init__(english)
        self.message_en, self.message_bg = english, bulgarian


def classify_file(path: Path, to: TextIO) -> int:
    """Write a row of COLUMNS for each row of a file with REQUIRED columns, in its order; how many they were.

    Unit: probabilities 0–1, four places. `abstained` is true or false; evidence is words of the text, `; ` between.
    Errors: TextsError where the file is missing, empty, no CSV in UTF-8, or lacks a column. A text never is an error.
    """
    count = 0
    with _long_cells(), _reading(path) as file:
        reader = csv.DictReader(file)
        _check_columns(path, reader.fieldnames)
        writer = csv.writer(to, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in _rows(path, reader):
            writer.writerow(_cells(row["id"] or "", classify_text(row["text"] or "")))
            count += 1
    return count


def _cells(text_id: str, answer: Answer) -> list[str]:
    found: list[str] = []
    for candidate in answer.candidates:
        found += [candidate.nace_code, f"{candidate.probability:.4f}"]
    found += [""] * (2 * CANDIDATES - len(found))
    return [text_id, *found, answer.segment or "", str(answer.is_abstained).lower(), "; ".join(answer.evidence)]


def _rows(path: Path, reader: csv.DictReader[str]) -> Iterator[dict[str, str | None]]:
    try:
        yield from reader
    except csv.Error as error:
        raise TextsError(f"{path} line {reader.line_num}: {error}; save it as CSV in UTF-8",
                         f"{path} ред {reader.line_num}: {error}; запазете го като CSV в UTF-8") from error  # fmt: skip
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error


def _check_columns(path: Path, found: object) -> None:
    columns = list(found) if isinstance(found, (list, tuple)) else []
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        has = ", ".join(map(str, columns)) or "–"
        lacks = ", ".join(missing)
        raise TextsError(f"{path}: no column {lacks}; it has {has}. Name them id and text in the first line",
                         f"{path}: липсва колона {lacks}; има {has}. Назовете ги id и text в първия ред")  # fmt: skip


@contextmanager
def _reading(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error
    except OSError as error:
        raise TextsError(f"{path}: cannot be read ({error.strerror}); check the path",
                         f"{path}: не може да се прочете ({error.strerror}); проверете пътя") from error  # fmt: skip


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _not_utf8(path: Path, error: UnicodeDecodeError) -> TextsError:
    return TextsError(f"{path}: not UTF-8 (byte {error.start}); save it as CSV in UTF-8",
                      f"{path}: не е UTF-8 (байт {error.start}); запазете го като CSV в UTF-8")  # fmt: skip
