"""MAP-17: other people's tools read the map as a layer: GDAL, on which QGIS stands, and OWSLib."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import PROJECT, leave_out
from live import LivePortal

PAGE = PROJECT / "docs/how-to/add-karta-to-qgis.md"
pytestmark = pytest.mark.long
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a tool of GDAL in a folder of its own; its output."""
    if shutil.which("ogr2ogr") is None:
        leave_out("GDAL is not installed: sudo apt-get install -y gdal-bin")

    def tool(*command: str) -> str:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "ERROR" not in done.stderr
        return done.stdout

    return tool


def counted(portal: LivePortal, query: str = "") -> int:
    """What the counter says."""
    with urllib.request.urlopen(f"{portal.url}/api/v1/organisations?{query}") as answer:
        return json.load(answer)["count"]


def rows(file: Path, sql: str) -> list[Any]:
    with sqlite3.connect(file) as base:
        found = base.execute(sql).fetchall()
    base.close()
    return found


def test_ogr2ogr_takes_every_organisation_through_pages(live_portal: LivePortal, run: Run, tmp_path: Path) -> None:
    run("ogr2ogr", "-f", "GPKG", "all.gpkg", f"OAPIF:{live_portal.url}/api/ogc/", "-oo", "PAGE_SIZE=50")
    file = tmp_path / "all.gpkg"
    count, different = rows(file, "SELECT count(*), count(DISTINCT id) FROM organisations")[0]
    assert count == different == counted(live_portal) > 300
    name = rows(file, "SELECT name_bg, revenue_value > 1e6 FROM organisations WHERE eik = '831902088'")
    assert name == [("Софарма АД", 1)]
    places = rows(file, "SELECT sum(organisations), count(geom) = count(*) FROM settlements")[0]
    assert places == (rows(file, "SELECT count(geom) FROM organisations")[0][0], 1)


def test_ogr_asks_for_a_box_and_for_attributes(live_portal: LivePortal, run: Run, tmp_path: Path) -> None:
    source = f"OAPIF:{live_portal.url}/api/ogc/"
    box = ("-spat", "24.6", "42.0", "25.0", "42.3")
    run("ogr2ogr", "-f", "GPKG", "box.gpkg", source, "organisations", *box)
    assert rows(tmp_path / "box.gpkg", "SELECT count(*) FROM organisations") == [
        (counted(live_portal, "bbox=24.6,42.0,25.0,42.3"),)
    ]
    run("ogr2ogr", "-f", "GPKG", "some.gpkg", source, "organisations", "-where", "district = 'VAR'")
    assert rows(tmp_path / "some.gpkg", "SELECT count(*) FROM organisations") == [
        (counted(live_portal, "district=VAR"),)
    ]


def test_the_commands_of_the_page_work_as_printed(live_portal: LivePortal, run: Run, tmp_path: Path) -> None:
    commands = re.findall(r"```sh\n(.*?)\n```", PAGE.read_text("utf-8"), re.DOTALL)
    said = [run("bash", "-c", command.replace("http://127.0.0.1:8000", live_portal.url)) for command in commands]
    assert f"Feature Count: {counted(live_portal, 'district=SOF&headcount_min=50')}" in said[0]
    assert rows(tmp_path / "karta.gpkg", "SELECT count(*) FROM organisations") == [(counted(live_portal),)]
    assert 0 < rows(tmp_path / "plovdiv.gpkg", "SELECT count(*) FROM organisations")[0][0] < counted(live_portal)


def test_owslib_reads_the_collections(live_portal: LivePortal) -> None:
    features = pytest.importorskip("owslib.ogcapi.features")
    service = features.Features(f"{live_portal.url}/api/ogc/")
    assert service.feature_collections() == ["organisations", "settlements"]
    assert service.conformance()["conformsTo"][0].endswith("/conf/core")
    some = service.collection_items("organisations", limit=10, bbox=[24.6, 42.0, 25.0, 42.3])
    assert some["numberMatched"] == counted(live_portal, "bbox=24.6,42.0,25.0,42.3") >= some["numberReturned"] > 0
    first = some["features"][0]
    assert service.collection_item("organisations", first["id"])["properties"] == first["properties"]
