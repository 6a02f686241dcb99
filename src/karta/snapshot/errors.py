"""What can go wrong around a snapshot.

SnapshotError
├── NotPublic      a claim that is not public reached the writer
├── Busy           another build, publish or discard is running in this data folder
├── NoSuchSnapshot a name that this data folder does not hold
├── BadMapFile     a map.yml that cannot be used
└── NotAllowed     a change that would take the current snapshot away
Every message says where, what happened and what to do, in English and Bulgarian.
"""

from __future__ import annotations


class SnapshotError(Exception):
    """`code` is a stable slug."""

    def __init__(self, code: str, message_en: str, message_bg: str) -> None:
        super().__init__(message_en)
        self.code = code
        self.message_en = message_en
        self.message_bg = message_bg


class NotPublic(SnapshotError):
    """A claim that is not public reached the writer."""


class Busy(SnapshotError):
    """Another process is writing in this data folder."""


class NoSuchSnapshot(SnapshotError):
    """A name that this data folder does not hold."""


class NotAllowed(SnapshotError):
    """A change that would take the current snapshot away."""


class BadMapFile(SnapshotError):
    """A map.yml that cannot be used."""
