"""Rows that a person brought in → records. The mapping kept beside the rows says what each column holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from karta.pipeline.ingest.user_file.records import records as records_in
from karta.pipeline.tables import Record


class _HasFolder(Protocol):
    @property
    def folder(self) -> Path: ...


def records(raw: _HasFolder | Path) -> Iterator[Record]:
    """One record per organisation of one kept version (rows.csv and mapping.yml), in file order.

    Rows of natural persons never got there: the import leaves them out before it writes.
    """
    yield from records_in(raw if isinstance(raw, Path) else raw.folder)
