"""A database that has every migration, made once and kept: three hundred of them take twenty seconds of a processor.

migrated()        an SQLite file of the portal's state, as the first start makes it
kept_in_memory()  Django's test database from it
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
KEPT = PROJECT / ".pytest_cache" / "karta"
SEEN = ("src/karta/portal/**/migrations/*.py", "src/karta/portal/rooms/news/*.py", "requirements.lock")


def migrated() -> Path:
    """The kept file for the migrations that there are now, made where it is missing. Errors: RuntimeError."""
    path = KEPT / f"portal-{_now()}.sqlite3"
    if path.exists():
        return path
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("portal-*.sqlite3"):
        old.unlink(missing_ok=True)
    with TemporaryDirectory() as state:
        env = {**os.environ, "KARTA_STATE": state, "DJANGO_SETTINGS_MODULE": "karta.portal.config.settings"}
        env.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"],
            env=env, cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"migrate failed:\n{done.stderr[-3000:]}")
        made = path.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(Path(state) / "portal.sqlite3") as held, sqlite3.connect(made) as copy:
            held.backup(copy)
        held.close()
        copy.close()
        made.replace(path)  # two that run side by side end with one whole file
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
def kept_in_memory() -> Iterator[None]:
    """Django makes its test database from the kept file; on PostgreSQL it runs the migrations as ever."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    creation = connection.creation

    def create(*_arguments: Any, **_options: Any) -> str:
        name = f"file:memorydb_{connection.alias}?mode=memory&cache=shared"
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        held = sqlite3.connect(migrated())
        held.backup(connection.connection)
        held.close()
        return name

    creation.create_test_db = create
    try:
        yield
    finally:
        del creation.create_test_db
