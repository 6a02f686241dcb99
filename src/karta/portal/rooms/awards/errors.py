"""What the room's services refuse: NotThere | NotNow | Late | Incomplete | TooMany."""

from __future__ import annotations


class NotThere(Exception):
    """It does not exist, or it is not the caller's: both are told alike, so that a changed number tells nothing."""


class NotNow(Exception):
    """Somebody was faster, or the state of things does not allow it (any more)."""


class Late(NotNow):
    """The award takes no entries at that instant; nothing was changed."""


class Incomplete(Exception):
    """What is missing of an entry: `missing`, names of fields of its form."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"entry: {', '.join(missing)} missing")
        self.missing = missing


class TooMany(Exception):
    """A limit of rules is reached."""
