"""A file of pairs of names scored: `karta match PAIRS.csv` (ARCHITECTURE §9)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from karta.matching.forms import form_code
from karta.matching.model import score
from karta.matching.reading import Named
from karta.matching.reasons import reason
from karta.matching.words import is_town
from karta.vocab.eik import is_valid_eik

REQUIRED = ("left_name", "right_name")
COLUMNS = ("left_name", "left_context", "right_name", "right_context", "country")
ADDED = ("score", "decision", "reason")
_SITE = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10}(?:/\S*)?", re.IGNORECASE)
_EIK = re.compile(r"(?<!\d)(?:\d{13}|\d{9})(?!\d)")
_SETTLEMENT = re.compile(r"(?:^|[\s,;])(?:гр|с|град|село)\.?\s+(?P<name>[А-Я][\w-]*(?:\s+[А-Я][\w-]*)*)")
_PARTS = re.compile(r"[,;|]")


class PairsError(Exception):
    """A file of pairs that cannot be read: `message_en`, `message_bg` say where, what, and what to do."""

    code = "pairs_file"

    def __init__(self, english: str, bulgarian: str) -> None:
        super().__init__(english)
        self.message_en, self.message_bg = english, bulgarian


def match_file(path: Path, to: TextIO, *, language: str) -> int:
    """Write the file's rows with `score, decision, reason` added; how many they were. Other columns are kept.

    Errors: PairsError where the file is empty, no CSV in UTF-8, or lacks a column of REQUIRED.
    """
    count = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = _columns(path, reader.fieldnames)
            writer = csv.DictWriter(to, [*columns, *ADDED], lineterminator="\n")
            writer.writeheader()
            for row in _rows(reader):
                writer.writerow(row | _scored(row, language))
                count += 1
    except UnicodeDecodeError as error:
        raise PairsError(
            f"{path}: not UTF-8 (byte {error.start}); save it as CSV in UTF-8",
            f"{path}: не е UTF-8 (байт {error.start}); запазете го като CSV в UTF-8",
        ) from error
    except FileNotFoundError as error:
        raise PairsError(f"{path}: no such file", f"{path}: няма такъв файл") from error
    return count


def _columns(path: Path, found: object) -> list[str]:
    if not isinstance(found, (list, tuple)) or not any(found):
        raise PairsError(f"{path}: empty; its first line must name the columns {', '.join(COLUMNS)}",
                         f"{path}: празен; първият ред трябва да назовава колоните {', '.join(COLUMNS)}")  # fmt: skip
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        raise PairsError(
            f"{path}: no column {', '.join(missing)}; it has {', '.join(found)}. Only the names are required",
            f"{path}: липсва колона {', '.join(missing)}; има {', '.join(found)}. Задължителни са само имената",
        )
    return [name for name in found if name not in ADDED]


def _rows(reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    for row in reader:
        yield {name: value or "" for name, value in row.items() if isinstance(name, str) and name not in ADDED}


def _scored(row: dict[str, str], language: str) -> dict[str, str]:
    found = score(named(row["left_name"], row.get("left_context", "")),
                  named(row["right_name"], row.get("right_context", "")))  # fmt: skip
    return {"score": f"{found.score:.4f}", "decision": found.decision, "reason": reason(found, language)}


def named(name: str, context: str) -> Named:
    """A name with what its context says in any order: settlement, website, legal form, ЕИК; the rest is not read."""
    site = _SITE.search(context)
    numbers = [number for number in _EIK.findall(context) if is_valid_eik(number)]
    rest = _SITE.sub(" ", context)
    parts = [part.strip() for part in _PARTS.split(rest) if part.strip()]
    form = next((part for part in parts if form_code(part)), None)
    return Named(name, form, _settlement(rest, parts), site and site.group(), numbers[0] if numbers else None)


def _settlement(text: str, parts: list[str]) -> str | None:
    spelled = _SETTLEMENT.search(text)
    if spelled:
        return spelled["name"]
    for part in parts:
        if is_town(part):
            return part
    return None
