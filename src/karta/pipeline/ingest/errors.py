"""What can go wrong while files are read.

IngestError
├── ManifestError   a manifest.yml that cannot be used
├── UnseenValue     a value that no reviewed lookup holds: the run stops, there is no default
└── FileProblem     a file that is missing, empty, cut off, in another encoding, or without its columns
Every message says where, what happened and what to do, in English and Bulgarian.
"""

from __future__ import annotations


class IngestError(Exception):
    """A source that cannot be read. `code` is a stable slug."""

    def __init__(self, code: str, message_en: str, message_bg: str) -> None:
        super().__init__(message_en)
        self.code = code
        self.message_en = message_en
        self.message_bg = message_bg

    def __reduce__(self) -> tuple[type[IngestError], tuple[str, str, str]]:  # so that other processes can raise it
        return type(self), (self.code, self.message_en, self.message_bg)


class ManifestError(IngestError):
    """A manifest.yml that cannot be used."""


class UnseenValue(IngestError):
    """A value that no reviewed lookup holds."""


class FileProblem(IngestError):
    """A file that cannot be read as its manifest says."""
