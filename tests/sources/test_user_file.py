"""The sample list: what is guessed, what is kept, which records come of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from karta.pipeline.ingest.manifest import build_manifest
from karta.pipeline.ingest.user_file import mapping as mappings
from karta.pipeline.ingest.user_file.check import check
from karta.pipeline.ingest.user_file.guess import guess
from karta.pipeline.ingest.user_file.read import read
from karta.pipeline.ingest.user_file.store import imports, store, versions, withdraw
from karta.sources.user_file.connector import records

SAMPLE = Path(__file__).resolve().parents[2] / "src/karta/sources/user_file/sample"


def stored(data: Path) -> Any:
    mapping = mappings.load(SAMPLE / "mapping.yml")
    return store(check(read(SAMPLE / "members.csv"), mapping), data)


def as_jsonl(folder: Path) -> str:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(part) for key, part in value.items() if part not in (None, (), [], "", False)}
        return [bare(part) for part in value] if isinstance(value, list | tuple) else value

    return "".join(json.dumps(bare(asdict(record)), ensure_ascii=False) + "\n" for record in records(folder))


def test_guess_is_the_kept_mapping_but_for_what_only_a_person_knows() -> None:
    made, columns = guess(read(SAMPLE / "members.csv"), today=date(2026, 11, 23))
    kept = yaml.safe_load((SAMPLE / "mapping.yml").read_text("utf-8"))
    said = {key: kept[key] for key in ("source_id", "title", "licence", "attribution", "rank")}
    assert made.to_keys() | said == kept
    assert [column.column for column in columns if column.is_ignored] == ["Лице за контакт"]
    assert columns[-1].sample == ()


def test_sample_gives_its_golden_records(tmp_path: Path, rewrite_golden: bool) -> None:
    found = as_jsonl(stored(tmp_path).folder)
    if rewrite_golden:
        (SAMPLE / "golden.jsonl").write_text(found, "utf-8")
    assert found == (SAMPLE / "golden.jsonl").read_text("utf-8")


def test_only_mapped_columns_of_good_rows_are_kept(tmp_path: Path) -> None:
    kept = (stored(tmp_path).folder / "rows.csv").read_text("utf-8")
    assert "не се внася" not in kept
    assert "Грешен номер" not in kept
    assert kept.splitlines()[0].startswith("row,ЕИК,Наименование")


def test_import_is_a_source_like_any_other(tmp_path: Path) -> None:
    made = stored(tmp_path)
    manifest = build_manifest(made.source_id, made.manifest())
    assert (manifest.rank, manifest.ships, manifest.retrieved) == (5, False, date(2026, 11, 23))
    assert "Приходи 2023 (хил. лв.)" in manifest.amounts


def test_same_rows_again_are_the_same_version(tmp_path: Path) -> None:
    first, again = stored(tmp_path), stored(tmp_path)
    assert first == again
    assert [kept.version for kept in versions(tmp_path, first.source_id)] == [first.version]


def test_newest_version_counts_and_can_be_withdrawn(tmp_path: Path) -> None:
    first = stored(tmp_path)
    mapping = mappings.load(SAMPLE / "mapping.yml")
    grid = read(SAMPLE / "members.csv")
    grid.rows[0][5] = "1 900"
    second = store(check(grid, mapping), tmp_path)
    assert [kept.version for kept in versions(tmp_path, first.source_id)] == [first.version, second.version]
    assert imports(tmp_path) == [second]
    assert withdraw(tmp_path, first.source_id) == second.version
    assert imports(tmp_path) == [first]
    assert withdraw(tmp_path, first.source_id) == first.version
    assert imports(tmp_path) == []
    assert withdraw(tmp_path, first.source_id) is None
