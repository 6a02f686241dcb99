"""Requests by caller and minute, counted in one small file that all processes of this machine share.

A file of its own, without waiting for the disk: a count lost in a power cut harms nobody, and the portal's own database
is not written to for being read. What it costs stands in docs/adr/0019.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

WINDOW = 60  # seconds
PATIENCE = 5  # seconds to wait for another process


class Counts:
    """Requests by caller and minute, in an SQLite file; each thread has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()

    def add(self, caller: str, now: float) -> int:
        """Count one request of `caller` (a keyed hash); how many there were in this minute, with it."""
        window = int(now) // WINDOW
        sql = """INSERT INTO counts VALUES (?, ?, 1)
                 ON CONFLICT DO UPDATE SET requests = requests + 1 RETURNING requests"""
        rows = self._connection().execute(sql, (window, caller)).fetchall()
        if rows[0][0] == 1:  # a new caller or a new minute: what is past is forgotten
            self._connection().execute("DELETE FROM counts WHERE minute < ?", (window,))
        return int(rows[0][0])

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            _write_ahead(found)
            found.execute("PRAGMA synchronous = OFF")
            found.execute("""CREATE TABLE IF NOT EXISTS counts
                (minute INTEGER, caller TEXT, requests INTEGER, PRIMARY KEY (minute, caller)) WITHOUT ROWID""")
            self._own.connection = found
        return found


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log.

    Where several processes make the file at once, SQLite refuses the switch without waiting, whatever the timeout
    (https://www.sqlite.org/c3ref/busy_handler.html), so the waiting is done here. Errors: sqlite3.OperationalError.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)
