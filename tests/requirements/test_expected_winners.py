"""The winners derived by hand (columns `shipped_…`) by command line and in an export, of each year and as shown."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from explore.expected import SOURCE
from karta.cli import app

pytestmark = pytest.mark.mirror
Row = dict[str, str]
# The expected rows speak of parts, groups and merged organisations too, which the map counts only when asked.
EVERYONE = [
    part
    for name, codes in (
        ("unit-kind", ("legal_unit", "part", "group", "project")),
        ("status", ("active", "merged", "unknown")),
    )
    for code in codes
    for part in (f"--{name}", code)
]


@pytest.fixture(scope="module")
def expected(mirror: Path) -> list[Row]:
    path = mirror.parent / "design" / "expected" / "winners.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside the mirror: the expected winners are not part of the project")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--source", SOURCE, *EVERYONE])
    assert done.exit_code == 0, done.output
    return done.stdout


def asked(data: Path, *year: str) -> dict[str, dict[str, Any]]:
    """Record of the compiled list → measures, as the command line answers."""
    said = json.loads(run("query", "--all", "--data", str(data), *year))["organisations"]
    return {
        record["record_id"]: one["measures"]
        for one in said
        for record in one["records"]
        if record["source_id"] == SOURCE
    }


def exported(data: Path, folder: Path, *year: str) -> dict[str, Row]:
    """Record of the compiled list → row of the exported CSV."""
    path = folder / f"export{''.join(year)}.csv"
    run("export", "--data", str(data), "-o", str(path), *year)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    mark = f"{SOURCE}:"
    return {
        record.strip().removeprefix(mark): row
        for row in rows
        for record in row["records"].split(";")
        if record.strip().startswith(mark)
    }


def told(measure: dict[str, Any]) -> tuple[str, bool]:
    return ("" if measure["value"] is None else f"{measure['value']:.2f}", measure["disagreement"])


def test_winners_of_each_year(demo_data: Path, expected: list[Row], tmp_path: Path) -> None:
    problems = []
    for year in sorted({row["year"] for row in expected}):
        said, taken = asked(demo_data, "--year", year), exported(demo_data, tmp_path, "--year", year)
        for row in (row for row in expected if row["year"] == year and row["shipped_source_ref"]):
            want = (row["shipped_value_eur"], row["shipped_disagreement"] == "y")
            cells, name = taken[row["org_id"]], row["measure"]
            value = cells[f"{name}_value"]
            got = [
                told(said[row["org_id"]][name]),
                (f"{float(value):.2f}" if value else "", cells[f"{name}_disagreement"] == "true"),
            ]
            if got != [want, want] or row["shipped_source_ref"] != cells[f"{name}_publication_ref"]:
                problems.append(
                    f"{row['org_id']} {name} {year}: {got}, {cells[f'{name}_publication_ref']}, expected {want}"
                )
    assert problems == []


def test_what_is_shown_without_a_year(demo_data: Path, expected: list[Row], tmp_path: Path) -> None:
    said, taken = asked(demo_data), exported(demo_data, tmp_path)
    problems = []
    for row in (row for row in expected if row["shipped_source_ref"]):
        name, cells = row["measure"], taken[row["org_id"]]
        shown = said[row["org_id"]][name]
        is_shown = row["shipped_shown"] != "no"
        if is_shown != (str(shown["year"]) == row["year"]) or is_shown != (cells[f"{name}_year"] == row["year"]):
            problems.append(
                f"{row['org_id']} {name} {row['year']}: shown {shown['year']}, {row['shipped_shown']} expected"
            )
        elif is_shown and (shown["state"], cells[f"{name}_state"]) != (row["shipped_shown"],) * 2:
            problems.append(f"{row['org_id']} {name} {row['year']}: {shown['state']}, expected {row['shipped_shown']}")
    assert problems == []
