"""own_profiles.jsonl of the data folder, a source of the next build (karta.sources.own_profiles).

Made anew, whole, from the newest versions; nothing in it says who wrote them. The database is the one place of history.
"""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from karta.portal.directory.profiles import queries
from karta.portal.directory.profiles.models import Version
from karta.portal.directory.timing import SOFIA
from karta.snapshot.files import write_lines

log = logging.getLogger("karta.portal.profiles")


def path() -> Path:
    return Path(settings.DATA) / "own_profiles.jsonl"


def write_again() -> int:
    """Bring the file in step with the database; how many profiles it holds. Safe to call any number of times."""
    with _locked():
        lines = [line_of(version) for version in queries.standing()]
        if not lines:
            path().unlink(missing_ok=True)
        elif _text(lines) != (path().read_text("utf-8") if path().exists() else ""):
            write_lines(path(), lines)
        return len(lines)


def line_of(version: Version) -> dict[str, Any]:
    """What the build reads of one version: public claims alone, without offers and without who wrote them."""
    said = version.content
    texts = {
        f"{name}s": {one: said[f"{name}_{one}"] for one in ("bg", "en") if said.get(f"{name}_{one}")}
        for name in ("name", "description")
    }
    figures = [
        {"measure": key.split(":")[1], "year": int(key.split(":")[2]), **value}
        for key, value in sorted(said.items())
        if key.startswith("figure:")
    ]
    told = {name: said.get(name) for name in ("website", "founded", "segment")} | {"figures": figures} | texts
    return {
        "org_id": version.org_id,
        "number": version.number,
        "said_on": version.at.astimezone(SOFIA).date().isoformat(),
        **{name: value for name, value in told.items() if value},
    }


def _text(lines: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)


@contextmanager
def _locked() -> Iterator[None]:
    """Of two that write at once the second reads what the first one's transaction left."""
    lock = Path(settings.DATA) / "work" / "own_profiles.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
