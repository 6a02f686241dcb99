"""Which database DATABASE_URL names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from karta.portal.platform.database_settings import WrongDatabase, database_settings

STATE = Path("/state")


def test_without_an_address_the_state_folder_holds_an_sqlite_file() -> None:
    made = database_settings({}, STATE)
    assert (made["ENGINE"], made["NAME"]) == ("django.db.backends.sqlite3", STATE / "portal.sqlite3")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("postgres://karta:p%40ss%2Fw@db.example:6432/karta", ("karta", "karta", "p@ss/w", "db.example", "6432", {})),
        ("postgresql://db/karta?sslmode=require", ("karta", "", "", "db", "", {"sslmode": "require"})),
        ("postgres:///karta?host=/var/run/postgresql", ("karta", "", "", "/var/run/postgresql", "", {})),
        ("postgres://[::1]:5433/karta", ("karta", "", "", "::1", "5433", {})),
        ("postgres:///karta", ("karta", "", "", "", "", {})),
    ],
)
def test_parts_of_an_address(url: str, parts: tuple[object, ...]) -> None:
    made = database_settings({"DATABASE_URL": url}, STATE)
    assert made["ENGINE"] == "django.db.backends.postgresql"
    assert tuple(made[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == parts


@pytest.mark.parametrize(
    "url",
    ["mysql://secret@db/karta", "postgres://db", "postgres://u:secret@db:port/karta", "postgres://db/k?sslmod=secret"],
)
def test_a_wrong_address_is_refused_without_printing_it(url: str) -> None:
    with pytest.raises(WrongDatabase) as raised:
        database_settings({"DATABASE_URL": url}, STATE)
    assert str(raised.value).startswith("DATABASE_URL: ")
    assert "secret" not in str(raised.value)


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_that_the_environment_names() -> None:

    expected = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    assert connection.vendor == expected
