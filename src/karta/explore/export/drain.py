"""A file that is written in order and read away while it grows: what a library writes leaves at once."""

from __future__ import annotations

import io


class Drain(io.RawIOBase):
    """Hand it to whoever writes; `taken()` gives what was written since, and forgets it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, data: bytes) -> int:  # type: ignore[override] # any buffer is taken, and copied
        part = bytes(data)
        self._parts.append(part)
        self._position += len(part)
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
