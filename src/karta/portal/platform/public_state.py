"""The state of what visitors see: a value that is another one after every write to it, whoever wrote and how, after
another snapshot is published, and after the list of what must not be shown changed.

Every statement that writes into a table counts, but into those that no public page reads (`private`, and PRIVATE of the
platform's own and of what others bring): a new table is public until its app says otherwise. The state moves after the
commit, so that whoever reads the new one sees the write.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model

from karta.portal.platform.models import PublicState
from karta.portal.platform.snapshots import store
from karta.vocab.suppressed import FILE

log = logging.getLogger("karta.portal")

ANSWERS = 2000  # of `kept`, in each process
# Written often, and read by no public page; a picture's smaller forms are made when a page first shows them.
PRIVATE = re.compile(
    r"(?:django_(?:session|tasks_\w+)|platform_(?:publicstate|cache|auditline|onetimelink|attempt|letter|apikey)"
    r"|account_\w+|mfa_\w+|socialaccount_\w+"
    r"|wagtailadmin_\w+|wagtailcore_(?:revision|\w+logentry|referenceindex)|wagtailimages_rendition)\Z"
)
_private: set[str] = set()  # names of tables, by `private`
_WRITE = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|MERGE\s+INTO)"
    r'\s+"?(\w+)',
    re.IGNORECASE,
)
_HIDDEN_WRITE = re.compile(r"\s*(?:WITH\b.*\b(?:INSERT|UPDATE|DELETE|MERGE)\b|TRUNCATE\b)", re.IGNORECASE | re.DOTALL)
_Made = TypeVar("_Made")
_ASK = f"SELECT version FROM {PublicState._meta.db_table} LIMIT 1"
_read: ContextVar[list[str | None] | None] = ContextVar("state as this request read it", default=None)
_answers: OrderedDict[tuple[Any, ...], tuple[float, Any]] = OrderedDict()
_lock = threading.Lock()


def private(*models: type[Model]) -> None:
    """No public page reads these tables: a write to them changes nothing that visitors see. Apps say so in `ready`."""
    _private.update(model._meta.db_table for model in models)


def listen() -> None:
    """Once, when the app is ready."""
    connection_created.connect(_watch, dispatch_uid="platform.public_state")


def _suppressed_at() -> tuple[int, int] | None:
    """Another value whenever the list of what must not be shown is another one."""
    try:
        held = (settings.DATA / FILE).stat()
    except FileNotFoundError:
        return None
    return held.st_mtime_ns, held.st_size


@contextmanager
def asked_once() -> Iterator[None]:
    """While a request that only reads is answered: the state is read when it is first asked for, and again after a
    write of this very request."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def version() -> str | None:
    """The present state; None where nothing may be kept: before the first migration is done, or inside a transaction,
    whose writes nobody else may ever see."""
    if connection.in_atomic_block:
        return None
    read = _read.get()
    if read:
        return read[0]
    at = _asked()
    if read is not None:
        read.append(at)
    return at


def _asked() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ASK)
            found = cursor.fetchone()
    except DatabaseError:  # whoever needs the database says so itself; the page that tells of it does not
        return None
    current = store().current()
    return f"{found[0]} {current and current.name} {_suppressed_at()}" if found else None


def kept(name: str, make: Callable[[], _Made]) -> _Made:
    """What `make` says, asked once a state and process, for what depends on the state alone. All who ask share the
    answer: nobody may change it.

    `name`: of the question with all that its answer depends on, such as the minute (`minute`) where that counts.
    """
    return kept_each(name, [""], lambda _keys: {"": make()})[""]


def kept_each(name: str, keys: Iterable[str], make: Callable[[list[str]], dict[str, _Made]]) -> dict[str, _Made]:
    """The same for each of several keys, in their order; `make` is asked once, for those nobody asked for before."""
    wanted, at = list(dict.fromkeys(keys)), version()
    if at is None:
        told = make(wanted) if wanted else {}
        return {key: told[key] for key in wanted if key in told}
    state, old = (at, name), time.monotonic() - settings.KEPT_SECONDS
    found: dict[str, _Made] = {}
    with _lock:
        for key in wanted:
            since, made = _answers.get((*state, key), (old, None))
            if since > old:
                found[key] = made
    missing = [key for key in wanted if key not in found]
    if missing:
        now, told = time.monotonic(), make(missing)
        with _lock:
            _answers.update({(*state, key): (now, made) for key, made in told.items()})
            while len(_answers) > ANSWERS:
                _answers.popitem(last=False)
        found |= told
    return {key: found[key] for key in wanted if key in found}


def minute(at: datetime) -> str:
    """A part of the name of answers that a clock changes: they are asked for again each minute."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def writes_what_is_public(sql: str) -> bool:
    """Whether a statement may change what visitors see."""
    found = _WRITE.match(sql)
    if found:
        table = found[1].lower()
        return table not in _private and not PRIVATE.match(table)
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
    """After the commit; what cannot be noted here ends by itself (settings.KEPT_SECONDS)."""
    read = _read.get()
    if read:
        read.clear()
    try:
        PublicState.objects.update(version=uuid4())
    except DatabaseError as error:
        if PublicState._meta.db_table in connection.introspection.table_names():  # else: the first migrations run
            log.warning("a change may show up to %s s late: %s", 2 * settings.KEPT_SECONDS, error)
