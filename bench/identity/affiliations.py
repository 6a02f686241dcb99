"""Affiliations → organisations, against labelled rows of bench_affiliation_ror, beside published scores.

Organisations are the 51,370 of the mirror's ROR list, read by its connector. Rows are taken whose truth is among them,
and those that must get no answer (NP). They are split by the hash of their text: one half is for fitting
(bench.identity.affiliations_train), the figures are of the other.
"""

from __future__ import annotations

import ast
import csv
import gzip
import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.gold import Share
from karta import sources
from karta.matching.affiliation import named_in
from karta.matching.affiliation_index import NameIndex, Organisation
from karta.pipeline.ingest.raw import Raw
from karta.pipeline.tables import Record

SOURCE, ROWS = "int_ror_organisations", "bench_affiliation_ror"
SETS = {
    "Crossref assertions": ("crossref_publisher_assertions_dev.csv.gz", "affiliation", "ror_id"),
    "Springer Nature": ("springer_nature_dev.csv.gz", "affiliation", "ror_id"),
    "ROR API logs": ("ror_api_logs_dev.csv.gz", "affiliation", "ror_id"),
    "S2AFF": ("s2aff_gold_dev.csv.gz", "original_affiliation", "labels"),
}
# Files of published scores and the beginning of the set's name there; the name of the strategy → as we print it.
PUBLISHED = {"Crossref assertions": "20230628_Crossref", "ROR API logs": "20230903_affiliation_matching_logs"}
STRATEGIES = {
    "ror_affiliation": "ROR affiliation endpoint", "fasttext": "fastText", "semantic_scholar": "S2AFF",
    "openalex": "OpenAlex", "ner_fallback": "ner_fallback",
    "ensemble-ror_affiliation->fasttext": "ensemble: endpoint, then fastText",
}  # fmt: skip
S2AFF_FIRST = 0.957  # precision@1 of S2AFF on its own test set, SOURCE.md
SAMPLES, SEED = 2000, 2026
FEWEST_A_SECOND = 200


@dataclass(frozen=True, slots=True)
class Row:
    """`truth`: ids of which any is right; empty where no organisation must be returned."""

    text: str
    truth: frozenset[str]

    @property
    def is_for_fitting(self) -> bool:
        digest = hashlib.sha256(f"half/{self.text.strip().casefold()}".encode()).digest()
        return digest[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered to one row: `answer` by the threshold, `first` without it; None where there is nothing."""

    row: Row
    answer: str | None
    first: str | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Counted as the published scores are: a wrong answer is a false positive and no false negative."""

    precision: float
    recall: float
    f1: float


def organisations() -> tuple[list[Organisation], dict[str, str]]:
    """The organisations of the mirror's ROR list, and ids of withdrawn ones → their successors.

    A withdrawn record gives its names to its successor. Errors: FileProblem.
    """
    raw = Raw(sources.manifest(SOURCE), Path(os.environ["KARTA_MIRROR"]) / SOURCE)
    found = {record.key: record for record in sources.connector(SOURCE).records(raw)}
    stands_for = {key: _successor(record, found) for key, record in found.items()}
    inherited: dict[str, list[str]] = {}
    for key, successor in stands_for.items():
        if key != successor:
            inherited.setdefault(successor, []).extend(_names(found[key], is_acronym=False))
    return [
        _organisation(record, inherited.get(key, [])) for key, record in found.items() if stands_for[key] == key
    ], stands_for


def _successor(record: Record, found: dict[str, Record]) -> str:
    seen: set[str] = set()
    while _is_withdrawn(record) and record.key not in seen:
        seen.add(record.key)
        successors = [one.target_key for one in record.relations if one.relation == "succeeded_by"]
        record = next((found[key] for key in successors if key in found), record)
    return record.key


def _is_withdrawn(record: Record) -> bool:
    return "ROR status: withdrawn" in (record.note or "")


def _organisation(record: Record, inherited: list[str]) -> Organisation:
    wholes = {one.target_key for one in record.relations if one.relation == "part_of" and one.target_key}
    return Organisation(
        org_id=record.key, names=(*_names(record, is_acronym=False), *inherited),
        acronyms=tuple(_names(record, is_acronym=True)), city=record.settlement, country=record.country,
        kind=record.kind, wholes=tuple(sorted(wholes)), website=record.website, is_active=record.status == "active",
    )  # fmt: skip


def _names(record: Record, *, is_acronym: bool) -> list[str]:
    return [name.text for name in record.names if (name.kind == "acronym") == is_acronym]


def rows(known: Iterable[str], stands_for: dict[str, str]) -> dict[str, list[Row]]:
    """Rows of each set whose truth is among the known ids (of several, one at least), and those without any truth."""
    folder, ids = Path(os.environ["KARTA_MIRROR"]) / ROWS, set(known)
    return {name: [row for row in _read(folder / file, text, label, stands_for) if not row.truth or row.truth & ids]
            for name, (file, text, label) in SETS.items()}  # fmt: skip


def _read(path: Path, text: str, label: str, stands_for: dict[str, str]) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            printed = row[label]
            ids = ast.literal_eval(printed) if printed.startswith("{") else printed.split(";")
            yield Row(row[text], frozenset(stands_for.get(one, one) for one in ids if one != "NP"))


def outcomes(found: Sequence[Row], index: NameIndex) -> list[Outcome]:
    """What is answered to each row."""
    made = []
    for row in found:
        named = named_in(row.text, index, limit=1)
        first = named[0].organisation.org_id if named else None
        made.append(Outcome(row, first if named and named[0].is_match else None, first))
    return made


def _kind(one: Outcome) -> str:
    if one.answer is None:
        return "missed" if one.row.truth else "left"
    return "right" if one.answer in one.row.truth else "wrong"


def measured(kinds: Sequence[str]) -> Measured:
    """Precision, recall and F1 of outcomes by kind: right, wrong, missed, left."""
    count = Counter(kinds)
    precision = count["right"] / max(1, count["right"] + count["wrong"])
    recall = count["right"] / max(1, count["right"] + count["missed"])
    return Measured(precision, recall, 2 * precision * recall / max(1e-9, precision + recall))


def interval(kinds: Sequence[str]) -> tuple[float, float]:
    """95 % interval of F1 by drawing rows again, SAMPLES times."""
    chance = random.Random(SEED)
    drawn = sorted(measured(chance.choices(kinds, k=len(kinds))).f1 for _ in range(SAMPLES))
    return drawn[SAMPLES // 40], drawn[-SAMPLES // 40 - 1]


def table() -> str:
    """Every set by itself, published scores beside it, Bulgarian rows apart, and the rate."""
    known, stands_for = organisations()
    index = NameIndex(known)
    kept = {name: [row for row in found if not row.is_for_fitting]
            for name, found in rows(index.row_of, stands_for).items()}  # fmt: skip
    start = time.process_time()
    made = {name: outcomes(found, index) for name, found in kept.items()}
    rate = sum(map(len, kept.values())) / (time.process_time() - start)
    lines = ["| rows | n | matcher | precision | recall | F1 | 95 % interval of F1 | first is right |",
             "|---|---:|---|---:|---:|---:|---|---|"]  # fmt: skip
    for name, found in made.items():
        lines += [_line(name, found), *_published(name)]
    bulgarian = [one for found in made.values() for one in found if _is_bulgarian(one.row, index)]
    lines.append(_line("truth in Bulgaria, all sets", bulgarian))
    return "\n".join([*lines, "", *_notes(made, rate)])


def _is_bulgarian(row: Row, index: NameIndex) -> bool:
    return any(index.organisations[index.row_of[one]].country == "BG" for one in row.truth if one in index.row_of)


def _line(name: str, found: Sequence[Outcome]) -> str:
    kinds = [_kind(one) for one in found]
    figures, (low, high) = measured(kinds), interval(kinds)
    with_truth = [one for one in found if one.row.truth]
    first = Share(sum(one.first in one.row.truth for one in with_truth), len(with_truth))
    return (f"| {name} | {len(found)} | Karta | {figures.precision:.3f} | {figures.recall:.3f} | {figures.f1:.3f} | "
            f"{low:.3f}–{high:.3f} | {_share(first)} |")  # fmt: skip


def _share(found: Share) -> str:
    return f"{found.value:.3f} ({found.interval[0]:.3f}–{found.interval[1]:.3f})"


def _published(name: str) -> list[str]:
    if name == "S2AFF":
        return [f"| {name} | | S2AFF, published | | | | | {S2AFF_FIRST} |"]
    if name not in PUBLISHED:
        return []
    path = Path(os.environ["KARTA_MIRROR"]) / ROWS / "published_scores_20231114_all_test_results.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        told = {row["strategy"]: row for row in csv.DictReader(file) if row["dataset"].startswith(PUBLISHED[name])}
    return [
        f"| {name} | | {printed}, published | {float(told[strategy]['Precision']):.3f} | "
        f"{float(told[strategy]['Recall']):.3f} | {float(told[strategy]['F1 Score']):.3f} | | |"
        for strategy, printed in STRATEGIES.items()
    ]


def _notes(made: dict[str, list[Outcome]], rate: float) -> list[str]:
    every = [one for found in made.values() for one in found]
    none_due = [one for one in every if not one.row.truth]
    left = Share(sum(one.answer is None for one in none_due), len(none_due))
    strict = {name: _strict([_kind(one) for one in found], found) for name, found in made.items()}
    return [
        f"- No answer where none is due: {_share(left)} of {left.count} rows, all of the logs.",
        "- Counted the published way, a wrong answer does not lower recall. Where it does, F1 is "
        + ", ".join(f"{value:.3f} ({name})" for name, value in strict.items()) + ".",
        f"- {rate:.0f} affiliations a second of one core (to reach: {FEWEST_A_SECOND}).",
    ]  # fmt: skip


def _strict(kinds: Sequence[str], found: Sequence[Outcome]) -> float:
    right, answered = kinds.count("right"), kinds.count("right") + kinds.count("wrong")
    due = sum(bool(one.row.truth) for one in found)
    return 2 * right / max(1, answered + due)
