"""What the room's services refuse: NotNow | Stale | Impossible."""

from __future__ import annotations

from typing import Any


class NotNow(Exception):
    """The state of things does not allow it (any more)."""


class Stale(Exception):
    """Somebody else changed it since it was opened. `current`: as it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"{current}: changed since it was opened; look at it, then send again")
        self.current = current


class Impossible(Exception):
    """A session cannot be there and then. `problem`: of programme.rules; `other`: the session that is there already."""

    def __init__(self, problem: str, other: Any = None) -> None:
        super().__init__(f"session: {problem}" + (f", see {other}" if other is not None else ""))
        self.problem, self.other = problem, other
