"""Where the portal keeps its own state, read from DATABASE_URL; without one, an SQLite file of the state folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Options of libpq that an address may carry: https://www.postgresql.org/docs/current/libpq-connect.html
OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name", "options", "service"}


class WrongDatabase(ValueError):
    """DATABASE_URL cannot be understood; the portal does not start with it."""


def database_settings(env: Mapping[str, str], state: Path) -> dict[str, Any]:
    """Django's DATABASES["default"].

    DATABASE_URL: postgres://user:password@host:port/name?sslmode=verify-full, the parts escaped as in any address;
    what is left out is libpq's (PGHOST, PGUSER …). A socket's folder stands in `?host=`. Errors: WrongDatabase.
    """
    url = env.get("DATABASE_URL", "")
    return _postgresql(url) if url else _sqlite(state)


def _sqlite(state: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": state / "portal.sqlite3",
        # The worker and the web processes write side by side: take the lock at once instead of failing half-way.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"},
    }


def _postgresql(url: str) -> dict[str, Any]:
    # The address is never printed: it holds a password.
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WrongDatabase("DATABASE_URL: its host or port cannot be read; escape signs such as @ and /") from error
    name, options = unquote(parts.path.lstrip("/")), dict(parse_qsl(parts.query))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise WrongDatabase("DATABASE_URL: write postgres://user:password@host:5432/name")
    socket = options.pop("host", "")
    if unknown := options.keys() - OPTIONS:
        raise WrongDatabase(f"DATABASE_URL: unknown option {', '.join(sorted(unknown))}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket or parts.hostname or "",
        "PORT": str(port or ""),
        "OPTIONS": options,
        # A connection costs more than a page's queries; one that the server closed meanwhile is opened anew.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def without_compiling(connection: Any, **_arguments: Any) -> None:
    """Pages ask many small questions: PostgreSQL's compiler takes longer than the answer. Said here, not in the
    address: PgBouncer refuses `options`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
