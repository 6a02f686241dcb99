"""A file of activity texts with their sectors: `karta classify TEXTS.csv` (ARCHITECTURE §9)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TextIO

from karta.classify.answer import CANDIDATES, Answer, classify_text
from karta.vocab.csv_file import csv_rows

REQUIRED = ("id", "text")
COLUMNS = (
    "id", "nace_code", "probability", "nace_code_2", "probability_2", "nace_code_3", "probability_3", "segment",
    "abstained", "evidence",
)  # fmt: skip


def classify_file(path: Path, to: TextIO) -> int:
    """Write a row of COLUMNS for each row of a file with REQUIRED columns, in its order; how many they were.

    Unit: probabilities 0–1, four places. `abstained` is true or false; evidence is words of the text, `; ` between.
    Errors: CsvProblem. A text never is an error.
    """
    count = 0
    with csv_rows(path, REQUIRED) as (_, rows):
        writer = csv.writer(to, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(_cells(row["id"], classify_text(row["text"])))
            count += 1
    return count


def _cells(text_id: str, answer: Answer) -> list[str]:
    found: list[str] = []
    for candidate in answer.candidates:
        found += [candidate.nace_code, f"{candidate.probability:.4f}"]
    found += [""] * (2 * CANDIDATES - len(found))
    return [text_id, *found, answer.segment or "", str(answer.is_abstained).lower(), "; ".join(answer.evidence)]
