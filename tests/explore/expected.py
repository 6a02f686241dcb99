"""Filter answers derived by hand from ARCHITECTURE §3b, read from beside the mirror; never copied into the project.

Tests of the API and of the page use the same cases: `cases(mirror)`, then `case.problems(…)` with what they were told.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

SOURCE = "bg_compiled_life_science"
COUNTS = ("count", "undecided", "unknown", "outdated", "other_currency")


@dataclass(frozen=True)
class Case:
    """One question. `params` as an address holds them; ids are record ids of SOURCE, sorted."""

    name: str
    params: dict[str, list[str]]
    counts: dict[str, int]
    ids: list[str]
    undecided_ids: list[str]

    @property
    def query_string(self) -> str:
        """The question as an address asks it."""
        return urlencode([(name, value) for name, values in self.params.items() for value in values])

    @property
    def options(self) -> list[str]:
        """The question as the command line asks it."""
        return [
            part for name, values in self.params.items() for value in values
            for part in (f"--{name.replace('_', '-')}", value)
        ]  # fmt: skip

    def problems(
        self,
        counts: Mapping[str, int] | None = None,
        ids: Iterable[str] | None = None,
        undecided_ids: Iterable[str] | None = None,
    ) -> list[str]:
        """Where an answer differs from the expected one; what is None was not told and is not compared."""
        told = [
            *((name, counts[name], self.counts[name]) for name in COUNTS if counts is not None and name in counts),
            ("ids", None if ids is None else sorted(ids), self.ids),
            ("undecided_ids", None if undecided_ids is None else sorted(undecided_ids), self.undecided_ids),
        ]
        return [f"{self.name} {n}: {got}, expected {want}" for n, got, want in told if got is not None and got != want]


def cases(mirror: Path) -> list[Case]:
    """All questions of answers.csv, with `source` added; skips the test where they are not here."""
    path = mirror.parent / "design" / "expected" / "answers.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside the mirror: the expected answers are not part of the project")
    with path.open(encoding="utf-8", newline="") as file:
        return [_case(row) for row in csv.DictReader(file)]


def record_ids(records: Iterable[Mapping[str, str]]) -> list[str]:
    """Record ids of SOURCE among an organisation's `records`."""
    return [record["record_id"] for record in records if record["source_id"] == SOURCE]


def _case(row: dict[str, str]) -> Case:
    params = {name: value if isinstance(value, list) else [value] for name, value in json.loads(row["params"]).items()}
    texts = {
        name: [str(value).lower() if value is True else str(value) for value in values]
        for name, values in params.items()
    }
    return Case(
        name=row["id"],
        params=texts | {"source": [SOURCE]},
        counts={name: int(row[name]) for name in COUNTS},
        ids=sorted(filter(None, row["organisation_ids"].split(";"))),
        undecided_ids=sorted(filter(None, row["undecided_ids"].split(";"))),
    )
