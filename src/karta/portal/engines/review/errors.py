"""What the services of reviewing refuse: NotThere | NotNow (Fixed | Incomplete | InConflict | Stale)."""

from __future__ import annotations


class NotThere(Exception):
    """It does not exist, or it is not the caller's: both are told alike, so that a guessed address tells nothing."""


class NotNow(Exception):
    """Somebody was faster, or the state of the round does not allow it (any more)."""


class Fixed(NotNow):
    """A rule of a round that was opened: criteria, ties, threshold and order are as jurors found them."""


class Incomplete(NotNow):
    """Something is missing: `what` says it in the language of the reader."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class InConflict(NotNow):
    """The juror has a conflict of interest with the entry."""


class Stale(NotNow):
    """Something newer was kept, from another window or device."""
