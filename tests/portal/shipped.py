"""The shipped facts in a test's database: loaded once as the portal loads them, put back row by row after that."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from karta.portal.directory import facts
from karta.portal.directory.models import Claim

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def load_facts() -> None:
    """Every object of the shipped facts as loading them at `AT` writes it, in an empty directory."""
    if Claim.objects.exists():
        raise ValueError("the directory is not empty: call facts.load")
    if _written.cache_info().currsize:
        _put_back(_written())
    else:
        _written()


@cache
def _written() -> dict[type[models.Model], list[models.Model]]:
    """The rows of each table that loading fills."""
    tables = apps.get_models(include_auto_created=True)
    before = {table: table._base_manager.count() for table in tables}
    facts.load(facts.read(), at=AT)
    return {table: list(table._base_manager.all()) for table in tables if table._base_manager.count() != before[table]}


@transaction.atomic
def _put_back(rows: dict[type[models.Model], list[models.Model]]) -> None:
    for table, kept in rows.items():
        table._base_manager.bulk_create(kept)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(rows)):
            cursor.execute(statement)
