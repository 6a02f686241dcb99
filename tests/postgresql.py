"""A PostgreSQL server of one's own for a test that starts other programs: beside any that pg_virtualenv runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import database
from live import free_port


def programs() -> Path | None:
    """The folder of the newest server's programs, as Debian lays them out; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """PGHOST, PGPORT, PGUSER, PGPASSWORD of a server that asks for passwords and is gone after the block."""
    bin_folder, port = programs(), free_port()
    assert bin_folder is not None
    folder = Path(tempfile.mkdtemp(prefix="karta-pg-"))
    before: list[str] = []
    password = folder / "password"
    password.write_text("a long password", "utf-8")
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        before = ["runuser", "-u", "postgres", "--"]
        for path in (folder, password):
            shutil.chown(path, "postgres", "postgres")
    make = ["--auth=scram-sha-256", "--username=postgres", f"--pwfile={password}", "--no-sync", "--encoding=UTF8"]
    options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c full_page_writes=off"
    control = [*before, str(bin_folder / "pg_ctl"), "-D", str(folder / "data"), "-s", "-w"]
    try:
        subprocess.run([*before, str(bin_folder / "initdb"), "-D", str(folder / "data"), *make], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)  # fmt: skip
        log = ["-l", str(folder / "log"), "-o", options]
        subprocess.run([*control, *log, "start"], check=True, cwd="/")
        yield {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres", "PGPASSWORD": "a long password"}
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def put_migrated(server: dict[str, str]) -> None:
    """A database karta of a role karta that has every migration, where a dump is kept; else nothing."""
    folder, env = programs(), os.environ | server
    if folder is None or database.dumped() is None:
        return
    for said in ("CREATE ROLE karta LOGIN", "CREATE DATABASE karta OWNER karta"):
        subprocess.run([folder / "psql", "-Xqc", said, "postgres"], env=env, check=True)
    database.put_dump("karta", "--role=karta", env=env)
