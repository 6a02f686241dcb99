"""The expected answers come out of library, command line and export alike."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import karta
from explore.expected import Case, cases, record_ids
from karta.cli import app
from karta.explore.clauses import UNDECIDED
from karta.explore.export import csv_pieces
from karta.explore.matches import match
from karta.explore.rows import rows_at

KARTA = Path(sys.executable).with_name("karta")
pytestmark = pytest.mark.mirror


@pytest.fixture(scope="module")
def questions(mirror: Path) -> list[Case]:
    found = cases(mirror)
    assert len(found) >= 30
    return found


def run(data: Path, *arguments: str) -> str:
    """What the command line answers, asked in this process: starting Python anew takes longer than any answer."""
    done = CliRunner().invoke(app, [*arguments, "--data", str(data)])
    assert done.exit_code == 0, done.output
    return done.stdout


def run_apart(data: Path, *arguments: str) -> str:
    """The same in a process of its own, as a user runs it."""
    done = subprocess.run(
        [KARTA, *arguments], env={**os.environ, "KARTA_DATA": str(data)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_expected_answers_from_the_library(demo_data: Path, questions: list[Case]) -> None:
    selection = karta.open_snapshot(demo_data / "snapshots" / "current")
    problems = []
    for case in questions:
        asked = selection.filter(**case.params)
        found = match(asked.snapshot, asked.asked)
        ids, undecided = (
            [
                record
                for row in rows_at(asked.snapshot, found.frame, rows)
                for record in record_ids({"source_id": s, "record_id": r} for s, r in row.records)
            ]
            for rows in (found.rows, np.flatnonzero(found.states == UNDECIDED))
        )
        problems += case.problems(asked.totals, ids, undecided)
    assert problems == []


def test_expected_answers_from_the_command_line(demo_data: Path, questions: list[Case]) -> None:
    problems = []
    for case in questions:
        said = json.loads(run(demo_data, "query", *case.options, "--all", "--format", "json"))
        ids = [record for row in said["organisations"] for record in record_ids(row["records"])]
        problems += case.problems(said, ids)
    assert problems == []


def taken_ids(text: str, delimiter: str = ",") -> tuple[int, list[str]]:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))
    records = [record.partition(":") for row in rows for record in row["records"].split("; ")]
    return len(rows), record_ids({"source_id": source, "record_id": record} for source, _, record in records)


def test_expected_answers_from_the_csv_export(demo_data: Path, questions: list[Case]) -> None:
    selection = karta.open_snapshot(demo_data / "snapshots" / "current")
    problems = []
    for case in questions:
        count, ids = taken_ids(b"".join(csv_pieces(selection.snapshot, selection.filter(**case.params).asked)).decode())
        problems += case.problems({"count": count}, ids)
    assert problems == []


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_expected_answers_from_exported_files(
    demo_data: Path, questions: list[Case], tmp_path: Path, delimiter: str
) -> None:
    problems = []
    path = tmp_path / "taken.csv"
    for case in questions:
        run(demo_data, "export", *case.options, "--format", "csv", "--delimiter", delimiter, "-o", str(path))
        count, ids = taken_ids(path.read_text("utf-8"), delimiter)
        problems += case.problems({"count": count}, ids)
    assert problems == []


@pytest.mark.parametrize("given", ["250+", "250%2B"])
def test_the_plus_of_a_size_class_reads_alike_on_the_command_line(demo_data: Path, mirror: Path, given: str) -> None:
    case = next(case for case in cases(mirror) if case.params.get("size_class") == ["250+"])
    said = json.loads(
        run_apart(demo_data, "query", "--size-class", given, "--source", case.params["source"][0], "--all")
    )
    assert case.problems(said) == []
