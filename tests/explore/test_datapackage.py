"""The data package is valid by Frictionless itself and holds the rows of the counter."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from karta.explore.datapackage import FIGURES, write_package
from karta.explore.export import columns
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot, open_snapshot


@pytest.fixture(scope="module")
def snapshot(demo_data: Path) -> Snapshot:
    return open_snapshot(demo_data / "snapshots" / "current")


@pytest.fixture(params=["bg", "en"])
def package(request: pytest.FixtureRequest, snapshot: Snapshot, tmp_path: Path) -> Path:
    path = tmp_path / "karta.zip"
    with path.open("wb") as file:
        write_package(snapshot, Filter.from_params({"kind": ["company"]}), file, lang=request.param)
    return path


def rows(package: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(package) as opened:
        return list(csv.DictReader(io.StringIO(opened.read(name).decode(), newline="")))


def test_frictionless_finds_the_package_valid(package: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(package)).validate()
    assert report.flatten(["type", "rowNumber", "fieldName", "note"]) == []
    assert [task.name for task in report.tasks] == ["organisations", "figures", "sources"]


def test_it_holds_the_rows_of_the_counter_and_all_their_figures(package: Path, snapshot: Snapshot) -> None:
    organisations = rows(package, "organisations.csv")
    ids = {row["id"] for row in organisations}
    assert len(ids) == len(organisations) == match(snapshot, Filter(kind=("company",))).count > 0
    kept = snapshot.connection().execute("SELECT org_id, count(*) FROM figures GROUP BY org_id").fetchall()
    figures = rows(package, "figures.csv")
    assert len(figures) == sum(count for org_id, count in kept if org_id in ids) > 0
    assert {row["org_id"] for row in figures} <= ids
    assert len(rows(package, "sources.csv")) == len(snapshot.manifest["sources"])


def test_every_column_is_described(package: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        said = json.loads(opened.read("datapackage.json"))
    organisations, figures, _ = (resource["schema"]["fields"] for resource in said["resources"])
    assert [field["name"] for field in organisations] == list(columns())
    assert [field["name"] for field in figures] == list(FIGURES)
    assert [field["name"] for field in (*organisations, *figures) if not field.get("description")] == []
    assert all("{" not in field["description"] for field in (*organisations, *figures))
    assert [licence["name"] for licence in said["licenses"]] == ["CC-BY-4.0"]
