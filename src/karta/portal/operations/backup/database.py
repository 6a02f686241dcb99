"""The portal's database as one file, and back: PostgreSQL by pg_dump and psql, SQLite by its own back-up.

Both ways back are all or nothing: one transaction there, one rename here.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from karta.portal.operations.backup.errors import BackupError, missing_program

MEMBERS = {"postgresql": "database.pgdump", "sqlite": "database.sqlite3"}
# What Django made is taken away before what was saved is put there; functions and rights of the server stay.
_EMPTY = """DO $$ DECLARE found record; BEGIN
FOR found IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LOOP
  IF to_regclass(found.name::text) IS NOT NULL THEN EXECUTE format('DROP %s %s CASCADE',
    CASE found.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, found.name); END IF;
END LOOP;
FOR found IN SELECT c.oid::regclass AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' LOOP
  EXECUTE format('DROP SEQUENCE %s CASCADE', found.name);
END LOOP; END $$;
"""


def engine() -> str:
    """`postgresql` or `sqlite`."""
    return connection.vendor


def member() -> str:
    """What the file of this engine is called in a back-up."""
    return MEMBERS[connection.vendor]


def has_tables() -> bool:
    return bool(connection.introspection.table_names())


def accounts() -> int:
    """How many accounts there are; 0 without tables."""
    if "auth_user" not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM auth_user WHERE password <> '' AND password NOT LIKE '!%%'", [])
        return int(cursor.fetchone()[0])


def applied() -> list[str]:
    """Migrations of this database as `app.name`, sorted."""
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def known() -> set[str]:
    """Migrations that this version of the code has, those that were squashed too."""
    loader = MigrationLoader(connection)
    replaced = {key for one in loader.replacements.values() for key in one.replaces}
    return {".".join(key) for key in {*loader.disk_migrations, *replaced}}


def dump(to: Path) -> None:
    """Write a consistent copy while people work. Errors: BackupError."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as held, closing(sqlite3.connect(to)) as copy:
            held.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", _where())
    to.chmod(0o600)


def check(path: Path) -> None:
    """Whether a copy can be read. Errors: BackupError."""
    if connection.vendor == "postgresql":
        _run("pg_restore", "--list", str(path))
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as held:
            said = held.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupError("bad_database", f"{path.name}: SQLite says {said}", f"{path.name}: SQLite казва {said}")


def load(path: Path) -> None:
    """Put a copy in place of everything that the database holds, or leave it as it is. Errors: BackupError."""
    connection.close()
    if connection.vendor == "sqlite":
        _load_sqlite(path)
        return
    sql = path.with_suffix(".sql")
    try:
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--file={sql}", str(path))
        empty = ("--command", _EMPTY)
        _run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", *empty,
             f"--file={sql}", "--dbname", _where())  # fmt: skip
    finally:
        sql.unlink(missing_ok=True)


def clear() -> None:
    """Take away what a load left in a database that was empty before."""
    connection.close()
    if connection.vendor == "sqlite":
        for path in _sqlite_files():
            path.unlink(missing_ok=True)
    else:
        _run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", _EMPTY, "--dbname", _where())


def _load_sqlite(path: Path) -> None:
    name, *logs = _sqlite_files()
    aside = name.with_name(f".{name.name}.restoring")
    shutil.copyfile(path, aside)
    aside.chmod(0o600)
    for log in logs:  # a log of the old file would be played into the new one
        log.unlink(missing_ok=True)
    aside.replace(name)


def _sqlite_files() -> list[Path]:
    name = Path(connection.settings_dict["NAME"])
    return [name, name.with_name(f"{name.name}-wal"), name.with_name(f"{name.name}-shm")]


def refuse_company() -> None:
    """Errors: BackupError, where other processes have the database open."""
    if connection.vendor == "sqlite":
        others = _sqlite_is_open()
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            others = bool(cursor.fetchone()[0])
    connection.close()
    if others:
        raise BackupError(
            "portal_runs",
            "the portal is running: other processes have its database open. Stop it first"
            " (sudo systemctl stop karta.target, or Ctrl-C where it was started), then again; nothing was changed",
            "порталът работи: други процеси ползват базата му. Спрете го"
            " (sudo systemctl stop karta.target или Ctrl-C там, където е пуснат) и опитайте пак; нищо не е променено",
        )


def _sqlite_is_open() -> bool:
    """Whether some process holds the file open; those of other users are seen by root only."""
    name = Path(connection.settings_dict["NAME"])
    connection.close()
    mine = str(os.getpid())
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if entry.parts[2] != mine and entry.samefile(name):
                return True
        except OSError:  # ended meanwhile, or somebody else's
            continue
    return False


def _where() -> str:
    """Connection string of libpq without the password, which never stands in a command line."""
    from psycopg.conninfo import make_conninfo

    held = connection.settings_dict
    parts = {"dbname": held["NAME"], "user": held["USER"], "host": held["HOST"], "port": held["PORT"]}
    return make_conninfo("", **{name: value for name, value in parts.items() if value}, **held["OPTIONS"])


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise missing_program(program, "postgresql-client")
    password = connection.settings_dict["PASSWORD"]
    env = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run([found, *arguments], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip()[-800:] or f"exit code {done.returncode}"
        raise BackupError("database_refused", f"{program}: {said}", f"{program}: {said}")
