"""`karta_worker`: django-tasks' worker, which also looks whether somebody published, and does the rooms' chores."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django_tasks_db.management.commands import db_worker
from django_tasks_db.utils import is_locked_database_exception

from karta.portal.directory import publications
from karta.portal.directory.chores import Chores

LOOK_SECONDS = 5.0
log = logging.getLogger("karta.portal.directory")


class Command(db_worker.Command):
    help = "Do the portal's tasks, and notice publications."

    def handle(self, *args: Any, **options: Any) -> None:
        ended = threading.Event()
        looking = threading.Thread(target=_look, args=(ended,), daemon=True)
        looking.start()
        try:
            while not self._worked(*args, **options):
                connection.close()
        finally:
            ended.set()

    def _worked(self, *args: Any, **options: Any) -> bool:
        """Work until the end; False where SQLite was locked for longer than it waits, which ends no worker."""
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
            log.warning("the database is locked; looking for tasks again")
            return False
        return True


def _look(ended: threading.Event) -> None:
    """Until the worker ends; a database that is locked for once is asked again."""
    chores = Chores()
    while not ended.wait(LOOK_SECONDS):
        try:
            publications.notice()
            chores.run_due()
        except (DatabaseError, OSError) as error:
            log.warning("could not look for a new publication: %s", error)
        finally:
            connection.close()
