"""decisions.jsonl, which the build reads: one signed, dated line a decision, never overwritten.

Read once per change of the file: what was appended since is read, the rest is remembered.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from karta.vocab.decisions import PAIRS, BadDecision, Line, not_undone, read_line, standing

_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Decisions:
    """The file at one moment. `lines` in its order, `kept` those that are not undone, `standing` the last on each
    matter; `bad` are the numbers of lines that are no decisions, `ends` the bytes up to the end of each line, by id."""

    lines: tuple[Line, ...] = ()
    kept: tuple[Line, ...] = ()
    standing: tuple[Line, ...] = ()
    bad: tuple[int, ...] = ()
    ends: dict[str, int] = field(default_factory=dict)

    @property
    def pairs(self) -> list[Line]:
        """Decisions on pairs that stand, oldest first."""
        return [line for line in self.standing if line["decision"] in PAIRS]

    def is_read(self, line: Line, read_to: int) -> bool:
        """Whether a build has read a line; `read_to` as `read_by_builds` gives it."""
        return self.ends[line["id"]] <= read_to

    def waiting(self, read_to: int) -> list[Line]:
        """Decisions that stand and that no build has read."""
        return [line for line in self.standing if not self.is_read(line, read_to)]


NOTHING = Decisions()  # one object: who keeps what follows from it sees that nothing has changed


@dataclass(slots=True)
class _Remembered:
    """How far the file was read. `inode` tells whether it is still the same file."""

    inode: int = 0
    offset: int = 0
    lines: list[Line] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)
    ends: dict[str, int] = field(default_factory=dict)
    number: int = 0
    found: Decisions = NOTHING


_remembered: dict[Path, _Remembered] = {}


def path() -> Path:
    return Path(settings.DATA) / "decisions.jsonl"


def read() -> Decisions:
    """The file as it is now."""
    where = path()
    with _reading:
        known = _remembered.setdefault(where, _Remembered())
        try:
            state = where.stat()
        except FileNotFoundError:
            _remembered[where] = _Remembered()
            return NOTHING
        if state.st_ino != known.inode or state.st_size < known.offset:
            known = _remembered[where] = _Remembered(inode=state.st_ino)
        if state.st_size > known.offset:
            _read_on(where, known)
        return known.found


def _read_on(where: Path, known: _Remembered) -> None:
    with where.open("rb") as file:
        file.seek(known.offset)
        added = file.read()
    whole = added[: added.rfind(b"\n") + 1]  # a line that is being written is read when it is whole
    for text in whole.splitlines(keepends=True):
        known.number += 1
        known.offset += len(text)
        if not text.strip():
            continue
        try:
            line = {"id": f"line-{known.number}"} | read_line(text.decode("utf-8"))
        except (BadDecision, UnicodeDecodeError):
            known.bad.append(known.number)
            continue
        known.lines.append(line)
        known.ends[str(line["id"])] = known.offset
    kept = not_undone(known.lines)
    found = Decisions(tuple(known.lines), tuple(kept), tuple(standing(kept)), tuple(known.bad), dict(known.ends))
    known.found = found


def read_by_builds() -> int:
    """Up to which byte of the file the last build that succeeded has read it; 0 before the first."""
    try:
        return int((Path(settings.DATA) / "work" / "decisions_read").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return 0


def append(line: dict[str, Any], *, by: str, at: datetime) -> dict[str, Any]:
    """Sign, date and append one line, whole or not at all for whoever reads. Errors: OSError."""
    return append_all([line], by=by, at=at)[0]


def append_all(lines: Sequence[dict[str, Any]], *, by: str, at: datetime) -> list[dict[str, Any]]:
    """Sign, date and append lines in one write. Errors: OSError."""
    signed = [_signed(line, by, at) for line in lines]
    append_signed(signed)
    return signed


def append_signed(lines: Sequence[Line]) -> None:
    """Append lines as they are. Errors: OSError."""
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    with _locked() as kept:
        kept.write(text.encode("utf-8"))
        kept.flush()
        os.fsync(kept.fileno())


@contextmanager
def _locked() -> Iterator[BinaryIO]:
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("ab") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        yield kept


def _signed(line: dict[str, Any], by: str, at: datetime) -> dict[str, Any]:
    dated = {key: value for key, value in line.items() if value not in (None, "")} | {"by": by, "at": _utc(at)}
    return dated | {"signature": signature(dated)}


def signature(line: Line) -> str:
    """Keyed hash of a line without its signature: shows whether somebody changed it outside this installation."""
    bare = {key: value for key, value in line.items() if key != "signature"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:16]


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
