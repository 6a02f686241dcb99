"""A database that has every migration, made once and kept: running three hundred of them is long.

migrated()        an SQLite file of the portal's state, as the first start makes it
dumped()          the same of PostgreSQL, as pg_dump writes it, if it was made; `python tests/database.py` makes both
kept()            Django's test database from it
restore()         that database as it was made
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
KEPT = PROJECT / ".pytest_cache" / "karta"
RETRIES = 6
SEEN = ("src/karta/portal/**/migrations/*.py", "src/karta/portal/rooms/news/*.py", "requirements.lock")


def migrated() -> Path:
    """The kept file for the migrations that there are now, made where it is missing. Errors: RuntimeError."""
    path = kept_path(".sqlite3")
    with _alone():
        if not path.exists():
            _migrate_into(path)
    return path


def dumped() -> Path | None:
    """The kept dump for the migrations that there are now; None where it was not made."""
    path = kept_path(".pgdump")
    return path if path.exists() else None


def dump() -> None:
    """Make that dump on the server that PGHOST and PGPORT name. Errors: RuntimeError, CalledProcessError."""
    name = f"karta_made_{os.getpid()}"
    subprocess.run(["createdb", name], check=True)
    with TemporaryDirectory() as state:
        _migrate(state, DATABASE_URL=f"postgres:///{name}")
    path = kept_path(".pgdump")
    made = path.with_suffix(f".{os.getpid()}")
    subprocess.run(["pg_dump", "--format=custom", f"--file={made}", name], check=True)
    made.replace(path)


def put_dump(name: str, *options: str, env: Mapping[str, str] | None = None) -> None:
    """Fill an empty database with the kept dump, on the server that PGHOST and PGPORT name."""
    command = ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}", *options, str(dumped())]
    subprocess.run(command, env=env, check=True)


def _migrate(state: str, **more: str) -> None:
    env = {**os.environ, "KARTA_STATE": state, "DJANGO_SETTINGS_MODULE": "karta.portal.config.settings"}
    env.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"],
        env=env | more, cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"migrate failed:\n{done.stderr[-3000:]}")


def _migrate_into(path: Path) -> None:
    with TemporaryDirectory() as state:
        _migrate(state)
        made = path.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(Path(state) / "portal.sqlite3") as held, sqlite3.connect(made) as copy:
            held.backup(copy)
        held.close()
        copy.close()
        made.replace(path)


@contextmanager
def _alone() -> Iterator[None]:
    """Of processes that run side by side one makes what all use; the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept_path(suffix: str) -> Path:
    """Where a copy of the migrations that there are now is kept; copies of older ones are removed."""
    path = KEPT / f"portal-{_now()}{suffix}"
    KEPT.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        for old in KEPT.glob(f"portal-*{suffix}"):
            old.unlink(missing_ok=True)
    return path


def _now() -> str:
    told = hashlib.sha256()
    for pattern in SEEN:
        for path in sorted(PROJECT.glob(pattern)):
            told.update(path.as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:16]


def put_into(data: Path) -> None:
    """Give a data folder a portal whose first start finds nothing to migrate."""
    state = data / "portal"
    state.mkdir(exist_ok=True)
    if not os.environ.get("DATABASE_URL"):
        shutil.copyfile(migrated(), state / "portal.sqlite3")


@contextmanager
def kept() -> Iterator[None]:
    """Django makes its test database from the kept file; on PostgreSQL from a database that the first process keeps."""
    from django.db import connection

    creation = connection.creation
    make = creation.create_test_db
    creation.create_test_db = _in_memory if connection.vendor == "sqlite" else partial(_from_the_kept, make)
    try:
        yield
    finally:
        del creation.create_test_db


def restore() -> None:
    """The test database as it was made: what a test committed is gone, what migrations wrote is there again."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _copy_into(connection.connection)
        return
    _copy(connection.settings_dict["NAME"])


def _copy(name: str) -> None:
    """Make a database of this name anew, as the kept one is."""
    from django.db import OperationalError, connection

    connection.close()
    for left in reversed(range(RETRIES)):
        try:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_kept_name()}"')
            return
        except OperationalError:  # the server's own cleaning may just be in either of them
            if not left:
                raise
            time.sleep(0.5)


def _in_memory(*_arguments: Any, **_options: Any) -> str:
    from django.db import connection

    name = f"file:memorydb_{connection.alias}?mode=memory&cache=shared"
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    _copy_into(connection.connection)
    return name


def _copy_into(connection: sqlite3.Connection) -> None:
    held = sqlite3.connect(migrated())
    held.backup(connection)
    held.close()


def _kept_name() -> str:
    return f"karta_kept_{_now()}"


def _from_the_kept(make: Callable[..., str], *arguments: Any, **options: Any) -> str:
    """Django's own making, with its migrations, happens once on a server."""
    from django.db import connection

    with _alone(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_kept_name()])
        if cursor.fetchone() is None:
            if dumped():
                cursor.execute(f'CREATE DATABASE "{_kept_name()}"')
                put_dump(_kept_name())
            else:
                name = make(*arguments, **options)
                connection.close()
                cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{_kept_name()}"')
    name = connection.creation._get_test_db_name()
    _copy(name)
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ:
        migrated()
    elif dumped() is None:
        dump()
