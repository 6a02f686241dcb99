"""The state of what visitors see: a value that is another one after every write to it, whoever wrote and how.

Every statement that writes into a table counts, but into those that no public page reads (PRIVATE): a new table is
public until it is listed. The state moves after the commit, so that whoever reads the new one sees the write.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from karta.portal.platform.models import PublicState

log = logging.getLogger("karta.portal")

STORE = "public"  # of settings.CACHES
SECONDS = 60  # how long at most something stands that a clock or a hand in the database changed
# Written often, and read by no public page; a picture's smaller forms are made when a page first shows them.
PRIVATE = re.compile(
    r"(?:django_(?:session|tasks_\w+)|platform_(?:publicstate|cache|auditline|onetimelink|attempt|letter|apikey)"
    r"|account_\w+|mfa_\w+|socialaccount_\w+|contact_(?:message|answer)|investors_(?!offer\Z)\w+|imports_\w+"
    r"|wagtailadmin_\w+|wagtailcore_(?:revision|\w+logentry|referenceindex)|wagtailimages_rendition)\Z"
)
_WRITE = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|MERGE\s+INTO)"
    r'\s+"?(\w+)',
    re.IGNORECASE,
)
_HIDDEN_WRITE = re.compile(r"\s*(?:WITH\b.*\b(?:INSERT|UPDATE|DELETE|MERGE)\b|TRUNCATE\b)", re.IGNORECASE | re.DOTALL)
_Made = TypeVar("_Made")


def listen() -> None:
    """Once, when the app is ready."""
    connection_created.connect(_watch, dispatch_uid="platform.public_state")


def version() -> str | None:
    """The present state; None where nothing may be kept: before the first migration is done, or inside a transaction,
    whose writes nobody else may ever see."""
    if connection.in_atomic_block:
        return None
    found = PublicState.objects.values_list("version", flat=True).first()
    return str(found) if found else None


def kept(name: str, make: Callable[[], _Made]) -> _Made:
    """What `make` says, asked once a state and process. For what takes long and depends on the database alone.

    `name`: of the question with all that its answer depends on.
    """
    at = version()
    if at is None:
        return make()
    store, key = caches[STORE], f"kept:{hashlib.sha256(f'{at} {name}'.encode()).hexdigest()}"
    found = store.get(key)
    if found is None:
        found = make()
        store.set(key, found, SECONDS)
    return found


def writes_what_is_public(sql: str) -> bool:
    """Whether a statement may change what visitors see."""
    found = _WRITE.match(sql)
    if found:
        return not PRIVATE.match(found[1].lower())
    return _HIDDEN_WRITE.match(sql) is not None


def _watch(connection: BaseDatabaseWrapper, **_arguments: Any) -> None:
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


def _notice(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    done = execute(sql, params, many, context)
    if writes_what_is_public(str(sql)):
        held: BaseDatabaseWrapper = context["connection"]
        if not any(call is _move for _points, call, _robust in held.run_on_commit):
            transaction.on_commit(_move, using=held.alias)
    return done


def _move() -> None:
    """After the commit; what cannot be noted here ends after SECONDS."""
    try:
        PublicState.objects.update(version=uuid4())
    except DatabaseError as error:
        if PublicState._meta.db_table in connection.introspection.table_names():  # else: the first migrations run
            log.warning("a change may show up to %s s late: %s", SECONDS, error)
