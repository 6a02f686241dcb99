"""The restore drill: a portal is backed up, destroyed and restored, on the engine that the tests run on.

`make test` runs this on SQLite and, by scripts/on_postgresql.sh, on a real PostgreSQL server.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from conftest import KARTA, leave_out
from database import dumped, migrated, put_dump
from karta.portal.operations.backup import rules

DRILL = Path(__file__).with_name("drill.py")
ON_POSTGRESQL = "DATABASE_URL" in os.environ


@dataclass(frozen=True)
class Machine:
    """A data folder, a database and a secret key: all that a portal has."""

    data: Path
    env: dict[str, str]

    def karta(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        told = {**self.env, "LC_ALL": "C.UTF-8", **env}
        return subprocess.run([KARTA, *arguments], env=told, capture_output=True, text=True, check=False)

    def done(self, *arguments: str, **env: str) -> str:
        found = self.karta(*arguments, **env)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    def drill(self, what: str) -> Any:
        done = subprocess.run([sys.executable, DRILL, what], env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout) if what == "tell" else None

    def everything(self) -> dict[str, bytes]:
        """Every file of the data folder but locks and logs of SQLite."""
        return {
            path.relative_to(self.data).as_posix(): path.read_bytes()
            for path in sorted(self.data.rglob("*"))
            if path.is_file() and path.name != "lock" and not path.name.endswith(("-shm", "-wal"))
        }


@contextmanager
def machine(folder: Path, *, key: Path | None = None) -> Iterator[Machine]:
    """An empty one; on PostgreSQL with an empty database of its own. `key`: the secret key kept apart."""
    data = folder / "data"
    (data / "portal").mkdir(parents=True)
    if key:
        shutil.copy(key, data / "portal" / "secret_key")
    env = {name: value for name, value in os.environ.items() if name not in ("KARTA_STATE", "DATABASE_URL")}
    env |= {"KARTA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "karta.portal.config.settings"}
    if not ON_POSTGRESQL:
        yield Machine(data, env)
        return
    import psycopg

    name = f"drill_{uuid4().hex[:10]}"
    with psycopg.connect(dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Machine(data, env | {"DATABASE_URL": f"postgres:///{name}"})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class Kept:
    """A filled portal, what it told, and its back-up."""

    portal: Machine
    told: dict[str, Any]
    file: Path
    said: str


@pytest.fixture(scope="module")
def kept(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("portal")
    with machine(folder) as portal:
        shutil.copytree(demo_data, portal.data, symlinks=True, dirs_exist_ok=True)
        if not ON_POSTGRESQL:
            shutil.copyfile(migrated(), portal.data / "portal" / "portal.sqlite3")
        elif dumped():
            put_dump(portal.env["DATABASE_URL"].rpartition("/")[2])
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=portal.env, check=True)
        portal.drill("fill")
        said = portal.karta("backup", str(folder / "kept"))
        assert said.returncode == 0, said.stderr
        told = portal.drill("tell")  # afterwards: signing in writes a line of the audit
        (file,) = (folder / "kept").iterdir()
        yield Kept(portal, told, file, said.stdout + said.stderr)


@pytest.fixture
def empty(kept: Kept, tmp_path: Path) -> Iterator[Machine]:
    """A machine that has nothing but the secret key."""
    with machine(tmp_path / "new", key=kept.portal.data / "portal" / "secret_key") as made:
        yield made


def test_what_was_destroyed_is_restored_into_an_empty_server(kept: Kept, empty: Machine) -> None:
    assert kept.told["answers"] == {"/readyz": 200, "/bg/": 200, "/bg/map/": 200, "/bg/events/": 200}
    assert kept.told["signs_in"] == [302, 200]
    assert kept.told["counts"]["events.event" if "events.event" in kept.told["counts"] else "directory.edition"] > 0
    assert "read back and checked" in kept.said
    assert "secret_key" in kept.said
    assert kept.file.stat().st_mode & 0o077 == 0
    said = empty.done("restore", str(kept.file))
    assert "accounts, map" in said
    assert empty.drill("tell") == kept.told | {"restored": [kept.file.name]}
    hashes = [json.loads(one.done("build", "--json").splitlines()[-1])["hash"] for one in (kept.portal, empty)]
    assert hashes[0] == hashes[1]
    assert hashes[0] != kept.told["map"]  # the decision is in it


@pytest.mark.once
@pytest.mark.parametrize("harm", ["cut", "changed", "none of ours"])
def test_a_broken_file_is_refused_and_nothing_changes(kept: Kept, tmp_path: Path, harm: str) -> None:
    content = kept.file.read_bytes()
    bad = tmp_path / kept.file.name
    half = len(content) // 2
    bad.write_bytes(
        {
            "cut": content[: len(content) - 5000],
            "changed": content[:half] + bytes([content[half] ^ 0xFF]) + content[half + 1 :],
            "none of ours": b"something else",
        }[harm]
    )
    before = kept.portal.everything()
    done = kept.portal.karta("restore", str(bad), "--force")
    assert done.returncode == 1
    assert "not a whole back-up" in done.stderr
    assert "Traceback" not in done.stderr
    assert kept.portal.everything() == before


def test_a_living_portal_is_not_overwritten_without_force(kept: Kept) -> None:
    before = kept.portal.everything()
    done = kept.portal.karta("restore", str(kept.file))
    assert done.returncode == 1
    assert "--force replaces it" in done.stderr
    assert kept.portal.everything() == before


def test_force_replaces_and_keeps_what_stood_there(kept: Kept, empty: Machine) -> None:
    empty.done("restore", str(kept.file))
    (empty.data / "decisions.jsonl").write_text("", "utf-8")
    asked = {"organisation": "bg-eik-000000000", "reason": "asked", "since": date(2026, 11, 29), "by": "keeper"}
    (empty.data / "suppressed.yml").write_text(yaml.safe_dump([asked]), "utf-8")
    said = empty.done("restore", str(kept.file), "--force")
    assert empty.drill("tell") == kept.told | {"restored": [kept.file.name]}
    (before,) = (empty.data / "portal" / "before-restore").iterdir()
    assert str(before) in said
    assert "1 entries of suppressed.yml are newer" in said
    assert yaml.safe_load((empty.data / "suppressed.yml").read_text("utf-8")) == [asked]
    assert before.stat().st_mode & 0o077 == 0
    empty.done("restore", str(before), "--force")
    assert (empty.data / "decisions.jsonl").read_text("utf-8") == ""


def test_a_running_portal_is_refused(kept: Kept, empty: Machine) -> None:
    empty.done("restore", str(kept.file))
    code = "import django, time; django.setup(); from django.db import connection as c; c.ensure_connection();"
    code += "print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], env=empty.env, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        done = empty.karta("restore", str(kept.file), "--force")
        other.kill()
    assert done.returncode == 1
    assert "the portal is running" in done.stderr


def test_an_older_back_up_is_migrated_and_a_newer_one_refused(kept: Kept, empty: Machine, tmp_path: Path) -> None:
    empty.done("restore", str(kept.file))
    django = [sys.executable, "-m", "django"]
    subprocess.run([*django, "migrate", "contact", "zero", "-v", "0"], env=empty.env, check=True)
    empty.done("backup", str(tmp_path / "old"))
    (old,) = (tmp_path / "old").iterdir()
    with machine(tmp_path / "later") as later:
        said = later.karta("restore", str(old))
        assert said.returncode == 0, said.stderr
        assert int(said.stdout.rsplit(", ", 1)[1].split()[0]) > 0
        assert "is not the key of that portal" in said.stderr
        subprocess.run([*django, "migrate", "--check"], env=later.env, check=True)
    future = "('directory', '9999_future', '2030-01-01')"
    _sql(empty, f"INSERT INTO django_migrations (app, name, applied) VALUES {future}")
    empty.done("backup", str(tmp_path / "newer"))
    (file,) = (tmp_path / "newer").iterdir()
    with machine(tmp_path / "elsewhere") as older:
        done = older.karta("restore", str(file))
    assert done.returncode == 1
    assert "made by a newer version (directory.9999_future" in done.stderr


def test_what_cannot_be_migrated_leaves_everything_as_it_was(kept: Kept, empty: Machine, tmp_path: Path) -> None:
    empty.done("restore", str(kept.file))
    _sql(empty, "DELETE FROM django_migrations WHERE app = 'contact'")  # its tables are there: migrating them fails
    empty.done("backup", str(tmp_path / "odd"))
    (odd,) = (tmp_path / "odd").iterdir()
    empty.done("restore", str(kept.file), "--force")
    before = {name: held for name, held in empty.everything().items() if "before-restore" not in name}
    done = empty.karta("restore", str(odd), "--force")
    assert done.returncode == 1
    assert "everything stands as before" in done.stderr
    assert "Traceback" not in done.stderr
    after = {name: held for name, held in empty.everything().items() if "before-restore" not in name}
    assert sorted(after) == sorted(before)
    assert [name for name in after if after[name] != before[name] and "sqlite3" not in name] == []
    assert empty.drill("tell") == kept.told | {"restored": [kept.file.name]}


def _sql(portal: Machine, text: str) -> None:
    code = f"import django; django.setup(); from django.db import connection as c; c.cursor().execute({text!r})"
    subprocess.run([sys.executable, "-c", code], env=portal.env, check=True)


@pytest.mark.once
def test_encrypted_to_a_key_that_the_server_does_not_have(kept: Kept, empty: Machine, tmp_path: Path) -> None:
    if not shutil.which("age"):
        leave_out("age is not installed: sudo apt-get install -y age")
    key, other = tmp_path / "key.txt", tmp_path / "other.txt"
    for path in (key, other):
        subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    recipient = key.read_text("utf-8").split("public key: ")[1].split()[0]
    kept.portal.done("backup", str(tmp_path / "kept"), KARTA_BACKUP_RECIPIENT=recipient)
    (file,) = (tmp_path / "kept").iterdir()
    assert file.name.endswith(".tar.gz.age")
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert "--identity" in empty.karta("restore", str(file)).stderr
    assert "not a whole back-up" in empty.karta("restore", str(file), "--identity", str(other)).stderr
    empty.done("restore", str(file), "--identity", str(key))
    found = empty.drill("tell")
    # The portal went on since it was counted.
    assert found | {"counts": 0} == kept.told | {"counts": 0, "restored": [file.name]}


@pytest.mark.once
def test_errors_are_sentences_in_the_readers_language(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("x", "utf-8")
    for target in (tmp_path / "a file", Path("/proc/none")):
        done = kept.portal.karta("backup", str(target))
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    done = kept.portal.karta("restore", str(tmp_path / "missing.tar.gz"), LC_ALL="bg_BG.UTF-8")
    assert (done.returncode, "не може да се прочете" in done.stderr) == (1, True)


@pytest.mark.once
def test_rotation_keeps_the_newest_of_days_and_weeks() -> None:
    start = datetime(2026, 11, 29, 3, tzinfo=UTC)
    names = [rules.name_of(start - timedelta(hours=12 * step), is_encrypted=False) for step in range(60)]
    gone = rules.outdated([*names, "notes.txt", "karta-latest.tar.gz"], days=3, weeks=3)
    stay = [name for name in names if name not in gone]
    assert [name[6:14] for name in stay] == ["20261129", "20261128", "20261127", "20261122", "20261115"]
    assert rules.outdated(names[:1], days=0, weeks=0) == []
    assert rules.outdated(["notes.txt"], days=0, weeks=0) == []


@pytest.mark.once
def test_rotation_removes_files_of_the_folder(kept: Kept, tmp_path: Path) -> None:
    for day in range(1, 9):
        (tmp_path / f"karta-202601{day:02}T030000Z.tar.gz").write_bytes(b"old")
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    said = kept.portal.done("backup", str(tmp_path), "--keep", "2,0")
    assert "karta-20260101T030000Z.tar.gz: removed" in said
    assert sorted(path.name for path in tmp_path.iterdir())[:1] == ["karta-20260108T030000Z.tar.gz"]
    assert len(list(tmp_path.iterdir())) == 3
