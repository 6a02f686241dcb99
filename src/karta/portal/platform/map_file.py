"""map.yml of the portal's data folder: whose portal it is. Read anew when it changes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error

from karta.snapshot.errors import BadMapFile
from karta.snapshot.map_file import MapFile, read_map_file


def map_file() -> MapFile:
    """What it says; without one, the defaults. Errors: BadMapFile."""
    path = settings.DATA / "map.yml"
    try:
        stat = path.stat()
    except FileNotFoundError:
        return MapFile()
    return _read(settings.DATA, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _read(folder: Path, _changed: int, _size: int) -> MapFile:
    return read_map_file(folder)


def check(**_arguments: Any) -> list[Error]:
    """For Django's checks: a portal does not start with a map.yml that it cannot read."""
    try:
        map_file()
    except BadMapFile as error:
        return [Error(f"{settings.DATA}: {error.message_en}", hint=error.message_bg, id="karta.E001")]
    return []
