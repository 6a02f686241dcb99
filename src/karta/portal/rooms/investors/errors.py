"""What the room's services refuse: NotThere | NotNow."""

from __future__ import annotations


class NotThere(Exception):
    """It does not exist, or it is not the caller's: both are told alike, so that a changed number tells nothing."""


class NotNow(Exception):
    """Somebody was faster, or the state of things does not allow it (any more)."""
