"""A file of pairs of names scored: `karta match PAIRS.csv` (ARCHITECTURE §9)."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TextIO

from karta.matching.forms import form_code
from karta.matching.model import score
from karta.matching.reading import Named
from karta.matching.reasons import reason
from karta.matching.words import is_town
from karta.vocab.csv_file import csv_rows
from karta.vocab.eik import is_valid_eik

REQUIRED = ("left_name", "right_name")
ADDED = ("score", "decision", "reason")
_SITE = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10}(?:/\S*)?", re.IGNORECASE)
_EIK = re.compile(r"(?<!\d)(?:\d{13}|\d{9})(?!\d)")
_SETTLEMENT = re.compile(r"(?:^|[\s,;])(?:гр|с|град|село)\.?\s+(?P<name>[А-Я][\w-]*(?:\s+[А-Я][\w-]*)*)")
_PARTS = re.compile(r"[,;|]")


def match_file(path: Path, to: TextIO, *, language: str) -> int:
    """Write the file's rows with `score, decision, reason` added; how many they were. Other columns are kept.

    Errors: CsvProblem.
    """
    count = 0
    with csv_rows(path, REQUIRED) as (columns, rows):
        kept = [name for name in columns if name not in ADDED]
        writer = csv.DictWriter(to, [*kept, *ADDED], lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            writer.writerow(row | _scored(row, language))
            count += 1
    return count


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
