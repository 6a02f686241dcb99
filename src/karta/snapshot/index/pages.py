"""Arrow files where they lie: mapped, and their pages let go by who has read through them."""

from __future__ import annotations

from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path
from weakref import WeakSet

import pyarrow as pa

_maps: WeakSet[mmap] = WeakSet()


def mapped(path: Path) -> pa.Table:
    """A table of the index. It stays readable when the file is deleted."""
    with path.open("rb") as file:
        pages = mmap(file.fileno(), 0, access=ACCESS_READ)
    _maps.add(pages)
    return pa.ipc.open_file(pa.py_buffer(pages)).read_all()


def let_go() -> None:
    """Count no page of the mapped tables as this process's memory until it is read again.

    The system goes on holding them for everybody: who reads one next finds it there.
    """
    for pages in list(_maps):
        pages.madvise(MADV_DONTNEED)
