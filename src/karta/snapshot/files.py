"""Writing so that a reader never sees half: everything is written aside and renamed into place.

A process killed after any of these calls leaves the earlier state whole.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from karta.snapshot.errors import Busy


def write_text(path: Path, text: str) -> None:
    """Replace a file by one rename; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A file to write a long content into: it stands at `path` when the block ends, or not at all."""
    aside = path.with_name(f"{path.name}.part")
    try:
        with aside.open("wb") as file:
            yield file
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Replace a file of one JSON object a line."""
    write_text(path, "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows))


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Objects of a JSON Lines file, oldest first; none where the file is missing."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def point(link: Path, target: str) -> None:
    """Make `link` a symbolic link to its neighbour `target`, by one rename."""
    aside = link.with_name(f".{link.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)


def move(folder: Path, to: Path) -> None:
    """Move a finished folder into place by one rename."""
    to.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(to)


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the data folder's lock; the system lets it go when the process ends, however it ends.

    Errors: Busy, at once, where another process holds it.
    """
    path = data_dir / "work" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "?"
            raise Busy(
                "busy",
                f"{data_dir}: process {holder} is building or publishing here; wait until it ends, then try again",
                f"{data_dir}: процес {holder} изгражда или публикува тук; изчакайте го да свърши и опитайте пак",
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
