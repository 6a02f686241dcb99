"""Karta: one trustworthy, bilingual map of an economy. The data half builds a snapshot; the portal reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karta.explore.python import Selection


def open_snapshot(path: str | Path) -> Selection:
    """The map in Python: `karta.open_snapshot(path).filter(district="PDV", headcount_min=50).to_pandas()`.

    Errors: NoSuchSnapshot where the folder holds none.
    """
    from karta.explore import python  # the command line must not load the explorer to say its version

    return python.open_snapshot(path)
