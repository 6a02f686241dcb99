"""The worker outlives a database that is locked for longer than it waits."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from database import migrated

RUN = """
from karta.portal.config import settings
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.2
import django
django.setup()
from django.core.management import call_command
call_command("karta_worker", batch=True, interval=0.05, startup_delay=False)
"""


def test_a_locked_database_ends_no_worker(tmp_path: Path) -> None:
    path = tmp_path / "portal.sqlite3"
    shutil.copyfile(migrated(), path)
    env = {**os.environ, "KARTA_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "karta.portal.config.settings"}
    env.pop("DATABASE_URL", None)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    worker = subprocess.Popen([sys.executable, "-c", RUN], env=env, stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    said = ""
    while "the database is locked" not in said:
        line = worker.stderr.readline()
        assert line, f"the worker ended while the database was locked: {said}"
        said += line
    holder.execute("COMMIT")
    holder.close()
    rest = worker.communicate(timeout=60)[1]
    assert worker.returncode == 0, said + rest
