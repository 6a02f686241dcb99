from __future__ import annotations

from datetime import date

import pytest
import yaml

from karta import sources
from karta.pipeline.ingest.errors import ManifestError
from karta.pipeline.ingest.manifest import build_manifest, load_manifest

GOOD = yaml.safe_load("""
title: {en: Sites, bg: Обекти}
publisher: {name: Agency, country: bg, official: true, page: "https://example.org"}
files: [{name: sites, url: "https://example.org/data/sites.csv", encoding: windows-1251, delimiter: ";"}]
licence: {name: CC-BY-4.0, url: "https://example.org/terms", checked: 2026-11-02}
observes: local_unit
personal_data: none
attribution: Agency
rank: 3
retrieved: 2026-11-02
tested: address
ships: false
expect: {every: month, rows: [1, 260], filled: {eik: 0.95}}
lookups: {activity: {производство: manufacturing}}
runbook: Compare with the page.
""")


def test_a_manifest_of_the_house_style():
    manifest = build_manifest("bg_agency_sites", GOOD)
    assert manifest.file("sites").file == "sites.csv"
    assert manifest.file("sites").encoding == "windows-1251"
    assert manifest.rows == (1, 260)
    assert manifest.filled == {"eik": 0.95}
    assert not manifest.is_in_default_map


@pytest.mark.parametrize("key", [key for key in GOOD if key != "lookups"])
def test_a_missing_key_is_named(key):
    with pytest.raises(ManifestError, match=rf"bg_agency_sites/manifest\.yml lacks '{key}'"):
        build_manifest("bg_agency_sites", {name: value for name, value in GOOD.items() if name != key})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", {"en": "Sites"}),
        ("publisher", {"name": "Agency"}),
        ("licence", {"name": "CC0"}),
        ("files", []),
        ("files", [{"name": "sites"}]),
        ("observes", "castle"),
        ("rank", 9),
        ("retrieved", "yesterday"),
        ("tested", "hope"),
        ("ships", "yes"),
        ("expect", {"every": "month"}),
        ("expect", {"every": "month", "rows": [9, 1]}),
        ("reference", "castles"),
        ("decimal", ";"),
        ("colour", "green"),
    ],
)
def test_a_wrong_value_is_named(key, value):
    with pytest.raises(ManifestError) as caught:
        build_manifest("bg_agency_sites", {**GOOD, key: value})
    assert caught.value.code in (f"manifest_{key}", "manifest_files")
    assert "bg_agency_sites/manifest.yml" in caught.value.message_en
    assert "bg_agency_sites/manifest.yml" in caught.value.message_bg


@pytest.mark.parametrize("text", ["a: [", "", "- a\n- b"])
def test_what_is_no_manifest(tmp_path, text):
    (tmp_path / "manifest.yml").write_text(text, "utf-8")
    with pytest.raises(ManifestError):
        load_manifest(tmp_path / "manifest.yml")


def test_a_file_that_no_manifest_names():
    with pytest.raises(ManifestError, match="no file 'people'"):
        build_manifest("bg_agency_sites", GOOD).file("people")


@pytest.mark.parametrize("source_id", sources.source_ids())
def test_every_source_says_what_a_reader_must_know(source_id):
    manifest = sources.manifest(source_id)
    folder = sources.SOURCES / source_id
    assert manifest.retrieved <= date(2100, 1, 1)
    assert (folder / "README.md").read_text("utf-8").startswith("# ")
    if manifest.ships:
        assert manifest.tested == "shipped"
        assert (folder / "shipped" / "SOURCE.md").is_file()
        assert all((folder / "shipped" / file.file).is_file() for file in manifest.files)


def test_the_default_map_has_real_figures_only():
    assert sources.default_source_ids() == [
        "bg_compiled_gazetteer",
        "bg_compiled_life_science",
        "bg_hlscb_home_page",
        "eu_eurostat_nace",
    ]


def test_an_unknown_source_is_told_the_known_ones():
    with pytest.raises(ManifestError, match="bg_compiled_life_science"):
        sources.manifest("bg_nobody_nothing")
