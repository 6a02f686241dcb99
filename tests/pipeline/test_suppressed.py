"""What must not be shown is in no file that readers are given: of a build, and of what was published before."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from karta.pipeline.run import build
from karta.snapshot.reader import open_snapshot, read_manifest
from karta.snapshot.store import Store
from karta.vocab.suppressed import BadSuppressed

MAP = "title: {bg: Извадка, en: Sample}\ndefault_country: null\nsources: [user_members]\n"
COLUMNS = [
    {"column": "№", "field": "key"},
    {"column": "име", "field": "name", "language": "bg"},
    {"column": "ЕИК", "field": "eik"},
    {"column": "наети", "field": "figure", "measure": "headcount", "unit": "persons", "year": 2024},
    {"column": "бележка", "field": "website"},
]
HIDDEN, OTHER = "bg-eik-831902088", "bg-eik-103267194"
BEFORE = [
    "№;име;ЕИК;наети;бележка",
    "1;Зелена Морава АД;831902088;1800;https://morava.example",
    "2;Червена Скала ООД;103267194;12;https://skala.example",
    "3;Зелена Морава Транспорт ООД;;7;https://transport.example",
]


def karta(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("karta"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def bring_in(data: Path, rows: list[str]) -> None:
    file, mapping = data / "members.csv", data / "members.yml"
    file.write_text("\n".join(rows) + "\n", "utf-8")
    described = {
        "source_id": "user_members", "title": {"bg": "Членове", "en": "Members"}, "licence": "CC-BY-4.0",
        "attribution": "Cluster", "rank": 5, "retrieved": "2026-11-23",
        "file": {"encoding": "utf-8", "delimiter": ";"}, "columns": COLUMNS, "ignored": [],
    }  # fmt: skip
    mapping.write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")
    done = karta("import", file, "--map", mapping, "--data", data, "--json")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map of three organisations, then four, that was published twice."""
    folder = tmp_path_factory.mktemp("suppressed") / "data"
    folder.mkdir()
    (folder / "map.yml").write_text(MAP, "utf-8")
    for rows in (BEFORE, [*BEFORE, "4;Нова Лаборатория ООД;;9;https://nova.example"]):
        bring_in(folder, rows)
        build(folder)
        Store(folder).publish()
    return folder


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    """A copy of it, to change at will."""
    return Path(shutil.copytree(published, tmp_path / "data", symlinks=True))


def held(folder: Path) -> bytes:
    """Every byte of the snapshots, tables and index unpacked."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found += path.read_bytes()
    for info in Store(folder.parent).list():
        con = open_snapshot(info.path).connection()
        for (table,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            found += "\n".join(map(str, con.execute(f"FROM {table}").fetchall())).encode()
    return found


def test_an_organisation_that_is_suppressed_is_gone_from_what_was_published_before(data: Path) -> None:
    store = Store(data)
    old = [one.name for one in store.publications()]
    assert b"831902088" in held(store.snapshots)
    done = karta("suppress", HIDDEN, "--by", "maria", "--reason", "court", "--data", data, "--json")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told[0] == {"organisation": HIDDEN, "names": ["Зелена Морава АД"]}  # another firm is called Зелена Морава …
    assert [one["renewed"] for one in told[1:]] == old
    everything = held(store.snapshots)
    for trace in ("831902088", "Зелена Морава АД", "morava.example", "1800"):
        assert trace.encode() not in everything
    assert "Зелена Морава Транспорт".encode() in everything
    assert {path.name for path in store.snapshots.glob("*Z-*")} == {one.name for one in store.publications()}


def test_days_of_publication_and_old_addresses_lead_to_what_was_renewed(data: Path) -> None:
    store = Store(data)
    before = store.publications()
    karta("suppress", HIDDEN, "--by", "maria", "--data", data)
    after = store.publications()
    assert [one.at for one in after] == [one.at for one in before]
    assert not {one.name for one in after} & {one.name for one in before}
    assert [store.find(one.name).name for one in before] == [one.name for one in after]
    assert store.current() == store.find(after[-1].name)
    found = store.as_of(datetime.now(UTC))
    assert found is not None
    assert open_snapshot(found).index.row_of(HIDDEN) is None
    assert open_snapshot(found).index.row_of(OTHER) is not None
    assert store.rollback().name == after[0].name


def test_a_build_leaves_it_out_and_says_how_many(data: Path) -> None:
    signed = {"reason": "asked", "since": datetime.now(UTC).date(), "by": "maria"}
    (data / "suppressed.yml").write_text(yaml.safe_dump([{"organisation": HIDDEN, **signed}]), "utf-8")
    written = build(data)
    assert not written.failed
    manifest = read_manifest(written.path)
    assert manifest["suppressed"]["organisations"] == 1
    assert manifest["counts"]["organisations"] == 3
    assert manifest["sources"][0]["organisations"] == 3
    assert HIDDEN not in json.dumps(manifest)
    assert open_snapshot(written.path).index.row_of(HIDDEN) is None
    (data / "suppressed.yml").unlink()
    assert read_manifest(build(data).path)["counts"]["organisations"] == 4


def test_a_suppressed_claim_is_gone_and_its_figure_unknown(data: Path) -> None:
    shown = "SELECT headcount_claim_id, headcount_value, headcount_state FROM organisations WHERE org_id = ?"
    con = open_snapshot(Store(data).current() or data).connection()
    claim, value, _state = con.execute(shown, [HIDDEN]).fetchone() or ("", 0, "")
    assert value == 1800
    signed = {"reason": "law", "since": datetime.now(UTC).date(), "by": "maria"}
    (data / "suppressed.yml").write_text(yaml.safe_dump([{"claim": claim, **signed}]), "utf-8")
    assert karta("suppress", "--data", data).returncode == 0
    con = open_snapshot(Store(data).current() or data).connection()
    assert con.execute(shown, [HIDDEN]).fetchone() == (None, None, "unknown")
    assert con.execute("SELECT count(*) FROM claims WHERE claim_id = ?", [claim]).fetchone() == (0,)
    assert con.execute("SELECT count(*) FROM figures WHERE claim_id = ?", [claim]).fetchone() == (0,)


def test_a_second_run_changes_nothing(data: Path) -> None:
    karta("suppress", HIDDEN, "--by", "maria", "--data", data)
    names = sorted(path.name for path in (data / "snapshots").iterdir())
    done = karta("suppress", "--data", data)
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.name for path in (data / "snapshots").iterdir()) == names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bg-eik-000000000", "--by", "maria"], "no kept snapshot"),
        ([HIDDEN], "say who decided"),
        ([HIDDEN, "--by", "maria", "--reason", "because"], "one of asked, law, court"),
    ],
)
def test_what_cannot_be_suppressed_is_said_and_changes_nothing(data: Path, arguments: list[str], said: str) -> None:
    done = karta("suppress", *arguments, "--data", data)
    assert done.returncode != 0
    assert said in re.sub(r"[│\s]+", " ", done.stderr)
    assert not (data / "suppressed.yml").exists()


def test_a_broken_list_stops_the_build(data: Path) -> None:
    (data / "suppressed.yml").write_text("- organisation: 831902088\n", "utf-8")
    with pytest.raises(BadSuppressed):
        build(data)
