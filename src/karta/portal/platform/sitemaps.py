"""Parts of the sitemap that apps above add to the explorer's: each gives the addresses of its published pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing: its path in each language that it exists in, and the day of its last change (ISO)."""

    paths: dict[str, str] = field(default_factory=dict)
    day: str = ""


PARTS: dict[str, Callable[[], Iterable[Entry]]] = {}  # filled by apps when they are ready
