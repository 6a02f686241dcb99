"""The map in Python: what it answers is what the page shows, and the notebook of the docs runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import karta
from conftest import PROJECT
from explore.by_hand import organisation
from karta.explore.facets import facets
from karta.explore.filters import FilterError
from karta.explore.python import Selection
from karta.snapshot.reader import Snapshot

NOTEBOOK = PROJECT / "docs/how-to/karta-in-a-notebook.ipynb"
SOPHARMA = "bg-eik-831902088"


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Selection:
    return karta.open_snapshot(demo_data / "snapshots" / "current")


def test_facets_are_those_beside_the_map(demo: Selection) -> None:
    chosen = demo.filter(kind="company")
    counted = {choice["code"]: choice["count"] for choice in chosen.facets("district")}
    beside = facets(demo.snapshot, chosen.asked).facets["district"]
    assert counted == {choice.code: choice.count for choice in beside}
    assert sum(counted.values()) == len(chosen) > 0
    with pytest.raises(FilterError, match="write one of country, region"):
        chosen.facets("colour")


def test_areas_and_tables_add_up_to_the_counter(demo: Selection) -> None:
    chosen = demo.filter(kind=["company", "hospital"])
    assert sum(area["organisations"] for area in chosen.areas("district")) == len(chosen)
    cells = pd.DataFrame(chosen.table("region", "kind"))
    assert cells["organisations"].sum() == len(chosen)
    assert cells["headcount_sum"].sum() == pytest.approx(chosen.sums["headcount"]["sum"])
    assert list(cells["kind_bg"].unique())


def test_proof_begins_with_the_figure_shown(demo: Selection) -> None:
    shown = demo.filter(id=SOPHARMA).to_dicts()[0]
    first = demo.proof(SOPHARMA, "revenue")[0]
    assert first["is_shown"] is True
    assert first["as_published"] == shown["revenue_as_published"]


def test_geojson_in_memory_and_on_disk_are_the_same(demo: Selection, tmp_path: Path) -> None:
    chosen = demo.filter(district="VAR")
    chosen.to_geojson(tmp_path / "var.geojson")
    made = chosen.to_geojson()
    assert made == json.loads((tmp_path / "var.geojson").read_text("utf-8"))
    assert made is not None
    assert len(made["features"]) == len(chosen) > 0


def test_what_a_notebook_shows_is_text_not_markup(write: Callable[..., Snapshot]) -> None:
    snapshot = write([organisation("a", name_en="<script>alert(1)</script>", headcount=(12, 12, 2024))])
    shown = karta.open_snapshot(snapshot.path)
    assert "&lt;script&gt;" in shown._repr_html_()
    assert "<script" not in shown._repr_html_()
    assert "12 (2024)" in shown._repr_html_()
    assert repr(shown) == f"<Karta: 1 organisations; all legal units that are not deleted or merged; {snapshot.name}>"


def test_every_cell_of_the_notebook_runs(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARTA_DATA", str(demo_data))
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert all(not cell.get("outputs") for cell in cells), "strip the outputs: they would grow old"
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert len(names["frame"]) == len(names["features"]) == len(names["chosen"]) > 0
    assert names["cells"]["organisations"].sum() == len(names["map_"])
    assert names["claims"]["is_shown"].iloc[0]
    assert sorted(path.suffix for path in names["folder"].iterdir()) == [".csv", ".geojson", ".parquet"]
