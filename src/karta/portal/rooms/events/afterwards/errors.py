"""What these services refuse: NotNow | Again."""

from __future__ import annotations


class NotNow(Exception):
    """Somebody was faster, or the state of things does not allow it (any more)."""


class Again(Exception):
    """The same file is there already."""
