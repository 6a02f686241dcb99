"""A whole build: one input one hash, ids that stay, failures that change nothing, a kill at any moment."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from karta.pipeline.run import build
from karta.snapshot.errors import Busy
from karta.snapshot.files import locked, read_lines
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store

# Without a default country the shipped places and sectors stay out, and a build takes a second.
MAP = """title: {bg: Извадка, en: Sample}
default_country: null
sources: [%s]
"""
HEADER = "№;име;ЕИК;населено място;наети"
ROWS = ["1;Софарма АД;831902088;София;1800", "2;Биотест ООД;;Варна;12", "3;Лаб ООД;;Русе;7"]
COLUMNS = [
    {"column": "№", "field": "key"},
    {"column": "име", "field": "name", "language": "bg"},
    {"column": "ЕИК", "field": "eik"},
    {"column": "населено място", "field": "settlement"},
    {"column": "наети", "field": "figure", "measure": "headcount", "unit": "persons", "year": 2024},
]


def bring_in(data: Path, rows: list[str], tmp: Path) -> None:
    """A member list as a person's import, through the command line."""
    import yaml

    file, mapping = tmp / "members.csv", tmp / "members.yml"
    file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    mapping.write_text(
        yaml.safe_dump(
            {
                "source_id": "user_members", "title": {"bg": "Членове", "en": "Members"}, "licence": "CC-BY-4.0",
                "attribution": "Cluster", "rank": 5, "retrieved": "2026-11-23",
                "file": {"encoding": "utf-8", "delimiter": ";"}, "columns": COLUMNS, "ignored": [],
            },
            allow_unicode=True,
        ),
        "utf-8",
    )  # fmt: skip
    karta = Path(sys.executable).with_name("karta")
    done = subprocess.run(
        [karta, "import", file, "--map", mapping, "--data", data, "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A data folder whose map is one member list."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "map.yml").write_text(MAP % "user_members", "utf-8")
    bring_in(data, ROWS, tmp_path)
    return data


def ids(path: Path) -> set[tuple[str, str]]:
    return set(open_snapshot(path).connection().execute("SELECT org_id, record_id FROM links").fetchall())


def test_the_same_input_gives_the_same_hash_from_nothing(small: Path, tmp_path: Path) -> None:
    first = build(small)
    again = tmp_path / "again"
    again.mkdir()
    for name in ("map.yml", "raw"):
        (shutil.copytree if (small / name).is_dir() else shutil.copy)(small / name, again / name)
    assert build(again).hash == first.hash


def test_a_build_whose_hash_exists_makes_no_new_folder(small: Path) -> None:
    first = build(small)
    second = build(small)
    assert (first.is_new, second.is_new) == (True, False)
    assert (second.name, second.hash) == (first.name, first.hash)
    assert [info.name for info in Store(small).list()] == [first.name]


def test_ids_of_unchanged_input_never_change(small: Path, tmp_path: Path) -> None:
    before = ids(build(small).path)
    bring_in(small, ["4;Аптека Нова ООД;;Бургас;3", *ROWS], tmp_path)
    after = ids(build(small).path)
    names = {org for org, _ in before}
    assert names <= {org for org, _ in after}
    assert len(after) == len(before) + 1


def test_an_id_redirects_when_a_register_id_appears(small: Path, tmp_path: Path) -> None:
    build(small)
    own = {line["record_id"]: line["org_id"] for line in read_lines(small / "ids.jsonl")}
    assert set(own) == {"2", "3"}
    bring_in(small, [ROWS[0], "2;Биотест ООД;103267194;Варна;12", ROWS[2]], tmp_path)
    path = build(small).path
    rows = open_snapshot(path).connection().execute("SELECT old_org_id, org_id FROM redirects").fetchall()
    assert rows == [(own["2"], "bg-eik-103267194")]


def test_a_source_that_shrinks_by_nine_tenths_stops(small: Path, tmp_path: Path) -> None:
    many = [f"{number};Фирма {number} ООД;;Варна;5" for number in range(40)]
    bring_in(small, many, tmp_path)
    published = build(small)
    Store(small).publish()
    bring_in(small, many[:4], tmp_path)
    failed = build(small)
    assert [check.check for check in failed.failed] == ["drop:user_members"]
    assert failed.path == small / "work" / "failed" / failed.name
    current = Store(small).current()
    assert current is not None
    assert current.name == published.name
    assert Store(small).candidate() is None


def test_two_builds_in_one_folder_do_not_collide(small: Path) -> None:
    with locked(small), pytest.raises(Busy) as caught:
        build(small)
    assert "wait until it ends" in caught.value.message_en
    assert "изчакайте" in caught.value.message_bg
    assert build(small).is_new


def test_a_map_that_names_an_import_that_is_not_there_says_so(tmp_path: Path) -> None:
    from karta.pipeline.ingest.errors import IngestError

    (tmp_path / "map.yml").write_text(MAP % "user_gone", "utf-8")
    with pytest.raises(IngestError, match="user_gone"):
        build(tmp_path)
    assert not (tmp_path / "snapshots").exists()


# For each folder a process of its own, which kills itself at the n-th file: as soon as it is written, or where `early`,
# just before. They are forked from one that has everything imported, which takes longer than a build.
_KILLED = """
import json, os, signal, sys
from pathlib import Path
import karta.snapshot.files as files, karta.snapshot.writer as writer, karta.pipeline.write.stage as stage
import karta.pipeline.run as run, karta.snapshot.store as store

count, limit, early = 0, 0, False

def deadly(function):
    def wrapped(*args, **kwargs):
        global count
        count += 1
        mine = count
        if early and mine == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        done = function(*args, **kwargs)
        if mine == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return wrapped

writer._write_table = deadly(writer._write_table)
for module in (files, writer, stage, run, store):
    for name in ("write_text", "write_lines", "move", "point"):
        if hasattr(module, name):
            setattr(module, name, deadly(getattr(module, name)))
for folder, limit in json.loads(sys.argv[1]):
    child, early = os.fork(), limit % 2 == 1
    if child == 0:
        run.build(Path(folder))
        store.Store(Path(folder)).publish()
        print("files", count, flush=True)
        os._exit(0)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def _killed(*builds: tuple[Path, int]) -> list[list[str]]:
    """Lines of what was said of each folder whose build is killed at the n-th file."""
    asked = json.dumps([(str(data), at) for data, at in builds])
    done = subprocess.run([sys.executable, "-c", _KILLED, asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


def test_a_kill_after_any_file_leaves_the_current_snapshot_and_a_later_build_works(small: Path, tmp_path: Path) -> None:
    build(small)
    before = Store(small).publish()
    bring_in(small, [*ROWS, "4;Нова ООД;;Бургас;4"], tmp_path)
    whole = tmp_path / "whole"
    shutil.copytree(small, whole, symlinks=True)
    (_, told), ended = _killed((whole, 10_000))
    assert ended == ["ended", "0"]
    files = int(told)
    assert files >= 16  # twelve tables, the manifest, the move, candidate, ids, the link, the log
    wanted = json.loads((Store(whole).current() / "manifest.json").read_text("utf-8"))["hash"]  # type: ignore[operator]
    # the files of the tables are alike, so some stand for all; at every later one the build is killed
    copies = {tmp_path / f"killed-{at}": at for at in (1, 6, *range(12, files + 1))}
    for data in copies:
        shutil.copytree(small, data, symlinks=True)
    assert _killed(*copies.items()) == [["ended", str(-signal.SIGKILL)]] * len(copies)
    for data in copies:
        current = Store(data).current()
        assert current is not None
        assert len(open_snapshot(current).connection().execute("FROM organisations").fetchall()) in (3, 4)
        assert current.name == before.name or open_snapshot(current).manifest["hash"] == wanted
        rebuilt = build(data)
        assert rebuilt.hash == wanted
        assert Store(data).publish().name == rebuilt.name
        assert Store(data).list()[-1].hash == wanted
