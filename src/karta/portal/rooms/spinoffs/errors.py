"""What keeps a write of the room from happening; nothing is written then.

Lacking        the spin-off cannot be verified: `what` it lacks (rules.lacking)
NotNow         it was decided, taken back or answered before
AlreadyThere   the organisation or body is a spin-off of the list already: `code`
"""

from __future__ import annotations


class Lacking(Exception):
    """A spin-off lacks what it needs to count."""

    def __init__(self, code: str, what: tuple[str, ...]) -> None:
        self.what = what
        super().__init__(f"spin-off {code}: lacks {', '.join(what)}; record it with its source first")


class NotNow(Exception):
    """What was asked for is done or gone already."""


class AlreadyThere(Exception):
    """It stands in the list under another code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"spin-off {code}: it stands in the list already")
