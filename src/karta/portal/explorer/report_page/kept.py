"""PDFs that were made already, on disk: the same snapshot, filter and language give the same file to everybody."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import karta.explore.report as package

MOST_BYTES = 256 * 1024 * 1024  # the oldest go first; a report of 20 pages has about half a megabyte


def key(*parts: str) -> str:
    """A name for what a report depends on; another edition of the report's code is another name."""
    return hashlib.sha256("\n".join((_edition(), *parts)).encode()).hexdigest()[:32]


@cache
def _edition() -> str:
    """The code and the template that reports are made with, as one hash."""
    files = sorted(Path(package.__file__).parent.glob("*.*"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def kept(folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """The PDF of this name in `folder`, made now unless it is there. Written aside and renamed, so that nobody ever
    reads half of it; what `make` raises is raised here."""
    path = folder / f"{name}.pdf"
    try:
        os.utime(path)
        return path.read_bytes()
    except FileNotFoundError:
        made = make()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        file.write(made)
    Path(file.name).replace(path)
    _make_room(folder, but=path)
    return made


def _make_room(folder: Path, but: Path) -> None:
    """Remove the files that were asked for longest ago while all together hold more than MOST_BYTES."""
    files = sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
    size = sum(path.stat().st_size for path in files)
    for path in files:
        if size <= MOST_BYTES:
            return
        if path != but:
            size -= path.stat().st_size
            path.unlink(missing_ok=True)
