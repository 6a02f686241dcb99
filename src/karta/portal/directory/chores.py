"""What the worker does from time to time, whoever asked: rooms put their chores here when they are ready."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

log = logging.getLogger("karta.portal.directory")
EVERY_SECONDS = 3600.0
CHORES: list[Callable[[], int]] = []


class Chores:
    """Runs every chore once an hour, the first time at once. One that fails is told of and does not stop the others."""

    def __init__(self) -> None:
        self._next = 0.0

    def run_due(self) -> bool:
        """Run them if it is time; whether it was."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + EVERY_SECONDS
        for chore in CHORES:
            try:
                chore()
            except Exception:
                log.exception("%s.%s failed; it is tried again in an hour", chore.__module__, chore.__qualname__)
        return True
