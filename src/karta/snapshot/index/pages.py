"""Files of the index where they lie: mapped, and their pages let go by who has read through them.

Mapped by the system's own call: Python's `mmap`, numpy and Arrow keep a file open for as long as it is mapped, and an
index has some six hundred files, more than half of what a process may have open by default.
"""

from __future__ import annotations

import ctypes
import os
from mmap import MADV_DONTNEED, MAP_SHARED, PROT_READ
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary, finalize

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

_system = ctypes.CDLL(None, use_errno=True)
_system.mmap.restype = ctypes.c_void_p
_system.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
_system.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_system.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_FAILED = ctypes.c_void_p(-1).value
_tables: WeakValueDictionary[int, Any] = WeakValueDictionary()  # pages of mapped tables, by their address


def mapped(path: Path) -> pa.Table:
    """A table of the index. It stays readable when the file is deleted."""
    pages = _pages(path)
    _tables[ctypes.addressof(pages)] = pages
    return pa.ipc.open_file(pa.py_buffer(_bytes(pages))).read_all()


def mapped_array(path: Path) -> NDArray[Any]:
    """An array that numpy wrote (.npy). It stays readable when the file is deleted, and cannot be written to."""
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, is_fortran, kind = read(file)
        start = file.tell()
    if 0 in shape:
        return np.zeros(shape, dtype=kind)
    values = _bytes(_pages(path))[start:].view(kind)
    return values.reshape(shape, order="F" if is_fortran else "C")


def mapped_numbers(path: Path, kind: DTypeLike) -> NDArray[Any]:
    """A file of numbers of one kind and nothing else, which is not empty."""
    return _bytes(_pages(path)).view(kind)


def let_go() -> None:
    """Count no page of the mapped tables as this process's memory until it is read again.

    The system goes on holding them for everybody: who reads one next finds it there.
    """
    for address, pages in list(_tables.items()):
        _system.madvise(address, ctypes.sizeof(pages), MADV_DONTNEED)


def _pages(path: Path) -> Any:
    """The bytes of a file that is not empty, mapped until nobody holds them. Errors: OSError."""
    file = os.open(path, os.O_RDONLY)
    try:
        size = os.fstat(file).st_size
        address = _system.mmap(None, size, PROT_READ, MAP_SHARED, file, 0)
        if address == _FAILED:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(path))
    finally:
        os.close(file)
    pages = (ctypes.c_ubyte * size).from_address(address)
    finalize(pages, _system.munmap, address, size)
    return pages


def _bytes(pages: Any) -> NDArray[np.uint8]:
    found = np.frombuffer(pages, dtype=np.uint8)
    found.flags.writeable = False
    return found
